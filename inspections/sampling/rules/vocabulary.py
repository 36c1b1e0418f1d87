"""The words that plans are asked for with."""

from enum import StrEnum


class Edition(StrEnum):
    """A standard with its year: part of a plan's identity."""

    ISO_2859_1 = "ISO 2859-1:1999"
    Z1_4 = "ANSI/ASQ Z1.4-2003"


class Severity(StrEnum):
    """How hard we look: 正常, 加严, 放宽."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"


class Kind(StrEnum):
    """How many samples a decision may take: 一次, 二次, 多次."""

    SINGLE = "single"
    DOUBLE = "double"
    MULTIPLE = "multiple"


class Regime(StrEnum):
    """What is counted: nonconforming items, or nonconformities per 100 items."""

    PERCENT = "percent"
    PER_100 = "per100"


class CriticalMode(StrEnum):
    """What AQL "0" of critical nonconformities means."""

    NONE_ACCEPTED = "none_accepted"
    FULL = "full"
    C0 = "c0"
    AQL = "aql"
