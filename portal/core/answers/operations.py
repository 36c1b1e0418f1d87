"""Claiming a key, keeping its answer, forgetting old ones.

None of these is an act of a person: they leave no line in the trail; what the answer was about
has asked and recorded by itself.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.answers.models import IdempotentAnswer
from portal.core.answers.queries import find_answer
from portal.core.clock import now
from portal.core.numbering import new_id
from portal.core.permissions import Permission

KEPT_FOR = timedelta(days=7)


def claim_answer(
    session: Session, actor: Actor, key: str, request_sha256: str
) -> IdempotentAnswer | None:
    """Take `key` for this request, or return what was answered under it before.

    Two requests at once: the second waits here until the first is committed or undone, because
    both insert the same unique key. Raises Invalid for a key used for another request.
    """
    kept = find_answer(session, actor, key, request_sha256)
    if kept is not None:
        return kept
    fresh: dict[str, Any] = {
        "id": new_id(),
        "user_id": actor.user_id,
        "key": key,
        "request_sha256": request_sha256,
        "status": 0,
        "headers": {},
        "body": b"",
        "created_at": now(),
    }
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(IdempotentAnswer).values(fresh).on_conflict_do_nothing()
    if session.execute(insert.returning(IdempotentAnswer.id)).one_or_none():
        return None
    return find_answer(session, actor, key, request_sha256)


def keep_answer(
    session: Session, actor: Actor, key: str, status: int, headers: dict[str, str], body: bytes
) -> None:
    """Remember what the request under the claimed `key` was answered."""
    session.execute(
        update(IdempotentAnswer)
        .where(IdempotentAnswer.user_id == actor.user_id, IdempotentAnswer.key == key)
        .values(status=status, headers=headers, body=body)
    )


def forget_answers(session: Session, actor: Actor, day: date) -> int:
    """Drop answers older than a week on `day` and return how many; a nightly duty."""
    actor.must(Permission.SYSTEM_RUN)
    before = datetime.combine(day, time(), UTC) - KEPT_FOR
    old = delete(IdempotentAnswer).where(IdempotentAnswer.created_at < before)
    return len(session.execute(old.returning(IdempotentAnswer.id)).all())
