"""Looking at documents: one, the queue, the list, and what is still missing."""
