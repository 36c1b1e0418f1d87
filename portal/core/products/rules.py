"""What a specification can ask of a product, and whether a measured value keeps to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.core.i18n import N_, Message
from portal.core.lifecycle import Lifecycle


class SpecificationState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


SPECIFICATION_LIFE = Lifecycle(
    {
        SpecificationState.DRAFT: frozenset({SpecificationState.PUBLISHED}),
        SpecificationState.PUBLISHED: frozenset({SpecificationState.SUPERSEDED}),
        SpecificationState.SUPERSEDED: frozenset(),
    }
)


class CharacteristicKind(StrEnum):
    """How a characteristic is judged: by looking, or by measuring against limits."""

    ATTRIBUTE = "attribute"
    MEASURED = "measured"


class DefectClass(StrEnum):
    """How grave a nonconformity is: 致命, 严重, 轻微 (GB/T 2828.1, 3.1)."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


GRAVEST_FIRST = (DefectClass.CRITICAL, DefectClass.MAJOR, DefectClass.MINOR)


@dataclass(frozen=True)
class Limits:
    """The lowest and the highest value that conform; None is no limit."""

    lower: Decimal | None = None
    upper: Decimal | None = None

    def keeps(self, value: Decimal) -> bool:
        """Return whether a measured value conforms; the limits themselves do."""
        above = self.lower is None or value >= self.lower
        below = self.upper is None or value <= self.upper
        return above and below


PASSED, FAILED = Decimal(1), Decimal(0)
PASSES = Limits(lower=PASSED, upper=PASSED)
"""A test that is passed or failed, noted per unit as 1 or 0."""


def limits_of(kind: CharacteristicKind, lower: Decimal | None, upper: Decimal | None) -> Limits:
    """Return what an entry per unit is held against."""
    return Limits(lower, upper) if kind is CharacteristicKind.MEASURED else PASSES


def is_entry(limits: Limits, value: Decimal) -> bool:
    """Return whether somebody can have noted that: any number where it is measured, else 1 or 0."""
    return limits is not PASSES or value in (PASSED, FAILED)


@dataclass(frozen=True)
class Wanted:
    """One characteristic as somebody wants it."""

    code: str
    kind: CharacteristicKind
    name_en: str = ""
    name_zh: str = ""
    defect_class: DefectClass = DefectClass.MAJOR
    unit: str = ""
    nominal: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    method_en: str = ""
    method_zh: str = ""
    level: str = ""


OWN_LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
"""Inspection levels of ISO 2859-1, table 1."""

LARGEST = Decimal(10) ** 12
MOST_PLACES = 6


def _is_measurable(value: Decimal) -> bool:
    """Return whether a number can be kept exactly on both databases."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and abs(value) < LARGEST and exponent >= -MOST_PLACES


def fault_of(wanted: Wanted) -> tuple[str, Message] | None:
    """Return the field and the sentence of what cannot be about a characteristic, or None."""
    if not wanted.name_en and not wanted.name_zh:
        return "name_en", N_("Give the characteristic a name in at least one language.")
    if wanted.level and wanted.level not in OWN_LEVELS:
        return "level", N_("%(level)s is no inspection level: S-1 to S-4, I, II or III.")
    values = (wanted.nominal, wanted.lower, wanted.upper)
    if wanted.kind is CharacteristicKind.ATTRIBUTE:
        if any(value is not None for value in values):
            return "lower", N_("What is judged by looking has no limits.")
        return None
    if not wanted.unit:
        return "unit", N_("What is measured has a unit.")
    if wanted.lower is None and wanted.upper is None:
        return "lower", N_("What is measured has at least one limit.")
    if any(not _is_measurable(value) for value in values if value is not None):
        return "nominal", N_("A limit is a number of at most 12 digits and 6 decimal places.")
    known = [value for value in (wanted.lower, wanted.nominal, wanted.upper) if value is not None]
    if known != sorted(known):
        return "upper", N_("Lower limit, nominal value and upper limit must rise in this order.")
    return None


def gtin_check_digit(digits: str) -> str:
    """Return the check digit that completes a GTIN (GS1 General Specifications, 7.9.1).

    Weights are 3 and 1 in turn, from the right.
    """
    total = sum(int(digit) * (1, 3)[place % 2 == 0] for place, digit in enumerate(digits[::-1]))
    return str(-total % 10)


def is_gtin(text: str) -> bool:
    """Return whether `text` is a GTIN of 8, 12, 13 or 14 digits with its check digit."""
    is_number = text.isascii() and text.isdigit() and len(text) in (8, 12, 13, 14)
    return is_number and gtin_check_digit(text[:-1]) == text[-1]


def same_gtins(gtin: str) -> frozenset[str]:
    """Return every way one GTIN is written: the zeros in front of it say nothing."""
    bare = gtin.lstrip("0")
    return frozenset(bare.zfill(length) for length in (8, 12, 13, 14) if length >= len(bare))


@dataclass(frozen=True)
class Compared:
    """A characteristic in two versions; None where it is not there."""

    code: str
    before: Wanted | None
    after: Wanted | None

    @property
    def fields(self) -> tuple[str, ...]:
        """Return what differs, if it is in both."""
        if self.before is None or self.after is None:
            return ()
        one, other = vars(self.before), vars(self.after)
        return tuple(name for name in one if one[name] != other[name])


def compare(before: Sequence[Wanted], after: Sequence[Wanted]) -> list[Compared]:
    """Return what was added, taken out or changed between two versions, in their order."""
    old = {one.code: one for one in before}
    new = {one.code: one for one in after}
    codes = [*new, *(code for code in old if code not in new)]
    lines = (Compared(code, old.get(code), new.get(code)) for code in codes)
    return [line for line in lines if line.before != line.after]
