"""What a delivery line and a defect report can be, and what can never have happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.core.errors import Invalid
from portal.core.i18n import N_, Message

EAST = timedelta(days=1)
"""Where the day begins earlier than in UTC, it is tomorrow already."""

LARGEST_QUANTITY = 10**9
FIRST_DAY = date(1980, 1, 1)


class ReportKind(StrEnum):
    """Where a defect came to light after the lot was accepted."""

    ESCAPE = "escape"
    RETURN = "return"
    COMPLAINT = "complaint"


KIND_WORDS: Mapping[ReportKind, Message] = {
    ReportKind.ESCAPE: N_("Escape"),
    ReportKind.RETURN: N_("Return"),
    ReportKind.COMPLAINT: N_("Customer complaint"),
}


@dataclass(frozen=True)
class DeliveryRow:
    """One order line as another system tells it; the supplier by code or name."""

    supplier: str
    order_number: str
    confirmed_on: date
    ordered_quantity: int
    line: str = ""
    sku: str = ""
    ordered_on: date | None = None
    shipped_on: date | None = None
    received_on: date | None = None
    received_quantity: int | None = None
    market: str = ""
    channel: str = ""

    @property
    def cohort_on(self) -> date | None:
        """Return the day it was shipped; where nobody told, the day it was received."""
        return self.shipped_on or self.received_on


@dataclass(frozen=True)
class ReportRow:
    """One defect report as another system tells it; the supplier by code or name."""

    supplier: str
    number: str
    kind: ReportKind
    found_on: date
    quantity: int
    shipped_on: date | None = None
    supplier_caused: bool | None = None
    """Whether the supplier caused it; None while nobody has said."""
    sku: str = ""
    lot: str = ""
    cause: str = ""
    cost_cents: int | None = None
    currency: str = ""
    booked_on: date | None = None
    downtime_minutes: int | None = None


def demand_delivery(row: DeliveryRow, today: date) -> None:
    """Refuse what cannot have happened: names the column, changes nothing."""
    _demand_days(row, ("ordered_on", "shipped_on", "received_on"), today)
    if row.confirmed_on < FIRST_DAY:
        raise Invalid(TOO_OLD, field="confirmed_on")
    if row.ordered_on and row.confirmed_on < row.ordered_on:
        raise Invalid(N_("Confirmed for a day before the order."), field="confirmed_on")
    for earlier, later, why in ORDER_OF_DAYS:
        first, then = getattr(row, earlier), getattr(row, later)
        if first and then and then < first:
            raise Invalid(why, field=later)
    if row.ordered_quantity < 1:
        raise Invalid(N_("An order line is of at least one unit."), field="ordered_quantity")
    for name in ("ordered_quantity", "received_quantity"):
        if (getattr(row, name) or 0) > LARGEST_QUANTITY:
            raise Invalid(TOO_MANY, field=name, most=LARGEST_QUANTITY)
    if row.received_quantity and row.received_on is None:
        sentence = N_("Units were received, and the day is empty. Give the day.")
        raise Invalid(sentence, field="received_quantity")


def demand_report(row: ReportRow, today: date) -> None:
    """Refuse what cannot have happened, and what no metric could place."""
    _demand_days(row, ("found_on", "shipped_on", "booked_on"), today)
    if row.shipped_on and row.found_on < row.shipped_on:
        raise Invalid(N_("Found before it was shipped."), field="found_on")
    if row.kind is not ReportKind.ESCAPE and row.shipped_on is None:
        sentence = N_("Returns and complaints count where the goods were shipped: give that day.")
        raise Invalid(sentence, field="shipped_on")
    if row.quantity > LARGEST_QUANTITY:
        raise Invalid(TOO_MANY, field="quantity", most=LARGEST_QUANTITY)
    if (row.cost_cents is None) != (not row.currency):
        sentence = N_("An amount and its currency belong together: give both or neither.")
        raise Invalid(sentence, field="currency" if row.cost_cents is not None else "cost_cents")
    if row.booked_on and row.booked_on < row.found_on:
        raise Invalid(N_("The cost was booked before the defect was found."), field="booked_on")


ORDER_OF_DAYS = (
    ("ordered_on", "shipped_on", N_("Shipped before it was ordered.")),
    ("ordered_on", "received_on", N_("Received before it was ordered.")),
    ("shipped_on", "received_on", N_("Received before it was shipped.")),
)
TOO_OLD = N_("This day is before 1980.")
TOO_MANY = N_("At most %(most)s units.")


def _demand_days(row: object, names: tuple[str, ...], today: date) -> None:
    for name in names:
        day: date | None = getattr(row, name)
        if day is not None and day > today + EAST:
            raise Invalid(N_("This day is in the future."), field=name)
        if day is not None and day < FIRST_DAY:
            raise Invalid(TOO_OLD, field=name)
