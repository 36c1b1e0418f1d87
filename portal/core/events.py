"""What has happened, in the past tense."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, ClassVar

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Event:
    """A fact, written once, never changed.

    `supplier_id` is whose record it belongs to (None: the brand's own); `subject_id` is the thing
    it happened to, and the name before the dot says what kind of thing. A field made with
    `personal()` is kept apart so that it can be erased without breaking the trail.
    """

    name: ClassVar[str]
    catalogue: ClassVar[dict[str, "type[Event]"]] = {}
    supplier_id: int | None
    subject_id: int

    def __init_subclass__(cls, name: str) -> None:
        super().__init_subclass__()
        if name in Event.catalogue:
            raise TypeError(f"two events are called {name!r}")
        cls.name = name
        Event.catalogue[name] = cls

    def facts(self, *, about_people: bool) -> dict[str, Any]:
        """Return the fields that are (or are not) personal, as plain JSON values."""
        return {
            field.name: _plain(getattr(self, field.name))
            for field in fields(self)
            if field.name not in ("supplier_id", "subject_id")
            and bool(field.metadata.get("personal")) is about_people
        }


PERSONAL = {"personal": True}
"""Metadata of a field that names a person: `field(metadata=PERSONAL)`."""


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)


def note(session: Session, event: Event) -> None:
    """Remember that `event` happened in this transaction."""
    session.info.setdefault("events", []).append(event)


def take_events(session: Session) -> Iterator[Event]:
    """Yield what has happened so far, and what the handlers make happen next."""
    events: list[Event] = session.info.setdefault("events", [])
    while events:
        yield events.pop(0)
