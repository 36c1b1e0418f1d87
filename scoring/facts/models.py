"""Facts: order lines with their deliveries, and defects that came to light later."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier
from scoring.facts.rules import ReportKind


class DeliveryLine(OfSupplier, Base):
    """One line of an order: what was asked for when, and what came."""

    __tablename__ = "delivery_line"
    __table_args__ = (
        UniqueConstraint("supplier_id", "order_number", "line"),
        CheckConstraint("ordered_quantity > 0", name="ordered_quantity_is_positive"),
        CheckConstraint("received_quantity >= 0", name="received_quantity_is_not_negative"),
        Index(None, "supplier_id", "confirmed_on"),
        Index(None, "supplier_id", "received_on"),
        Index(None, "supplier_id", "cohort_on"),
    )

    id: Mapped[Id]
    order_number: Mapped[str] = mapped_column(String(60))
    line: Mapped[str] = mapped_column(String(40), default="")
    sku: Mapped[str] = mapped_column(String(120), default="")
    product_id: Mapped[int | None] = mapped_column(Key, ForeignKey("product.id"), index=True)
    ordered_on: Mapped[date | None]
    confirmed_on: Mapped[date] = mapped_column(index=True)
    shipped_on: Mapped[date | None]
    received_on: Mapped[date | None] = mapped_column(index=True)
    cohort_on: Mapped[date | None] = mapped_column(index=True)
    """The day shipped, by which returns and complaints count; where not told, received."""
    ordered_quantity: Mapped[int] = mapped_column(BigInteger)
    received_quantity: Mapped[int | None] = mapped_column(BigInteger)
    """None is not zero: nobody has said."""
    market: Mapped[str] = mapped_column(String(40), default="")
    channel: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[CreatedAt]
    revision: Mapped[int] = mapped_column(default=1)


class DefectReport(OfSupplier, Base):
    """Defects that were found after acceptance, and whose fault they were."""

    __tablename__ = "defect_report"
    __table_args__ = (
        UniqueConstraint("supplier_id", "number"),
        CheckConstraint("quantity >= 0", name="quantity_is_not_negative"),
        Index(None, "supplier_id", "found_on"),
        Index(None, "supplier_id", "shipped_on"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(60))
    kind: Mapped[ReportKind]
    found_on: Mapped[date] = mapped_column(index=True)
    booked_on: Mapped[date | None]
    """The day its cost was booked; where nobody told, the day it was found."""
    shipped_on: Mapped[date | None] = mapped_column(index=True)
    quantity: Mapped[int] = mapped_column(BigInteger)
    supplier_caused: Mapped[bool | None]
    sku: Mapped[str] = mapped_column(String(120), default="")
    lot: Mapped[str] = mapped_column(String(60), default="")
    cause: Mapped[str] = mapped_column(String(200), default="")
    cost_cents: Mapped[int | None] = mapped_column(BigInteger)
    """In hundredths of the currency, so that sums are exact on every database."""
    currency: Mapped[str] = mapped_column(String(3), default="")
    downtime_minutes: Mapped[int | None]
    created_at: Mapped[CreatedAt]
    revision: Mapped[int] = mapped_column(default=1)
