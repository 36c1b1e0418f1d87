"""When an inspection is asked for by itself: setting the rules, and following them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.lot_inspections.events import TriggerRemoved, TriggerSet
from inspections.lot_inspections.models.booking import Inspection, InspectionTrigger
from inspections.lot_inspections.operations.booking import BookingInput, add_booking
from inspections.lot_inspections.operations.telling import Words, tell_planners, tell_supplier
from inspections.lot_inspections.queries.due import due_types, lots_waiting_after
from inspections.lot_inspections.rules import InspectionType, TriggerMoment, Verdict
from inspections.lot_inspections.rules.booking import TriggerLine, check_trigger
from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.clock import today
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.suppliers.models import Category
from portal.core.traceability.models import Lot

RULE = Actor.system("portal")
"""Who asks where a rule does."""
DUE = Words(
    N_("Inspection due: %(product)s, lot %(lot)s"),
    N_("%(supplier)s: %(type)s of lot %(lot)s is due by rule. Confirm a day."),
)
DUE_FROM_YOU = Words(
    N_("Inspection due: %(product)s, lot %(lot)s"),
    N_("Due by rule: %(type)s of lot %(lot)s. Enter when the goods are ready."),
)


@dataclass(frozen=True)
class TriggerInput:
    """When a type is asked for, for one category of goods or (None) for all."""

    type: InspectionType
    moment: TriggerMoment
    category_id: int | None = None
    first_lots: int | None = None
    suppliers_book: bool = True


def set_trigger(session: Session, actor: Actor, given: TriggerInput) -> InspectionTrigger:
    """Say when a type of inspection is due, and whether suppliers may book it."""
    actor.must(Permission.SAMPLING_SET)
    counted = given.first_lots if given.moment is TriggerMoment.FIRST_LOTS else None
    check_trigger(
        TriggerLine(given.type, given.category_id, given.moment, counted, given.suppliers_book)
    )
    scope = _scope(session, given.category_id)
    trigger = session.scalars(
        select(InspectionTrigger).where(
            InspectionTrigger.type == given.type, InspectionTrigger.scope == scope
        )
    ).one_or_none()
    if trigger is None:
        trigger = InspectionTrigger(type=given.type, category_id=given.category_id, scope=scope)
        session.add(trigger)
    trigger.moment, trigger.first_lots = given.moment, counted
    trigger.suppliers_book = given.suppliers_book
    said = TriggerSet(
        None, trigger.id, given.type, scope, given.moment, counted, given.suppliers_book
    )
    record(session, actor, said, changed(trigger))
    return trigger


def remove_trigger(session: Session, actor: Actor, trigger: InspectionTrigger) -> None:
    """Take a rule away: then the one for all categories holds, or nothing is due by itself."""
    actor.must(Permission.SAMPLING_SET)
    session.delete(trigger)
    record(session, actor, TriggerRemoved(None, trigger.id, trigger.type, trigger.scope))


def request_due_inspections(session: Session, lot: Lot) -> list[Inspection]:
    """Ask for the inspections that are due for a lot; what was asked for once is not asked again.

    A blocked supplier's lots are asked for as well: the brand wants to look at them all the more.
    """
    session.flush()
    found = [_ask(session, lot, line) for line in due_types(session, lot)]
    return [inspection for inspection in found if inspection is not None]


def request_after_decision(session: Session, inspection: Inspection) -> list[Inspection]:
    """Ask for the lots that were made after one that was not accepted and wait without a look."""
    if inspection.verdict is not Verdict.NOT_ACCEPTED:
        return []
    session.flush()
    waiting = lots_waiting_after(session, inspection)
    return [asked for lot in waiting for asked in request_due_inspections(session, lot)]


def _ask(session: Session, lot: Lot, line: TriggerLine) -> Inspection | None:
    ready_on = max(today(), lot.produced_on or today())
    given = BookingInput(lot.supplier_id, lot.id, line.type, ready_on, lot.quantity)
    inspection = add_booking(session, RULE, lot, given, line.moment)
    if inspection is not None:
        tell_supplier(session, inspection, DUE_FROM_YOU)
        tell_planners(session, inspection, DUE)
    return inspection


def _scope(session: Session, category_id: int | None) -> str:
    if category_id is None:
        return ""
    category = session.get(Category, category_id)
    if category is None:
        raise Invalid(N_("Choose one of the categories."), field="category_id")
    return category.code
