"""Forgetting what nobody needs any more."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.core.accounts.models import OneTimeLink, SignInFailure, UserSession
from portal.core.accounts.rules import SESSION_LIFE
from portal.core.actor import Actor
from portal.core.clock import now
from portal.core.permissions import Permission


def forget_spent_rows(session: Session, actor: Actor) -> None:
    """Delete counted failures, links and sessions that are over; the trail keeps what they were."""
    actor.must(Permission.SYSTEM_RUN)
    at = now()
    for table, over in (
        (SignInFailure, SignInFailure.at < at - timedelta(days=1)),
        (OneTimeLink, OneTimeLink.expires_at < at - timedelta(days=30)),
        (UserSession, UserSession.created_at < at - SESSION_LIFE - timedelta(days=30)),
    ):
        session.execute(delete(table).where(over))
