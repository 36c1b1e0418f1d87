"""Goods that are not as they should be: what was found, what is kept back, what becomes of it."""
