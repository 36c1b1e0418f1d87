"""Checklists: what is asked of a supplier, in versions that stay as they were published."""
