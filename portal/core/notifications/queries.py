"""Looking at notices and at the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.notifications.models import Notice, OutgoingMail
from portal.core.notifications.rules import MailState
from portal.core.permissions import Permission

LARGEST_ID = 2**63 - 1


def notices_to_spread(session: Session, most: int = 100) -> Sequence[int]:
    """Return the ids of notices whose mails are not made yet, oldest first."""
    query = select(Notice.id).where(Notice.spread_at.is_(None)).order_by(Notice.id)
    return session.scalars(query.limit(most)).all()


def mails_to_send(session: Session, at: datetime, most: int = 100) -> Sequence[int]:
    """Return the ids of mails that may leave now, longest waiting first."""
    query = select(OutgoingMail.id).where(
        OutgoingMail.state == MailState.QUEUED, OutgoingMail.not_before <= at
    )
    return session.scalars(
        query.order_by(OutgoingMail.not_before, OutgoingMail.id).limit(most)
    ).all()


def next_try_at(session: Session) -> datetime | None:
    """Return when the next waiting mail may leave."""
    query = select(func.min(OutgoingMail.not_before))
    return session.scalar(query.where(OutgoingMail.state == MailState.QUEUED))


def mails_by_state(session: Session) -> dict[MailState, int]:
    """Return how many mails are in each state."""
    query = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    return {state: count for state, count in session.execute(query)}  # noqa: C416


def find_mail(session: Session, actor: Actor, mail_id: int) -> OutgoingMail:
    """Return one mail of the outbox."""
    actor.must(Permission.JOB_MANAGE, actor.supplier_id)
    mail = session.get(OutgoingMail, mail_id) if mail_id <= LARGEST_ID else None
    if mail is None:
        raise NotFound
    return mail


def list_mails(
    session: Session, actor: Actor, state: MailState | None, page: int, size: int = 50
) -> Sequence[Any]:
    """Return one page of the outbox, newest first; never the texts."""
    actor.must(Permission.JOB_MANAGE, actor.supplier_id)
    query = select(
        OutgoingMail.id,
        OutgoingMail.to,
        OutgoingMail.subject,
        OutgoingMail.state,
        OutgoingMail.attempts,
        OutgoingMail.failure,
        OutgoingMail.created_at,
        OutgoingMail.sent_at,
        OutgoingMail.not_before,
    )
    if state is not None:
        query = query.where(OutgoingMail.state == state)
    return session.execute(
        query.order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()


def count_mails(session: Session, actor: Actor, state: MailState | None) -> int:
    """Return how many mails the filter leaves."""
    actor.must(Permission.JOB_MANAGE, actor.supplier_id)
    query = select(func.count()).select_from(OutgoingMail)
    if state is not None:
        query = query.where(OutgoingMail.state == state)
    return session.scalar(query) or 0
