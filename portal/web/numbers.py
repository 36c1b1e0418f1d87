"""Numbers as addresses and forms say them."""

LARGEST_KEY = 2**63 - 1
"""What a column of keys holds."""
LARGEST_COUNT = 2**31 - 1
"""What a column of counts holds."""
LARGEST_MEASURE = 10**15
"""What a column of measures and money holds, with room to add up."""


def whole(said: object, most: int = LARGEST_KEY) -> int | None:
    """Return a whole number from 0 to `most` in plain digits; None for whatever else was said."""
    text = "" if said is None else str(said)
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    number = int(text)
    return number if number <= most else None
