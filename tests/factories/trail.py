"""Lines of the trail that tests write as if an act had."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.events import Event


@dataclass(frozen=True)
class Told(Event, name="test.told"):
    """Any event: its name and what it says are given."""

    called: str
    says: dict[str, Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.called)

    def facts(self, *, about_people: bool) -> dict[str, Any]:
        return {} if about_people else self.says


def tell_trail(
    session: Session, actor: Actor, name: str, subject_id: int, /, **says: object
) -> None:
    """Write a line called `name` about `subject_id`."""
    record(session, actor, Told(actor.supplier_id, subject_id, name, says))
