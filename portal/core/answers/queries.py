"""Finding what was answered before."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.answers.models import IdempotentAnswer
from portal.core.errors import Invalid
from portal.core.i18n import N_

KEY_LENGTH = 200


def find_answer(
    session: Session, actor: Actor, key: str, request_sha256: str
) -> IdempotentAnswer | None:
    """Return what was answered under the actor's `key`, if anything was.

    Raises Invalid for a key that is no key, or that was used for another request.
    """
    if not key.isascii() or not key.isprintable() or not 0 < len(key) <= KEY_LENGTH:
        raise Invalid(N_("The key must be 1 to 200 printable characters."), field="Idempotency-Key")
    kept = session.scalars(
        select(IdempotentAnswer).where(
            IdempotentAnswer.user_id == actor.user_id, IdempotentAnswer.key == key
        )
    ).one_or_none()
    if kept is not None and kept.request_sha256 != request_sha256:
        raise Invalid(
            N_("This key was already used for another request. Choose a new one."),
            field="Idempotency-Key",
        )
    return kept
