"""Writing notices; nothing leaves before the commit."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from portal.core.jobs.operations import request_job
from portal.core.notifications.models import Notice, OutgoingMail
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
    """Write a notice for `audience`; the mails are made and sent after the commit."""
    session.add(Notice(audience=audience, **vars(notice)))
    request_job(session, "mail")


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
    request_job(session, "mail")
