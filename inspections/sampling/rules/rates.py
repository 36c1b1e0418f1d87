"""At which rates lots may be skipped."""

RATES = (2, 3, 4, 5)
"""One lot in so many is inspected."""
