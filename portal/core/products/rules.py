"""What a specification can ask of a product, and whether a measured value keeps to it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

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
