"""Looking at inspections."""
