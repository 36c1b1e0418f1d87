"""What the inspector saw, tap by tap and picture by picture."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspections.lot_inspections.models.booking import OfInspection
from inspections.lot_inspections.rules import ObservationKind
from portal.core.db import Base, CreatedAt, Id, Key, Sha256, UserRef


class Observation(OfInspection, Base):
    """One tap on the inspector's page; sent again until acknowledged, kept once."""

    __tablename__ = "observation"
    __table_args__ = (UniqueConstraint("inspection_id", "key"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(36))
    """Given by the device."""
    kind: Mapped[ObservationKind]
    unit: Mapped[int | None]
    """Which of the drawn units, counted from 1 in the order of drawing."""
    defect_id: Mapped[int | None] = mapped_column(Key, ForeignKey("defect.id"))
    characteristic_id: Mapped[int | None] = mapped_column(Key, ForeignKey("characteristic.id"))
    value: Mapped[Decimal | None]
    carton: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text, default="")
    undoes: Mapped[str | None] = mapped_column(String(36))
    """The key of the observation that it takes back."""
    device: Mapped[str] = mapped_column(String(36), default="")
    at: Mapped[datetime]
    """By the clock of the device."""
    received_at: Mapped[CreatedAt]
    by_id: Mapped[UserRef]


class Photo(OfInspection, Base):
    """A picture from the factory, bound to a defect or to the whole inspection."""

    __tablename__ = "inspection_photo"
    __table_args__ = (
        UniqueConstraint("inspection_id", "key"),
        ForeignKeyConstraint(
            ["supplier_id", "sha256"], ["stored_file.supplier_id", "stored_file.sha256"]
        ),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(36))
    sha256: Mapped[Sha256]
    original_sha256: Mapped[Sha256]
    """Of the bytes as the device sent them, before position and the like were taken out."""
    defect_id: Mapped[int | None] = mapped_column(Key, ForeignKey("defect.id"))
    unit: Mapped[int | None]
    caption: Mapped[str] = mapped_column(String(200), default="")
    taken_at: Mapped[datetime]
    received_at: Mapped[CreatedAt]
    by_id: Mapped[UserRef]
