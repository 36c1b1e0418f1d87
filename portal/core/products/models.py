"""Products, the suppliers that make them, and their specifications."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier, OptionalUserRef
from portal.core.i18n import Bilingual
from portal.core.numbering import new_code
from portal.core.products.rules import (
    CharacteristicKind,
    DefectClass,
    Limits,
    SpecificationState,
    limits_of,
)
from portal.core.suppliers.models import Category


class Product(Base):
    """What is sold under one SKU."""

    __tablename__ = "product"

    id: Mapped[Id]
    sku: Mapped[str] = mapped_column(String(60), unique=True, default=lambda: new_code("P"))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    name_zh: Mapped[str] = mapped_column(String(200), default="")
    category_id: Mapped[int | None] = mapped_column(Key, ForeignKey("category.id"), index=True)
    unit: Mapped[str] = mapped_column(String(20), default="pcs")
    gtin: Mapped[str | None] = mapped_column(String(14), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[CreatedAt]
    revision: Mapped[int] = mapped_column(default=1)

    category: Mapped[Category | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": revision}

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_en, self.name_zh)


class ProductSource(OfSupplier, Base):
    """That a supplier makes a product; without it the product is not there for the supplier."""

    __tablename__ = "product_source"
    __table_args__ = (UniqueConstraint("supplier_id", "product_id"),)

    id: Mapped[Id]
    product_id: Mapped[int] = mapped_column(Key, ForeignKey("product.id"), index=True)
    supplier_sku: Mapped[str] = mapped_column(String(60), default="")
    """What the supplier calls it."""
    since: Mapped[CreatedAt]


IS_OPEN = text("state = 'draft'")
IS_IN_FORCE = text("state = 'published'")


class SpecificationVersion(Base):
    """What a product must be like; a published version never changes."""

    __tablename__ = "specification_version"
    __table_args__ = (
        UniqueConstraint("product_id", "number"),
        Index(
            "uq_specification_version_draft", "product_id",
            unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN,
        ),
        Index(
            "uq_specification_version_published", "product_id",
            unique=True, sqlite_where=IS_IN_FORCE, postgresql_where=IS_IN_FORCE,
        ),
    )  # fmt: skip

    id: Mapped[Id]
    product_id: Mapped[int] = mapped_column(Key, ForeignKey("product.id"))
    number: Mapped[int]
    state: Mapped[SpecificationState] = mapped_column(default=SpecificationState.DRAFT)
    note: Mapped[str] = mapped_column(Text, default="")
    """What is new in it."""
    created_at: Mapped[CreatedAt]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[OptionalUserRef]
    revision: Mapped[int] = mapped_column(default=1)

    product: Mapped[Product] = relationship(lazy="raise_on_sql")
    characteristics: Mapped[list["Characteristic"]] = relationship(
        lazy="raise_on_sql", order_by="Characteristic.position", back_populates="version"
    )

    __mapper_args__ = {"version_id_col": revision}


class Characteristic(Base):
    """One thing to look at or to measure, with its limits."""

    __tablename__ = "characteristic"
    __table_args__ = (
        UniqueConstraint("version_id", "code"),
        CheckConstraint("kind = 'attribute' OR unit <> ''", name="measured_has_unit"),
    )

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(Key, ForeignKey("specification_version.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    name_zh: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[CharacteristicKind]
    defect_class: Mapped[DefectClass] = mapped_column(default=DefectClass.MAJOR)
    """How grave it is when it does not conform."""
    unit: Mapped[str] = mapped_column(String(20), default="")
    nominal: Mapped[Decimal | None]
    lower: Mapped[Decimal | None]
    upper: Mapped[Decimal | None]
    method_en: Mapped[str] = mapped_column(Text, default="")
    method_zh: Mapped[str] = mapped_column(Text, default="")
    """How it is looked at or measured."""
    level: Mapped[str] = mapped_column(String(4), default="")
    """An inspection level of its own, such as S-2 for a test that destroys; else the plan's."""

    version: Mapped[SpecificationVersion] = relationship(
        lazy="raise_on_sql", back_populates="characteristics"
    )

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_en, self.name_zh)

    @property
    def method(self) -> Bilingual:
        return Bilingual(self.method_en, self.method_zh)

    @property
    def is_measured(self) -> bool:
        return self.kind is CharacteristicKind.MEASURED

    @property
    def is_noted(self) -> bool:
        """Whether each unit has an entry: a value, or passed or failed at a level of its own."""
        return self.is_measured or bool(self.level)

    @property
    def limits(self) -> Limits:
        return limits_of(self.kind, self.lower, self.upper)
