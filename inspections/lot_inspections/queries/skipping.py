"""Whether a lot may be accepted without a look, under skip-lot."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.models.results import ClassResult, InspectionResult
from inspections.lot_inspections.queries.planning import specification_in_force
from inspections.lot_inspections.rules import InspectionState, InspectionType, Verdict
from inspections.sampling.queries.ledger import pairs_of
from inspections.sampling.queries.schemes import governing_scheme, tier_policy
from inspections.sampling.rules.schemes import Governing
from inspections.sampling.rules.skip_lot import (
    Phase,
    Qualification,
    SkipState,
    after_lot,
    disqualified,
)
from inspections.sampling.rules.switching import Standing
from portal.core.products.models import Characteristic, Product
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState

FINAL = frozenset({InspectionType.PRE_SHIPMENT, InspectionType.INCOMING})
"""Types that accept a lot; the others look at how it is made and are never skipped."""


_Seen = tuple[Verdict | None, int | None, int | None]
"""A lot's verdict, the specification it was held against, and its critical findings."""


@dataclass(frozen=True)
class Skipping:
    """What speaks for skipping a lot, and how often one is inspected all the same."""

    governing: Governing
    qualification: Qualification
    state: SkipState
    one_in: int

    @property
    def is_open(self) -> bool:
        """Return whether chance may pass the lot over."""
        return self.state.phase is Phase.SKIPPING and not self.qualification.refusals


def skipping_of(session: Session, inspection: Inspection) -> Skipping | None:
    """Return where the lot's product stands under skip-lot; None where the scheme has none."""
    if inspection.type not in FINAL or inspection.previous_id is not None:
        return None
    product = session.get_one(Product, inspection.product_id)
    supplier = session.get_one(Supplier, inspection.supplier_id)
    governing = governing_scheme(session, supplier.id, product)
    scheme = governing.scheme
    if scheme.skip_one_in is None:
        return None
    pairs = pairs_of(
        session, supplier.id, product.id, {name: scheme.terms(name) for name in scheme.switched}
    )
    policy = tier_policy(session, supplier.tier)
    in_force = specification_in_force(session, product.id)
    qualification = Qualification(
        tier_allows=policy.skip_lot_allowed,
        supplier_qualified=supplier.state is SupplierState.APPROVED,
        product_qualified=product.is_active and in_force is not None,
        has_critical=_has_critical(session, in_force),
        standings=[
            pairs[name].standing if name in pairs else Standing(policy.start.value)
            for name in scheme.switched
        ],
    )
    state = _replayed(_lots_of(session, supplier.id, product.id), in_force)
    return Skipping(governing, qualification, state, scheme.skip_one_in)


def _has_critical(session: Session, specification_id: int | None) -> bool:
    asked = exists().where(
        Characteristic.version_id == specification_id,
        Characteristic.defect_class == DefectClass.CRITICAL,
    )
    return bool(session.scalar(select(asked)))


def _lots_of(session: Session, supplier_id: int, product_id: int) -> Iterable[_Seen]:
    """Return verdict, specification and critical findings of the inspected lots, oldest first."""
    newest = and_(
        InspectionResult.inspection_id == Inspection.id,
        InspectionResult.number == Inspection.last_result,
    )
    critical = and_(
        ClassResult.result_id == InspectionResult.id,
        ClassResult.defect_class == DefectClass.CRITICAL,
    )
    rows = session.execute(
        select(Inspection.verdict, Inspection.specification_id, ClassResult.found)
        .join(InspectionResult, newest)
        .outerjoin(ClassResult, critical)
        .where(
            Inspection.product_id == product_id,
            Inspection.supplier_id == supplier_id,
            Inspection.state == InspectionState.DECIDED,
            Inspection.previous_id.is_(None),
            Inspection.type.in_(FINAL),
        )
        .order_by(Inspection.decided_at, Inspection.id)
    )
    return [(row.verdict, row.specification_id, row.found) for row in rows]


def _replayed(lots: Iterable[_Seen], specification_id: int | None) -> SkipState:
    """Return the state after the lots; a new specification or a critical finding begins anew."""
    state, held = SkipState(), specification_id
    for place, (verdict, specification, critical) in enumerate(lots):
        if place == 0 or specification != held:
            state, held = disqualified(), specification
        state = disqualified() if critical else after_lot(state, verdict is Verdict.ACCEPTED)
    return state if held == specification_id else disqualified()
