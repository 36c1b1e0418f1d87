"""Whether a supplier's goods may be booked for inspection at all."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from agreements.contracts.queries.governing import gate_level, version_in_force
from agreements.contracts.rules import GateLevel
from portal.core.actor import Actor
from portal.core.documents.queries.standings import proof_of
from portal.core.documents.rules import RequirementLevel
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.products.models import Product
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import GATES, STATE_WORDS, Gate, SupplierState

HOUSE = Actor.system("portal")
"""The gate is the house's own question: it holds for programs that may not read documents too."""


@dataclass(frozen=True)
class GateStanding:
    """Whether bookings go on, and what stands in their way."""

    supplier: Bilingual
    state: SupplierState
    state_until: date | None
    blocking: tuple[Bilingual, ...]
    """Documents without which nothing is booked."""
    lacking: tuple[Bilingual, ...]
    """Documents that are missed, but only with a warning."""

    @property
    def gate(self) -> Gate:
        if GATES[self.state] is Gate.BLOCK or self.blocking:
            return Gate.BLOCK
        return Gate.WARN if GATES[self.state] is Gate.WARN or self.lacking else Gate.OK

    @property
    def is_state_blocking(self) -> bool:
        return GATES[self.state] is Gate.BLOCK

    @property
    def state_word(self) -> str:
        return STATE_WORDS[self.state]


def gate_of(session: Session, supplier_id: int, today: date) -> GateStanding:
    """Return how it stands with a supplier's bookings; raises NotFound."""
    supplier = session.get(Supplier, supplier_id)
    if supplier is None:
        raise NotFound
    unmet = [line for line in proof_of(session, HOUSE, supplier_id, today) if not line.is_met]
    blocks = RequirementLevel.BLOCK
    return GateStanding(
        supplier.name,
        supplier.state,
        supplier.state_until,
        tuple(line.name for line in unmet if line.level is blocks),
        tuple(line.name for line in unmet if line.level is not blocks),
    )


def agreement_gate(session: Session, supplier_id: int, product: Product, day: date) -> GateLevel:
    """Return what a booking meets for want of an agreement; `off` where one is in force."""
    if version_in_force(session, supplier_id, product, day) is not None:
        return GateLevel.OFF
    return gate_level(session, product.category_id)


def listed(names: tuple[Bilingual, ...]) -> Bilingual:
    """Return names one after the other, in each language with its own comma."""
    return Bilingual(
        ", ".join(name.in_("en") for name in names), "、".join(name.in_("zh") for name in names)
    )
