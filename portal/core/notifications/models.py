"""Notices and the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, CreatedAt, Id, Key
from portal.core.notifications.rules import MailState


class Notice(Base):
    """Something a group of people should know; becomes one mail per person, in their language."""

    __tablename__ = "notice"

    id: Mapped[Id]
    created_at: Mapped[CreatedAt]
    audience: Mapped[str] = mapped_column(String(80))
    supplier_id: Mapped[int | None] = mapped_column(Key, index=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    link: Mapped[str] = mapped_column(String(300))
    dedupe: Mapped[str | None] = mapped_column(String(200), unique=True)
    spread_at: Mapped[datetime | None] = mapped_column(index=True)
    failure: Mapped[str | None] = mapped_column(String(500))
    """Why no mails could be made of it."""


class OutgoingMail(Base):
    """One mail to one person, written before it leaves and kept after."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        UniqueConstraint("notice_id", "user_id"),
        Index(None, "state", "not_before"),
    )

    id: Mapped[Id]
    notice_id: Mapped[int | None] = mapped_column(Key, ForeignKey("notice.id"))
    user_id: Mapped[int | None] = mapped_column(Key)
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    secret_link: Mapped[str | None] = mapped_column(Text)
    """A sealed one-time link, wiped when the mail has left."""
    state: Mapped[MailState] = mapped_column(default=MailState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[CreatedAt]
    not_before: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
