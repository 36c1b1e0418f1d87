"""Clauses: text in Chinese and English beside values that the portal acts on; nothing is stored."""
