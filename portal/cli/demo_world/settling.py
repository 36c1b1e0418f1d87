"""The end of building: the letters of past days have been read, and work begins now."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.jobs.models import JobRun
from portal.core.jobs.rules import JobState
from portal.core.notifications.models import Notice, OutgoingMail
from portal.core.notifications.rules import MailState


def settle(session: Session) -> None:
    """Let nobody be told again of what happened long ago, and no work look overdue.

    Else a portal that is tried for the first time prints hundreds of letters, and says that it is
    not ready because its previews have waited for months.
    """
    at = now()
    session.execute(update(Notice).where(Notice.spread_at.is_(None)).values(spread_at=at))
    session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.state == MailState.QUEUED)
        .values(state=MailState.SENT, sent_at=OutgoingMail.created_at, secret_link=None)
    )
    session.execute(
        update(JobRun).where(JobRun.state == JobState.QUEUED).values(queued_at=at, not_before=at)
    )
