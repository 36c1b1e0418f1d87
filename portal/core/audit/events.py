"""What can have happened to the trail itself."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True)
class TrailExported(Event, name="trail.exported"):
    """`subject_id` is who took the copy."""

    lines: int
    filters: dict[str, str]


@dataclass(frozen=True)
class PersonalErased(Event, name="person.personal_erased"):
    """`lines` names the lines of the trail that say nothing about the person any more."""

    lines: tuple[int, ...]
