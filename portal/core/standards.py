"""The words that sampling is agreed in, as people type them and as the standards print them."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from portal.core.errors import Invalid
from portal.core.i18n import N_


class Edition(StrEnum):
    """A standard with its year: part of a plan's identity."""

    ISO_2859_1 = "ISO 2859-1:1999"
    """Equal to GB/T 2828.1-2003 and -2012, IS 2500-1:2000, BS 6001-1."""
    Z1_4 = "ANSI/ASQ Z1.4-2003"
    """Reaffirmed in 2018; its tables are those of MIL-STD-105E."""


class Kind(StrEnum):
    """How many samples a decision may take: 一次, 二次, 多次."""

    SINGLE = "single"
    DOUBLE = "double"
    MULTIPLE = "multiple"


class Regime(StrEnum):
    """What is counted: nonconforming items, or nonconformities per 100 items."""

    PERCENT = "percent"
    PER_100 = "per100"


class Level(StrEnum):
    """The inspection level: 检验水平."""

    S_1 = "S-1"
    S_2 = "S-2"
    S_3 = "S-3"
    S_4 = "S-4"
    I = "I"  # noqa: E741 - the standard's own name
    II = "II"
    III = "III"


class CriticalMode(StrEnum):
    """What is asked of critical nonconformities, which the standards have no AQL 0 for."""

    NONE_ACCEPTED = "none_accepted"
    FULL = "full"
    C0 = "c0"
    AQL = "aql"


AQLS = (
    "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0",
    "1.5", "2.5", "4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650",
    "1000",
)  # fmt: skip
"""The preferred values (ISO 2859-1, 5.4); above 10 for nonconformities per 100 items only."""

PERCENT_AQLS = AQLS[: AQLS.index("10") + 1]
NO_AQL = "0"
"""What the trade writes for "none accepted"; the standards know no such AQL."""

_PRINTED = {Decimal(aql): aql for aql in AQLS}

_LEVELS = {
    spelling: level
    for level in Level
    for spelling in {level.replace("-", ""), f"G{level}", f"GENERAL{level}"}
    if not (spelling.startswith("G") and level.startswith("S"))
} | {"1": Level.I, "2": Level.II, "3": Level.III}


def preferred_aql(given: object, field: str = "aql") -> str:
    """Return an AQL as the standards print it; raises Invalid for any other value, never rounds."""
    found = _printed(str(given)) if isinstance(given, str | int | float | Decimal) else None
    if found is None or isinstance(given, bool):
        raise Invalid(
            N_("%(aql)s is not an AQL of the standard. It has %(aqls)s."),
            field=field,
            aql=str(given) if given not in (None, "") else "—",
            aqls=_spoken(AQLS),
        )
    return found


@lru_cache(maxsize=1024)
def _printed(text: str) -> str | None:
    try:
        return _PRINTED.get(Decimal(text.strip()))
    except InvalidOperation:
        return None


def inspection_level(given: object, field: str = "level") -> Level:
    """Return the inspection level that people mean by `II`, `2`, `G-II` or `Level II`."""
    word = str(given).upper().replace(" ", "").replace("-", "").removeprefix("LEVEL")
    word = word.replace("G1", "GI").replace("G2", "GII").replace("G3", "GIII")
    found = _LEVELS.get(word)
    if found is None:
        raise Invalid(
            N_("%(level)s is not an inspection level. There are %(levels)s."),
            field=field,
            level=str(given) if given not in (None, "") else "—",
            levels=_spoken(Level),
        )
    return found


def demand_regime(aql: str, regime: Regime, field: str = "aql") -> None:
    """Refuse an AQL above 10 for percent nonconforming (ISO 2859-1, 5.2)."""
    if regime is Regime.PERCENT and aql not in PERCENT_AQLS:
        raise Invalid(
            N_("AQLs above 10 are for nonconformities per 100 items only, not for percent."),
            field=field,
        )


def _spoken(words: Iterable[str]) -> str:
    return ", ".join(words)
