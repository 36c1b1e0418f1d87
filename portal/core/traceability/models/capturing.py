"""EPCIS events as they were captured."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CreatedAt, Id, OptionalUserRef


class CapturedEvent(Base):
    """One event that another system sent, kept word for word; the same one is kept once."""

    __tablename__ = "captured_event"

    id: Mapped[Id]
    event_id: Mapped[str] = mapped_column(String(300), unique=True)
    """The sender's own, else the hash of the event."""
    type: Mapped[str] = mapped_column(String(40))
    event_time: Mapped[datetime] = mapped_column(index=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    edges: Mapped[int] = mapped_column(default=0)
    """How many edges of the genealogy it made or changed."""
    captured_at: Mapped[CreatedAt]
    captured_by_id: Mapped[OptionalUserRef]
