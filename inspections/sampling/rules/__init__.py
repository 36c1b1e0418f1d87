"""The rules of acceptance sampling, from plain values to plain values."""
