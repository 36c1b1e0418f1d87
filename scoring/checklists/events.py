"""What can have happened to checklists."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True)
class ChecklistAdded(Event, name="checklist.added"):
    code: str
    kind: str


@dataclass(frozen=True)
class ChecklistDrafted(Event, name="checklist.drafted"):
    code: str
    number: int


@dataclass(frozen=True)
class ChecklistEdited(Event, name="checklist.edited"):
    code: str
    number: int
    part: str
    """The section or question that was set, moved or taken out."""


@dataclass(frozen=True)
class ChecklistReplaced(Event, name="checklist.replaced"):
    code: str
    number: int
    questions: int


@dataclass(frozen=True)
class ChecklistPublished(Event, name="checklist.published"):
    code: str
    number: int
    questions: int


@dataclass(frozen=True)
class ChecklistsInstalled(Event, name="checklist.installed"):
    codes: tuple[str, ...]
