"""Customers and what they got: the brand's alone, no supplier reaches any of it."""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CreatedAt, Id, Key

WITHOUT_LOT = text("lot_id IS NULL")


class Customer(Base):
    """Who buys of the brand, with a contact where one was imported."""

    __tablename__ = "customer"

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    country: Mapped[str] = mapped_column(String(2), default="")


class CustomerOrder(Base):
    """One order of a customer."""

    __tablename__ = "customer_order"

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(80), unique=True)
    customer_id: Mapped[int | None] = mapped_column(Key, ForeignKey("customer.id"), index=True)
    ordered_on: Mapped[date]
    created_at: Mapped[CreatedAt]


class OrderLine(Base):
    """One line of an order: narrow, because there are tens of millions of them."""

    __tablename__ = "order_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_is_positive"),
        Index(None, "lot_id", "customer_id", "order_id", "line", "quantity"),
        Index(
            "ix_order_line_without_lot", "product_id", "shipped_on",
            sqlite_where=WITHOUT_LOT, postgresql_where=WITHOUT_LOT,
        ),
        {"sqlite_with_rowid": False},
    )  # fmt: skip

    order_id: Mapped[int] = mapped_column(Key, ForeignKey("customer_order.id"), primary_key=True)
    line: Mapped[str] = mapped_column(String(60), primary_key=True)
    product_id: Mapped[int] = mapped_column(Key, ForeignKey("product.id"))
    lot_id: Mapped[int | None] = mapped_column(Key, ForeignKey("lot.id"))
    """None where nobody wrote it down; then there are candidates by day of receipt."""
    customer_id: Mapped[int | None] = mapped_column(Key)
    """The order's, copied: a recall counts customers without a look at the orders."""
    quantity: Mapped[int]
    shipped_on: Mapped[date | None]


class GoodsReturn(Base):
    """What came back of a line, when and why."""

    __tablename__ = "goods_return"
    __table_args__ = (
        ForeignKeyConstraint(["order_id", "line"], ["order_line.order_id", "order_line.line"]),
        CheckConstraint("quantity > 0", name="quantity_is_positive"),
    )

    order_id: Mapped[int] = mapped_column(Key, primary_key=True)
    line: Mapped[str] = mapped_column(String(60), primary_key=True)
    returned_on: Mapped[date] = mapped_column(primary_key=True)
    quantity: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200), default="")
    supplier_caused: Mapped[bool | None]
    """Whether who made it caused it; None while nobody has said."""
