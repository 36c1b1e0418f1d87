"""What can have happened to facts."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True)
class DeliveriesMerged(Event, name="delivery.merged"):
    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True)
class DefectReportsMerged(Event, name="defect_report.merged"):
    created: int
    updated: int
    unchanged: int
