"""Claiming a key, keeping its answer, forgetting old ones.

None of these is an act of a person: they leave no line in the trail and ask for no permission
beyond being somebody; what the answer was about has asked and recorded by itself.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.answers.models import IdempotentAnswer
from portal.core.clock import now
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.numbering import new_id

KEPT_FOR = timedelta(days=7)
KEY_LENGTH = 200


def claim_answer(
    session: Session, actor: Actor, key: str, request_sha256: str
) -> IdempotentAnswer | None:
    """Take `key` for this request, or return what was answered under it before.

    Two requests at once: the second waits here until the first is committed or undone, because
    both insert the same unique key. Raises Invalid for a key used for another request.
    """
    if not key.isascii() or not key.isprintable() or not 0 < len(key) <= KEY_LENGTH:
        raise Invalid(N_("The key must be 1 to 200 printable characters."), field="Idempotency-Key")
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
    kept = session.scalars(
        select(IdempotentAnswer).where(
            IdempotentAnswer.user_id == actor.user_id, IdempotentAnswer.key == key
        )
    ).one()
    if kept.request_sha256 != request_sha256:
        raise Invalid(
            N_("This key was already used for another request. Choose a new one."),
            field="Idempotency-Key",
        )
    return kept


def keep_answer(
    session: Session, actor: Actor, key: str, status: int, headers: dict[str, str], body: bytes
) -> None:
    """Remember what the request under the claimed `key` was answered."""
    session.execute(
        update(IdempotentAnswer)
        .where(IdempotentAnswer.user_id == actor.user_id, IdempotentAnswer.key == key)
        .values(status=status, headers=headers, body=body)
    )


def forget_answers(session: Session) -> int:
    """Drop answers older than a week and return how many; a nightly duty."""
    old = delete(IdempotentAnswer).where(IdempotentAnswer.created_at < now() - KEPT_FOR)
    return len(session.execute(old.returning(IdempotentAnswer.id)).all())
