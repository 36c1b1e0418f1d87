"""Events that were captured."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.permissions import Permission
from portal.core.traceability.models import CapturedEvent


def captured_events(
    session: Session, actor: Actor, before: int | None = None, limit: int = 50
) -> list[tuple[int, dict[str, Any]]]:
    """Return captured events word for word, the newest first, with what to go on from."""
    actor.must(Permission.TRACE_READ)
    asked = select(CapturedEvent.id, CapturedEvent.body).order_by(CapturedEvent.id.desc())
    if before is not None:
        asked = asked.where(CapturedEvent.id < before)
    return [(row.id, row.body) for row in session.execute(asked.limit(limit))]
