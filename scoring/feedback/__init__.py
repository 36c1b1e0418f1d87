"""What customers say by themselves: reviews, and tickets at the customer service."""
