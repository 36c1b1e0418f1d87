"""What can have happened to inspections and to the rules that ask for them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspections.lot_inspections.rules import InspectionType, TriggerMoment, Verdict
from portal.core.events import PERSONAL, Event


@dataclass(frozen=True)
class OfInspection:
    """Which inspection, as people call it."""

    number: str


@dataclass(frozen=True)
class InspectionBooked(OfInspection, Event, name="inspection.booked"):
    type: InspectionType
    lot_id: int
    ready_on: date
    quantity: int
    by_rule: TriggerMoment | None = None
    """The rule that asked for it, if nobody did."""


@dataclass(frozen=True)
class BookingChanged(OfInspection, Event, name="inspection.booking_changed"):
    ready_on: date
    quantity: int


@dataclass(frozen=True)
class InspectionScheduled(OfInspection, Event, name="inspection.scheduled"):
    on: date
    inspector_id: int | None
    inspector: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class InspectionRescheduled(OfInspection, Event, name="inspection.rescheduled"):
    on: date
    on_before: date
    inspector_id: int | None
    reason: str
    inspector: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class InspectorAssigned(OfInspection, Event, name="inspection.assigned"):
    inspector_id: int | None
    inspector: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class InspectionWaived(OfInspection, Event, name="inspection.waived"):
    reason: str


@dataclass(frozen=True)
class InspectionDeclined(OfInspection, Event, name="inspection.declined"):
    reason: str


@dataclass(frozen=True)
class InspectionCancelled(OfInspection, Event, name="inspection.cancelled"):
    reason: str


@dataclass(frozen=True)
class InspectionDecided(OfInspection, Event, name="inspection.decided"):
    """The first result of an inspection says what becomes of the lot."""

    verdict: Verdict
    result_number: int


@dataclass(frozen=True)
class InspectionsExported(Event, name="inspections.exported"):
    format: str
    narrowed_to: dict[str, Any]


@dataclass(frozen=True)
class TriggerSet(Event, name="inspection_trigger.set"):
    type: InspectionType
    scope: str
    moment: TriggerMoment
    first_lots: int | None
    suppliers_book: bool


@dataclass(frozen=True)
class TriggerRemoved(Event, name="inspection_trigger.removed"):
    type: InspectionType
    scope: str
