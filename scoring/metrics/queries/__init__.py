"""Counting facts for all suppliers at once, and finding the rules that hold."""
