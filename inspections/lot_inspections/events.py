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


@dataclass(frozen=True)
class InspectionPlanned(OfInspection, Event, name="inspection.planned"):
    source: str
    draw: int


@dataclass(frozen=True)
class InspectionSkipped(OfInspection, Event, name="inspection.skipped"):
    """The lot was accepted without a look, under skip-lot."""

    one_in: int


@dataclass(frozen=True)
class InspectionStarted(OfInspection, Event, name="inspection.started"):
    pass


@dataclass(frozen=True)
class InspectionRevised(OfInspection, Event, name="inspection.revised"):
    """A new result stands beside the earlier ones."""

    before: Verdict
    verdict: Verdict
    result_number: int
    reason: str


@dataclass(frozen=True)
class ConcessionGranted(OfInspection, Event, name="inspection.conceded"):
    quantity: int
    reason: str
    role: str


@dataclass(frozen=True)
class InspectionRepeated(OfInspection, Event, name="inspection.repeated"):
    """A lot that was not accepted is inspected again after rework."""

    previous_id: int


@dataclass(frozen=True)
class PastResultsMerged(Event, name="inspections.merged"):
    created: int
    unchanged: int


@dataclass(frozen=True)
class ObservationsTaken(Event, name="inspection.observed"):
    """An inspector's page reported what was seen."""

    count: int
    device: str


@dataclass(frozen=True)
class PhotoTaken(Event, name="inspection.photographed"):
    photo_id: int
    sha256: str


@dataclass(frozen=True)
class ReportReleased(OfInspection, Event, name="inspection.released"):
    """The supplier may read what was found."""

    result_number: int


@dataclass(frozen=True)
class ReportRequested(Event, name="inspection.report_asked"):
    languages: str


@dataclass(frozen=True)
class ReportDownloaded(Event, name="inspection.report_downloaded"):
    sha256: str


@dataclass(frozen=True)
class ReportChecked(Event, name="document.report_checked"):
    """A third party's report was held against the plan."""

    version_id: int
    number: int
    """Of the version."""
    lot_id: int | None
    sample_size: int
    stated: Verdict
    computed: Verdict
