"""Genealogy: which lot went into which."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Key
from portal.core.traceability.rules import EdgeKind


class TraceEdge(Base):
    """That a quantity of one lot went into another; narrow, with an index for either direction."""

    __tablename__ = "trace_edge"
    __table_args__ = (
        CheckConstraint("from_lot_id <> to_lot_id", name="goes_somewhere"),
        Index(None, "to_lot_id", "from_lot_id"),
        {"sqlite_with_rowid": False},
    )

    from_lot_id: Mapped[int] = mapped_column(Key, ForeignKey("lot.id"), primary_key=True)
    to_lot_id: Mapped[int] = mapped_column(Key, ForeignKey("lot.id"), primary_key=True)
    kind: Mapped[EdgeKind] = mapped_column(primary_key=True)
    quantity: Mapped[Decimal]
    """In the unit of the lot that it came from."""
    at: Mapped[datetime | None]
