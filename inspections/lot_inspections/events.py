"""What can have happened to an inspection."""

from dataclasses import dataclass

from inspections.lot_inspections.rules import Verdict
from portal.core.events import Event


@dataclass(frozen=True)
class InspectionPlanned(Event, name="inspection.planned"):
    number: str
    source: str
    draw: int


@dataclass(frozen=True)
class InspectionSkipped(Event, name="inspection.skipped"):
    """The lot was accepted without a look, under skip-lot."""

    number: str
    frequency: int


@dataclass(frozen=True)
class InspectionStarted(Event, name="inspection.started"):
    number: str


@dataclass(frozen=True)
class InspectionDecided(Event, name="inspection.decided"):
    number: str
    lot_id: int
    product_id: int
    verdict: Verdict
    result: int


@dataclass(frozen=True)
class InspectionRevised(Event, name="inspection.revised"):
    """A new result stands beside the earlier ones."""

    number: str
    lot_id: int
    product_id: int
    before: Verdict
    verdict: Verdict
    result: int
    reason: str


@dataclass(frozen=True)
class ConcessionGranted(Event, name="inspection.conceded"):
    number: str
    quantity: int
    reason: str
    role: str


@dataclass(frozen=True)
class InspectionRepeated(Event, name="inspection.repeated"):
    """A lot that was not accepted is inspected again after rework."""

    number: str
    previous_id: int


@dataclass(frozen=True)
class PastResultsMerged(Event, name="inspection.merged"):
    created: int
    unchanged: int
