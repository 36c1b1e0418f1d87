"""What may be booked, in words people use; and when an inspection is due by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from inspections.lot_inspections.rules import (
    InspectionState,
    InspectionType,
    TriggerMoment,
    Verdict,
)
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message

T, S, M = InspectionType, InspectionState, TriggerMoment

TYPE_WORDS: dict[InspectionType, Message] = {
    T.INITIAL: N_("Initial production inspection"),
    T.DURING_PRODUCTION: N_("During production inspection"),
    T.PRE_SHIPMENT: N_("Pre-shipment inspection"),
    T.CONTAINER_LOADING: N_("Container loading supervision"),
    T.INCOMING: N_("Incoming inspection"),
}
STATE_WORDS: dict[InspectionState, Message] = {
    S.REQUESTED: N_("Requested"),
    S.SCHEDULED: N_("Scheduled"),
    S.STARTED: N_("Started"),
    S.DECIDED: N_("Decided"),
    S.WAIVED: N_("Waived"),
    S.DECLINED: N_("Declined"),
    S.CANCELLED: N_("Cancelled"),
}
MOMENT_WORDS: dict[TriggerMoment, Message] = {
    M.ON_REQUEST: N_("Only when somebody books it"),
    M.EVERY_LOT: N_("For every lot"),
    M.FIRST_LOTS: N_("For the first lots of a product"),
    M.AFTER_NOT_ACCEPTED: N_("After a lot was not accepted, until one is"),
}

FURTHEST_AHEAD = timedelta(days=366)
MOST_FIRST_LOTS = 1000


@dataclass(frozen=True)
class Presented:
    """What is put before the inspector, and when."""

    ready_on: date
    quantity: int
    packed_quantity: int | None = None
    cartons: int | None = None


def check_presented(given: Presented, lot_quantity: int) -> None:
    """Refuse quantities that do not fit each other or the lot."""
    if given.quantity < 1:
        raise Invalid(N_("Present at least one unit."), field="quantity")
    if given.quantity > lot_quantity:
        raise Invalid(
            N_(
                "The lot has %(lot)s units. Present at most that many; if more was made, correct"
                " the lot first."
            ),
            field="quantity",
            lot=lot_quantity,
        )
    if given.packed_quantity is not None and not 0 <= given.packed_quantity <= given.quantity:
        raise Invalid(
            N_("No more can be packed than is presented: %(presented)s."),
            field="packed_quantity",
            presented=given.quantity,
        )
    if given.cartons is not None and not 0 <= given.cartons <= given.quantity:
        raise Invalid(N_("There cannot be more cartons than units."), field="cartons")


def check_ready(ready_on: date, today: date) -> None:
    """Refuse a ready date that is over, or so far ahead that it must be a slip."""
    if ready_on < today:
        raise Invalid(N_("The ready date is in the past."), field="ready_on")
    if ready_on > today + FURTHEST_AHEAD:
        raise Invalid(N_("The ready date is more than a year ahead."), field="ready_on")


def check_day(on: date, ready_on: date, today: date) -> None:
    """Refuse a day of inspection that is over, or on which the goods are not ready."""
    if on < today:
        raise Invalid(N_("This day is in the past."), field="on")
    if on < ready_on:
        raise Invalid(
            N_("The goods are ready on %(day)s. Choose that day or a later one."),
            field="on",
            day=ready_on.isoformat(),
        )
    if on > today + FURTHEST_AHEAD:
        raise Invalid(N_("This day is more than a year ahead."), field="on")


@dataclass(frozen=True)
class TriggerLine:
    """When a type is asked for, and who may book it; no category is any category."""

    type: InspectionType
    category_id: int | None
    moment: TriggerMoment
    first_lots: int | None = None
    suppliers_book: bool = True


STANDARD: dict[InspectionType, TriggerLine] = {
    type: TriggerLine(type, None, M.ON_REQUEST, suppliers_book=type is not T.INCOMING)
    for type in InspectionType
}
"""What holds while nobody has set anything."""


def governing(lines: Iterable[TriggerLine], category_id: int | None) -> list[TriggerLine]:
    """Return the one line per type that holds for goods of a category: its own, else the common."""
    found = dict(STANDARD)
    for line in sorted(lines, key=lambda line: line.category_id is not None):
        if line.category_id in (None, category_id):
            found[line.type] = line
    return list(found.values())


def is_due(line: TriggerLine, lots_before: int, last: Verdict | None) -> bool:
    """Return whether a lot is to be inspected.

    `lots_before` counts earlier lots of the product from the supplier; `last` is what was last
    decided on one of them.
    """
    if line.moment is M.FIRST_LOTS:
        return lots_before < (line.first_lots or 0)
    if line.moment is M.AFTER_NOT_ACCEPTED:
        return last is Verdict.NOT_ACCEPTED
    return line.moment is M.EVERY_LOT


def check_trigger(line: TriggerLine) -> None:
    """Refuse a rule that says nothing or too much."""
    counted = line.first_lots is not None and 1 <= line.first_lots <= MOST_FIRST_LOTS
    if line.moment is M.FIRST_LOTS and not counted:
        raise Invalid(
            N_("Say how many lots count as the first, from 1 to 1000."), field="first_lots"
        )
    if line.type is T.INCOMING and line.suppliers_book:
        raise Invalid(
            N_("Goods come in at the brand: only the brand books incoming inspections."),
            field="suppliers_book",
        )
