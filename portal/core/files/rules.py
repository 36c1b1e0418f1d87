"""What a received file may be and become."""

from enum import StrEnum


class ScanState(StrEnum):
    """What the virus scanner said; without a scanner every file is `unscanned`."""

    UNSCANNED = "unscanned"
    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
