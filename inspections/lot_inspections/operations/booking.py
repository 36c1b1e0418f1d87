"""Asking for an inspection, changing what was asked, and calling it off."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agreements.contracts.rules import GateLevel
from inspections.lot_inspections.events import (
    BookingChanged,
    InspectionBooked,
    InspectionCancelled,
)
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.deciding import decide
from inspections.lot_inspections.operations.telling import (
    Words,
    tell_inspector,
    tell_planners,
    tell_supplier,
)
from inspections.lot_inspections.queries.finding import open_inspection, trigger_lines
from inspections.lot_inspections.queries.gating import (
    GateStanding,
    agreement_gate,
    gate_of,
    listed,
)
from inspections.lot_inspections.rules import OPEN, InspectionState, InspectionType, TriggerMoment
from inspections.lot_inspections.rules.booking import (
    TYPE_WORDS,
    Presented,
    check_presented,
    check_ready,
    governing,
)
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Invalid, NotAllowed, NotFound, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.jobs.working import add_once
from portal.core.nonconformities.queries.finding import refuse_held_elsewhere
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.suppliers.rules import Gate
from portal.core.traceability.models import Lot

S = InspectionState
ASKED = Words(
    N_("Inspection asked for: %(product)s, lot %(lot)s"),
    N_("%(supplier)s: %(type)s of lot %(lot)s, ready on %(day)s. Confirm a day."),
)
ASKED_BY_BRAND = Words(
    N_("Inspection asked for: %(product)s, lot %(lot)s"),
    N_("The brand asks for: %(type)s of lot %(lot)s. Check the ready date, %(day)s."),
)
CHANGED = Words(
    N_("Booking changed: %(product)s, lot %(lot)s"),
    N_("%(supplier)s changed a booking: %(type)s of lot %(lot)s, ready on %(day)s."),
)
CANCELLED = Words(
    N_("Cancelled: inspection of %(product)s, lot %(lot)s"),
    N_("%(type)s of lot %(lot)s, %(day)s, was cancelled: %(reason)s"),
)


@dataclass(frozen=True)
class BookingInput:
    """A lot that is to be looked at."""

    supplier_id: int
    lot_id: int
    type: InspectionType
    ready_on: date
    quantity: int
    packed_quantity: int | None = None
    cartons: int | None = None
    order_lines: str = ""
    note: str = ""
    previous_id: int | None = None
    """The inspection that this one repeats."""

    @property
    def presented(self) -> Presented:
        return Presented(self.ready_on, self.quantity, self.packed_quantity, self.cartons)


@dataclass(frozen=True)
class ChangeInput:
    """What is presented after all, by whoever saw the booking in that revision."""

    revision: int
    presented: Presented
    order_lines: str = ""
    note: str = ""


def day_of(actor: Actor) -> date:
    """Return today's date where the person is."""
    return now().astimezone(ZoneInfo(actor.time_zone)).date()


def book_inspection(session: Session, actor: Actor, given: BookingInput) -> Inspection:
    """Ask for a lot to be inspected."""
    actor.must(Permission.INSPECTION_BOOK, given.supplier_id)
    lot = session.get(Lot, given.lot_id)
    if lot is None or lot.supplier_id != given.supplier_id:
        raise NotFound
    _must_be_bookable(session, actor, lot, given.type)
    refuse_held_elsewhere(session, lot, given.previous_id)
    refuse_blocked(gate_of(session, lot.supplier_id, day_of(actor)))
    _refuse_unagreed(session, lot)
    check_ready(given.ready_on, day_of(actor))
    check_presented(given.presented, lot.quantity)
    inspection = add_booking(session, actor, lot, given)
    if inspection is None:
        raise _already_open(session, given)
    tell_planners(session, inspection, ASKED)
    if not actor.is_supplier:
        tell_supplier(session, inspection, ASKED_BY_BRAND)
    return inspection


def add_booking(
    session: Session,
    actor: Actor,
    lot: Lot,
    given: BookingInput,
    by_rule: TriggerMoment | None = None,
) -> Inspection | None:
    """Write a booking down; None where the lot already waits for an inspection of that type."""
    actor.must(Permission.INSPECTION_BOOK, lot.supplier_id)
    session.flush()
    inspection_id = new_id()
    row = vars(given) | {
        "id": inspection_id,
        "product_id": lot.product_id,
        "site_id": lot.site_id,
        "order_lines": given.order_lines or lot.order_lines,
        "requested_by_id": actor.user_id,
        "requested_by": "" if by_rule else actor.name,
    }
    if not add_once(session, Inspection, row):
        return None
    inspection = session.get_one(Inspection, inspection_id)
    happened = InspectionBooked(
        *_of(inspection), given.type, lot.id, given.ready_on, given.quantity, by_rule
    )
    record(session, actor, happened)
    return inspection


def change_booking(
    session: Session, actor: Actor, inspection: Inspection, given: ChangeInput
) -> None:
    """Change when the goods are ready and how many are presented, while nobody has confirmed."""
    actor.must(Permission.INSPECTION_BOOK, inspection.supplier_id)
    presented = given.presented
    if presented.ready_on != inspection.ready_on:
        check_ready(presented.ready_on, day_of(actor))
    check_presented(presented, session.get_one(Lot, inspection.lot_id).quantity)
    before = (inspection.ready_on, inspection.quantity)
    decide(
        session,
        inspection,
        given.revision,
        {S.REQUESTED},
        **vars(presented),
        due_on=presented.ready_on,
        order_lines=given.order_lines,
        note=given.note,
    )
    tell_planners(session, inspection, CHANGED)
    happened = BookingChanged(*_of(inspection), presented.ready_on, presented.quantity)
    record(session, actor, happened, _changes(before, presented))


def cancel_inspection(
    session: Session, actor: Actor, inspection: Inspection, revision: int, reason: str
) -> None:
    """Call an inspection off; once it has begun only the brand's planners may."""
    actor.must(Permission.INSPECTION_BOOK, inspection.supplier_id)
    plans = actor.may(Permission.INSPECTION_SCHEDULE, inspection.supplier_id)
    if inspection.state is S.STARTED and not plans:
        raise NotAllowed(
            N_("The inspection has begun. Only a quality engineer or manager can cancel it.")
        )
    if not reason.strip():
        raise Invalid(N_("Say why it is cancelled; the others read it."), field="reason")
    may_be = OPEN if plans else {S.REQUESTED, S.SCHEDULED}
    closing = {"state": S.CANCELLED, "closing_reason": reason.strip()}
    decide(session, inspection, revision, may_be, **closing)
    told = replace(CANCELLED, reason=reason.strip())
    tell_others = tell_planners if actor.is_supplier else tell_supplier
    tell_others(session, inspection, told)
    tell_inspector(session, inspection, inspection.inspector_id, told)
    record(session, actor, InspectionCancelled(*_of(inspection), reason.strip()))


def refuse_blocked(standing: GateStanding) -> None:
    """Refuse a booking for a supplier whose state or missing documents stand in its way."""
    if standing.is_state_blocking:
        raise WrongState(
            N_("%(supplier)s is “%(state)s”: nothing can be booked until the company is approved."),
            supplier=standing.supplier,
            state=standing.state_word,
        )
    if standing.gate is Gate.BLOCK:
        raise WrongState(
            N_("Nothing can be booked until these documents are approved: %(documents)s."),
            documents=listed(standing.blocking),
        )


def _refuse_unagreed(session: Session, lot: Lot) -> None:
    product = session.get_one(Product, lot.product_id)
    if agreement_gate(session, lot.supplier_id, product, today()) is GateLevel.BLOCK:
        raise WrongState(
            N_("No quality assurance agreement is in force for %(product)s: nothing can be booked"
               " until both sides have signed one."),
            product=product.name,
        )  # fmt: skip


def _must_be_bookable(session: Session, actor: Actor, lot: Lot, type: InspectionType) -> None:
    product = session.get_one(Product, lot.product_id)
    lines = governing(trigger_lines(session), product.category_id)
    open_types = {line.type for line in lines if line.suppliers_book}
    if actor.is_supplier and type not in open_types:
        raise Invalid(
            N_("%(type)s is booked by the brand only."), field="type", type=TYPE_WORDS[type]
        )


def _already_open(session: Session, given: BookingInput) -> Invalid | Outpaced:
    known = open_inspection(session, given.lot_id, given.type)
    if known is None:
        return Outpaced(N_("Somebody else was faster. Reload to see how it stands now."))
    return Invalid(
        N_("This lot already waits for this: %(type)s, %(number)s."),
        field="type",
        type=TYPE_WORDS[given.type],
        number=known.number,
    )


def _of(inspection: Inspection) -> tuple[int, int, str]:
    return inspection.supplier_id, inspection.id, inspection.number


def _changes(before: tuple[date, int], presented: Presented) -> dict[str, list[object]]:
    ready_on, quantity = before
    return {
        name: [old, new]
        for name, old, new in (
            ("ready_on", ready_on.isoformat(), presented.ready_on.isoformat()),
            ("quantity", quantity, presented.quantity),
        )
        if old != new
    }
