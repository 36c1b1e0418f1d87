"""Things that happened, for tests of the trail."""

from dataclasses import dataclass, field

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.events import PERSONAL, Event
from tests.world import World


@dataclass(frozen=True)
class Seen(Event, name="test.seen"):
    word: str
    whom: str = field(default="", metadata=PERSONAL)


def happen(
    world: World,
    actor: Actor,
    word: str,
    supplier_id: int | None = None,
    subject_id: int = 1,
    whom: str = "",
) -> None:
    """Let something happen, in a transaction of its own."""
    with world.database.transaction() as session:
        record(session, actor, Seen(supplier_id, subject_id, word, whom))
