"""What can have happened to nonconformities."""

from dataclasses import dataclass
from decimal import Decimal

from portal.core.events import Event
from portal.core.nonconformities.rules import CostKind, DispositionKind, FoundBy
from portal.core.permissions import Role
from portal.core.products.rules import DefectClass


@dataclass(frozen=True)
class OfNonconformity:
    """Which one, as people call it."""

    number: str


@dataclass(frozen=True)
class NonconformityOpened(OfNonconformity, Event, name="nonconformity.opened"):
    source: FoundBy
    severity: DefectClass
    quantity: int
    lot_id: int | None
    holds: int


@dataclass(frozen=True)
class NonconformityEdited(OfNonconformity, Event, name="nonconformity.edited"):
    pass


@dataclass(frozen=True)
class HoldsSpread(OfNonconformity, Event, name="nonconformity.spread"):
    holds: int


@dataclass(frozen=True)
class PhotoAdded(OfNonconformity, Event, name="nonconformity.photographed"):
    sha256: str


@dataclass(frozen=True)
class CostNoted(OfNonconformity, Event, name="nonconformity.cost_noted"):
    """The supplier's copy of the trail says nothing of it: it belongs to the brand."""

    kind: CostKind
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class DispositionProposed(OfNonconformity, Event, name="nonconformity.disposition_proposed"):
    kind: DispositionKind
    reason: str


@dataclass(frozen=True)
class DispositionSaid(OfNonconformity, Event, name="nonconformity.disposition_said"):
    kind: DispositionKind
    role: Role
    agrees: bool


@dataclass(frozen=True)
class DispositionDecided(OfNonconformity, Event, name="nonconformity.disposed"):
    kind: DispositionKind


@dataclass(frozen=True)
class NonconformityClosed(OfNonconformity, Event, name="nonconformity.closed"):
    pass
