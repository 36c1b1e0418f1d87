"""Shipments and receipts: lots on their way, and what came in."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier


class Shipment(OfSupplier, Base):
    """Goods that left a supplier together."""

    __tablename__ = "shipment"
    __table_args__ = (
        UniqueConstraint("supplier_id", "number"),
        UniqueConstraint("supplier_id", "id"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(60), index=True)
    shipped_on: Mapped[date | None]
    destination: Mapped[str] = mapped_column(String(120), default="")
    sscc: Mapped[str] = mapped_column(String(18), default="", index=True)
    """The Serial Shipping Container Code, if there is one."""
    created_at: Mapped[CreatedAt]


class ShipmentLot(OfSupplier, Base):
    """How much of a lot a shipment carries."""

    __tablename__ = "shipment_lot"
    __table_args__ = (
        ForeignKeyConstraint(
            ["supplier_id", "shipment_id"], ["shipment.supplier_id", "shipment.id"]
        ),
        ForeignKeyConstraint(["supplier_id", "lot_id"], ["lot.supplier_id", "lot.id"]),
        CheckConstraint("quantity > 0", name="quantity_is_positive"),
        Index(None, "lot_id", "shipment_id", "quantity"),
    )

    shipment_id: Mapped[int] = mapped_column(Key, primary_key=True)
    lot_id: Mapped[int] = mapped_column(Key, primary_key=True)
    quantity: Mapped[int]
    order_lines: Mapped[str] = mapped_column(String(400), default="")


class Receipt(OfSupplier, Base):
    """Goods that came in at a place of the brand."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("supplier_id", "number"),
        UniqueConstraint("supplier_id", "id"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(60), index=True)
    received_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[CreatedAt]


class ReceiptLot(OfSupplier, Base):
    """How much of a lot came in."""

    __tablename__ = "receipt_lot"
    __table_args__ = (
        ForeignKeyConstraint(["supplier_id", "receipt_id"], ["receipt.supplier_id", "receipt.id"]),
        ForeignKeyConstraint(["supplier_id", "lot_id"], ["lot.supplier_id", "lot.id"]),
        CheckConstraint("quantity > 0", name="quantity_is_positive"),
        Index(None, "lot_id", "receipt_id", "quantity"),
    )

    receipt_id: Mapped[int] = mapped_column(Key, primary_key=True)
    lot_id: Mapped[int] = mapped_column(Key, primary_key=True)
    quantity: Mapped[int]
