"""The list of background work; a row is written in the transaction that asks for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, CreatedAt, Id, Key
from portal.core.jobs.rules import JobState


class JobRun(Base):
    """One piece of work, done once per (kind, slot) however often it is asked for."""

    __tablename__ = "job_run"
    __table_args__ = (
        UniqueConstraint("kind", "slot"),
        Index(None, "state", "not_before"),
        Index(None, "queued_at"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(60))
    slot: Mapped[str] = mapped_column(String(200))
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED)
    args: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    supplier_id: Mapped[int | None] = mapped_column(Key)
    user_id: Mapped[int | None] = mapped_column(Key, index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    stop_asked: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(2000))
    """A msgid, said with `failure_values` in the language of whoever reads it."""
    failure_values: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    queued_at: Mapped[CreatedAt]
    not_before: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
