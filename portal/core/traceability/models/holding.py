"""Holds: lots that may not be booked, shipped or conceded until somebody lets them go."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier, OptionalUserRef

IS_HELD = text("released_at IS NULL")


class LotHold(OfSupplier, Base):
    """One lot kept back because of one nonconformity."""

    __tablename__ = "lot_hold"
    __table_args__ = (
        ForeignKeyConstraint(["supplier_id", "lot_id"], ["lot.supplier_id", "lot.id"]),
        Index(
            "uq_lot_hold_open", "lot_id", "nonconformity_id",
            unique=True, sqlite_where=IS_HELD, postgresql_where=IS_HELD,
        ),
        Index(None, "nonconformity_id"),
    )  # fmt: skip

    id: Mapped[Id]
    lot_id: Mapped[int] = mapped_column(Key, index=True)
    nonconformity_id: Mapped[int] = mapped_column(Key, ForeignKey("nonconformity.id"))
    spread: Mapped[bool] = mapped_column(default=False)
    """Whether it came along the genealogy, rather than being the lot that was found."""
    placed_at: Mapped[CreatedAt]
    placed_by_id: Mapped[OptionalUserRef]
    placed_by: Mapped[str] = mapped_column(String(120), default="")
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[OptionalUserRef]
    released_by: Mapped[str] = mapped_column(String(120), default="")
    release_reason: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}
