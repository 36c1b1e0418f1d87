"""Answers kept under the key that a program chose."""

from typing import Any

from sqlalchemy import JSON, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CreatedAt, Id, Sha256, UserRef


class IdempotentAnswer(Base):
    """What a write was answered, so that the same key is answered the same."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[Id]
    user_id: Mapped[UserRef]
    key: Mapped[str] = mapped_column(String(200))
    request_sha256: Mapped[Sha256]
    status: Mapped[int] = mapped_column(default=0)
    """0 until the answer is known; never seen outside the transaction that makes it."""
    headers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    body: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    created_at: Mapped[CreatedAt] = mapped_column(index=True)
