"""The trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Key, Sha256


class AuditEntry(Base):
    """One line of the trail; never updated, never deleted.

    `personal` (names, addresses) is outside the hash, its salted digest inside: it can be erased
    on a person's demand and the chain still holds.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "subject_kind", "subject_id", "seq"),
        Index(None, "supplier_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[str] = mapped_column(String(80), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Key)
    supplier_id: Mapped[int | None] = mapped_column(Key)
    user_id: Mapped[int | None] = mapped_column(Key, index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    personal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    salt: Mapped[str | None] = mapped_column(String(64))
    personal_digest: Mapped[Sha256]
    previous: Mapped[Sha256]
    digest: Mapped[Sha256] = mapped_column(unique=True)


class AuditHead(Base):
    """Where the chain ends; one row, locked by whoever adds to it."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Key)
    digest: Mapped[Sha256]
