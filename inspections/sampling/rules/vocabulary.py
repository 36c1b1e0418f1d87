"""The words that plans are asked for with, as people type them and as the standards print them."""

from collections.abc import Mapping
from enum import StrEnum

from portal.core.errors import Invalid
from portal.core.i18n import N_, Message
from portal.core.standards import (
    AQLS,
    NO_AQL,
    PERCENT_AQLS,
    CriticalMode,
    Edition,
    Kind,
    Level,
    Regime,
    demand_regime,
    inspection_level,
    preferred_aql,
)

__all__ = [
    "AQLS",
    "KIND_WORDS",
    "NO_AQL",
    "PERCENT_AQLS",
    "SEVERITY_WORDS",
    "Cell",
    "CriticalMode",
    "Edition",
    "Kind",
    "Level",
    "Regime",
    "Severity",
    "demand_lot_size",
    "demand_regime",
    "inspection_level",
    "preferred_aql",
]


class Severity(StrEnum):
    """How hard we look: 正常, 加严, 放宽."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"


class Cell(StrEnum):
    """What the table prints for a letter and an AQL: numbers, or an arrow."""

    DIRECT = "direct"
    DOWN = "down"
    UP = "up"


SEVERITY_WORDS: Mapping[Severity, Message] = {
    Severity.NORMAL: N_("normal inspection"),
    Severity.TIGHTENED: N_("tightened inspection"),
    Severity.REDUCED: N_("reduced inspection"),
}

KIND_WORDS: Mapping[Kind, Message] = {
    Kind.SINGLE: N_("single sampling"),
    Kind.DOUBLE: N_("double sampling"),
    Kind.MULTIPLE: N_("multiple sampling"),
}


def demand_lot_size(given: object, field: str = "lot_size") -> int:
    """Return a lot size; raises Invalid unless it is a whole number from 1."""
    if type(given) is int and given >= 1:
        return given
    if isinstance(given, str) and given.isascii() and given.isdigit() and int(given) >= 1:
        return int(given)
    raise Invalid(N_("The lot size is a whole number of units, at least 1."), field=field)
