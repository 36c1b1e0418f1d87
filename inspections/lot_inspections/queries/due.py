"""Which inspections a lot is due for by the rules."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from inspections.lot_inspections.models.booking import Inspection, InspectionTrigger
from inspections.lot_inspections.queries.finding import trigger_lines
from inspections.lot_inspections.rules import InspectionType, TriggerMoment, Verdict
from inspections.lot_inspections.rules.booking import TriggerLine, governing, is_due
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.traceability.models import Lot

MOST_AT_ONCE = 200
"""Lots that one decision asks for; a supplier with more waiting has another problem."""


def due_types(session: Session, lot: Lot) -> list[TriggerLine]:
    """Return the rules by which a lot is to be inspected and was not asked for yet."""
    product = session.get_one(Product, lot.product_id)
    lines = [
        line
        for line in governing(trigger_lines(session), product.category_id)
        if line.moment is not TriggerMoment.ON_REQUEST
    ]
    if not lines:
        return []
    asked, before = _types_asked(session, lot), _lots_before(session, lot)
    last = _last_verdict(session, lot)
    return [line for line in lines if line.type not in asked and is_due(line, before, last)]


def lots_waiting_after(session: Session, inspection: Inspection) -> Sequence[Lot]:
    """Return the later lots of the same product and supplier that nobody has asked for."""
    looked_at = exists().where(Inspection.lot_id == Lot.id)
    return session.scalars(
        select(Lot)
        .where(
            Lot.product_id == inspection.product_id,
            Lot.supplier_id == inspection.supplier_id,
            Lot.id > inspection.lot_id,
            ~looked_at,
        )
        .order_by(Lot.id)
        .limit(MOST_AT_ONCE)
    ).all()


def all_triggers(session: Session, actor: Actor) -> Sequence[InspectionTrigger]:
    """Return the rules that were set, by type and category."""
    actor.must(Permission.SAMPLING_SET)
    by_type = select(InspectionTrigger).order_by(InspectionTrigger.type, InspectionTrigger.scope)
    return session.scalars(by_type).all()


def find_trigger(session: Session, actor: Actor, trigger_id: int) -> InspectionTrigger:
    """Return a rule; raises NotFound."""
    actor.must(Permission.SAMPLING_SET)
    trigger = session.get(InspectionTrigger, trigger_id)
    if trigger is None:
        raise NotFound
    return trigger


def _types_asked(session: Session, lot: Lot) -> set[InspectionType]:
    return set(session.scalars(select(Inspection.type).where(Inspection.lot_id == lot.id)))


def _lots_before(session: Session, lot: Lot) -> int:
    earlier = select(func.count()).where(
        Lot.product_id == lot.product_id, Lot.supplier_id == lot.supplier_id, Lot.id < lot.id
    )
    return session.scalar(earlier) or 0


def _last_verdict(session: Session, lot: Lot) -> Verdict | None:
    return session.scalars(
        select(Inspection.verdict)
        .where(
            Inspection.product_id == lot.product_id,
            Inspection.supplier_id == lot.supplier_id,
            Inspection.decided_at.is_not(None),
        )
        .order_by(Inspection.decided_at.desc(), Inspection.id.desc())
        .limit(1)
    ).one_or_none()
