"""Nonconformities, what people decide about them, and what they cost."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier, OptionalUserRef, Sha256
from portal.core.nonconformities.rules import (
    CostKind,
    DispositionKind,
    FoundBy,
    NonconformityState,
)
from portal.core.numbering import new_code
from portal.core.permissions import Role
from portal.core.products.rules import DefectClass


class Nonconformity(OfSupplier, Base):
    """Goods of a supplier that are not as they should be."""

    __tablename__ = "nonconformity"
    __table_args__ = (
        UniqueConstraint("supplier_id", "id"),
        ForeignKeyConstraint(["supplier_id", "lot_id"], ["lot.supplier_id", "lot.id"]),
        CheckConstraint("quantity > 0", name="quantity_is_positive"),
        Index(None, "state", "id"),
        Index("ix_nonconformity_supplier", "supplier_id", "state", "id"),
        Index(None, "lot_id"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(20), unique=True, default=lambda: new_code("NC", 7))
    source: Mapped[FoundBy]
    state: Mapped[NonconformityState] = mapped_column(default=NonconformityState.OPEN)
    severity: Mapped[DefectClass]
    lot_id: Mapped[int | None] = mapped_column(Key)
    quantity: Mapped[int]
    description: Mapped[str] = mapped_column(Text)
    inspection_id: Mapped[int | None] = mapped_column(Key, ForeignKey("inspection.id"), unique=True)
    """The rejected inspection that opened it: one record of each."""
    document_id: Mapped[int | None] = mapped_column(Key, ForeignKey("document.id"), index=True)
    opened_at: Mapped[CreatedAt]
    opened_by_id: Mapped[OptionalUserRef]
    opened_by: Mapped[str] = mapped_column(String(120), default="")
    """Empty where no person did."""
    closed_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}


class ComplaintNote(Base):
    """What a customer said: the brand's alone, apart from the record that the supplier reads."""

    __tablename__ = "complaint_note"

    id: Mapped[Id]
    nonconformity_id: Mapped[int] = mapped_column(Key, ForeignKey("nonconformity.id"), unique=True)
    words: Mapped[str] = mapped_column(Text)
    order_number: Mapped[str] = mapped_column(String(80), default="")


class NonconformityPhoto(OfSupplier, Base):
    """A photo of what was found."""

    __tablename__ = "nonconformity_photo"
    __table_args__ = (
        ForeignKeyConstraint(
            ["supplier_id", "nonconformity_id"], ["nonconformity.supplier_id", "nonconformity.id"]
        ),
        ForeignKeyConstraint(
            ["supplier_id", "sha256"], ["stored_file.supplier_id", "stored_file.sha256"]
        ),
        UniqueConstraint("nonconformity_id", "sha256"),
        Index(None, "supplier_id", "sha256"),
    )

    id: Mapped[Id]
    nonconformity_id: Mapped[int] = mapped_column(Key)
    sha256: Mapped[Sha256]
    file_name: Mapped[str] = mapped_column(String(255))
    by: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[CreatedAt]


class Disposition(OfSupplier, Base):
    """What somebody proposes to do with the goods, and what became of the proposal."""

    __tablename__ = "disposition"
    __table_args__ = (
        UniqueConstraint("supplier_id", "id"),
        ForeignKeyConstraint(
            ["supplier_id", "nonconformity_id"], ["nonconformity.supplier_id", "nonconformity.id"]
        ),
        UniqueConstraint("nonconformity_id", "round"),
    )

    id: Mapped[Id]
    nonconformity_id: Mapped[int] = mapped_column(Key)
    round: Mapped[int]
    """1 for the first proposal, counted up after each refusal: two at once cannot both be."""
    kind: Mapped[DispositionKind]
    reason: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[OptionalUserRef]
    proposed_by: Mapped[str] = mapped_column(String(120))
    proposed_at: Mapped[CreatedAt]
    decided_at: Mapped[datetime | None]
    is_accepted: Mapped[bool | None]


class DispositionVoice(OfSupplier, Base):
    """What one of the required roles said to a proposal; said once."""

    __tablename__ = "disposition_voice"
    __table_args__ = (
        ForeignKeyConstraint(
            ["supplier_id", "disposition_id"], ["disposition.supplier_id", "disposition.id"]
        ),
        UniqueConstraint("disposition_id", "role"),
        UniqueConstraint("disposition_id", "by_id"),
    )

    id: Mapped[Id]
    disposition_id: Mapped[int] = mapped_column(Key)
    role: Mapped[Role]
    agrees: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"))
    by: Mapped[str] = mapped_column(String(120))
    at: Mapped[CreatedAt]


class NonconformityCost(Base):
    """What it cost the brand, in the currency of the bill; the supplier does not read it."""

    __tablename__ = "nonconformity_cost"

    id: Mapped[Id]
    nonconformity_id: Mapped[int] = mapped_column(Key, ForeignKey("nonconformity.id"), index=True)
    kind: Mapped[CostKind]
    amount: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(String(3))
    note: Mapped[str] = mapped_column(String(300), default="")
    by: Mapped[str] = mapped_column(String(120))
    at: Mapped[CreatedAt]
