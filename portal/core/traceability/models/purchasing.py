"""Purchase orders: what the brand ordered of whom."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier


class PurchaseOrder(OfSupplier, Base):
    """One order to one supplier."""

    __tablename__ = "purchase_order"
    __table_args__ = (
        UniqueConstraint("supplier_id", "number"),
        UniqueConstraint("supplier_id", "id"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(60), index=True)
    ordered_on: Mapped[date | None]
    created_at: Mapped[CreatedAt]


class PurchaseLine(OfSupplier, Base):
    """One product on an order, and when it was promised and delivered."""

    __tablename__ = "purchase_line"
    __table_args__ = (
        UniqueConstraint("order_id", "line"),
        ForeignKeyConstraint(
            ["supplier_id", "order_id"], ["purchase_order.supplier_id", "purchase_order.id"]
        ),
        CheckConstraint("quantity > 0", name="quantity_is_positive"),
    )

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(Key)
    line: Mapped[str] = mapped_column(String(40))
    product_id: Mapped[int] = mapped_column(Key, ForeignKey("product.id"), index=True)
    quantity: Mapped[int]
    due_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
