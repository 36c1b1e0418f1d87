"""Writing notices; nothing leaves before the commit."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from portal.core.jobs.operations import request_job
from portal.core.notifications.models import Notice


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
