"""What happened to imports."""

from dataclasses import dataclass

from portal.core.events import Event
from portal.imports.rules import ImportMode, RunState


@dataclass(frozen=True)
class FileReceived(Event, name="import.received"):
    source: str
    sha256: str


@dataclass(frozen=True)
class ImportMapped(Event, name="import.mapped"):
    source: str
    columns: dict[str, str]
    defaults: dict[str, str]


@dataclass(frozen=True)
class ImportAsked(Event, name="import.asked"):
    source: str
    sha256: str
    mode: ImportMode
    dry_run: bool


@dataclass(frozen=True)
class ImportBegun(Event, name="import.begun"):
    """The work was taken up; `from_row` is more than 0 when it goes on after an interruption."""

    source: str
    from_row: int


@dataclass(frozen=True)
class ImportStopAsked(Event, name="import.stop_asked"):
    source: str


@dataclass(frozen=True)
class ImportEnded(Event, name="import.ended"):
    """One line for a whole run: what it did to how many rows."""

    source: str
    state: RunState
    dry_run: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int


@dataclass(frozen=True)
class MappingSaved(Event, name="import_mapping.saved"):
    source: str
    title: str


@dataclass(frozen=True)
class MappingDeleted(Event, name="import_mapping.deleted"):
    source: str
    title: str


@dataclass(frozen=True)
class RefusalsDownloaded(Event, name="import.refusals_downloaded"):
    source: str
