"""Lots: what was made at once of one product by one supplier."""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier
from portal.core.products.models import Product
from portal.core.suppliers.models import Supplier
from portal.core.traceability.rules import LotKind


class Lot(OfSupplier, Base):
    """A node of the genealogy, under the number that its supplier gave it."""

    __tablename__ = "lot"
    __table_args__ = (
        UniqueConstraint("supplier_id", "number"),
        UniqueConstraint("supplier_id", "id"),
        ForeignKeyConstraint(["supplier_id", "site_id"], ["site.supplier_id", "site.id"]),
        CheckConstraint("quantity > 0", name="quantity_is_positive"),
        Index(None, "number"),
        Index(None, "product_id", "supplier_id", "id"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(60))
    kind: Mapped[LotKind] = mapped_column(
        default=LotKind.FINISHED, server_default=LotKind.FINISHED.value
    )
    product_id: Mapped[int] = mapped_column(Key, ForeignKey("product.id"))
    site_id: Mapped[int | None] = mapped_column(Key)
    quantity: Mapped[int]
    produced_on: Mapped[date | None]
    order_lines: Mapped[str] = mapped_column(String(400), default="")
    """The purchase orders and lines it goes to, as people write them."""
    created_at: Mapped[CreatedAt]
    revision: Mapped[int] = mapped_column(default=1)

    product: Mapped[Product] = relationship(lazy="raise_on_sql")
    supplier: Mapped[Supplier] = relationship(lazy="raise_on_sql", foreign_keys="Lot.supplier_id")

    __mapper_args__ = {"version_id_col": revision}
