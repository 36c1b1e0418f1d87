"""Looking at agreements."""
