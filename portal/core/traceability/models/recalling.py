"""Mock recalls: how long it took to find everything, and how much was found."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CreatedAt, Id, Key, OptionalUserRef


class MockRecall(Base):
    """One exercise, from the question to the answer; the answer is kept as it was found."""

    __tablename__ = "mock_recall"

    id: Mapped[Id]
    lot_id: Mapped[int] = mapped_column(Key, ForeignKey("lot.id"), index=True)
    begun_at: Mapped[CreatedAt]
    begun_by_id: Mapped[OptionalUserRef]
    begun_by: Mapped[str] = mapped_column(String(120), default="")
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(120), default="")
    lots: Mapped[int] = mapped_column(default=0)
    order_lines: Mapped[int] = mapped_column(default=0)
    customers: Mapped[int] = mapped_column(default=0)
    produced: Mapped[int] = mapped_column(default=0)
    accounted: Mapped[int] = mapped_column(default=0)
    accounted_percent: Mapped[Decimal | None]
    """None where nothing was produced, so that there is nothing to account for."""
    query_ms: Mapped[int] = mapped_column(default=0)
    """How long the portal itself took to find the set."""
    note: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}
