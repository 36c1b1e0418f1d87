"""Writing notices; nothing leaves before the commit."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import WrongState
from portal.core.i18n import N_
from portal.core.jobs.operations import request_after_commit
from portal.core.jobs.working import add_once, rows_changed
from portal.core.notifications.events import MailRetried
from portal.core.notifications.models import Notice, OutgoingMail
from portal.core.notifications.rules import MailState, pack
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.sealing import seal


@dataclass(frozen=True)
class NoticeInput:
    """What to tell: msgids with their values, and the page it is about."""

    subject: str
    body: str
    link: str
    values: dict[str, Any] = field(default_factory=dict)
    supplier_id: int | None = None
    dedupe: str | None = None


def tell(session: Session, audience: str, notice: NoticeInput) -> None:
    """Write a notice for `audience`; the mails are made and sent after the commit.

    A notice with a `dedupe` that was told before is not told again.
    """
    values = vars(notice) | {
        "id": new_id(),
        "created_at": now(),
        "audience": audience,
        "values": pack(notice.values),
    }
    if add_once(session, Notice, values):
        request_after_commit(session, "mail")


def post_letter(
    session: Session,
    user_id: int | None,
    to: str,
    subject: str,
    body: str,
    *,
    secret_link: str | None = None,
) -> None:
    """Put one mail to one person into the outbox.

    `secret_link` is the path of a one-time link: kept sealed, put under the body (behind the
    portal's own address) when the mail leaves, and wiped then.
    """
    session.add(
        OutgoingMail(
            user_id=user_id,
            to=to,
            subject=subject,
            body=body,
            secret_link=seal(secret_link) if secret_link else None,
        )
    )
    request_after_commit(session, "mail")


def retry_mail(session: Session, actor: Actor, mail: OutgoingMail) -> None:
    """Let a mail that failed be tried again from the beginning."""
    actor.must(Permission.JOB_MANAGE, actor.supplier_id)
    failed = update(OutgoingMail).where(
        OutgoingMail.id == mail.id, OutgoingMail.state == MailState.FAILED
    )
    values = {"state": MailState.QUEUED, "attempts": 0, "failure": None, "not_before": now()}
    if not rows_changed(session, failed.values(values)):
        raise WrongState(N_("Only a mail that failed can be sent again."))
    session.expire(mail)
    request_after_commit(session, "mail")
    record(session, actor, MailRetried(None, mail.id))
