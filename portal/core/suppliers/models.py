"""Suppliers, their sites, contacts and categories, and the history of their state."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.core.clock import now
from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier, OptionalUserRef
from portal.core.i18n import Bilingual, translate
from portal.core.numbering import new_code
from portal.core.suppliers.rules import SupplierState, Tier, name_key

supplier_category = Table(
    "supplier_category",
    Base.metadata,
    Column("supplier_id", Key, ForeignKey("supplier.id"), primary_key=True),
    Column("category_id", Key, ForeignKey("category.id"), primary_key=True, index=True),
)


class Category(Base):
    """A kind of goods; requirements and plans hang on it."""

    __tablename__ = "category"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120), default="")
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_en, self.name_zh)


class Supplier(Base):
    """A legal company we buy from, or mean to."""

    __tablename__ = "supplier"
    __table_args__ = (
        Index(None, "name_en", "id"),
        Index(None, "state", "id"),
        Index(None, "country", "name_en_key"),
        Index(None, "country", "name_zh_key"),
        UniqueConstraint("country", "registration_number"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(40), unique=True, default=lambda: new_code("S"))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    name_zh: Mapped[str] = mapped_column(String(200), default="")
    name_en_key: Mapped[str] = mapped_column(String(200), default="")
    name_zh_key: Mapped[str] = mapped_column(String(200), default="")
    """The names as they are compared with others."""
    country: Mapped[str] = mapped_column(String(2))
    registration_number: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(400), default="")
    website: Mapped[str] = mapped_column(String(200), default="")
    markets: Mapped[frozenset[str]] = mapped_column(default=frozenset())
    state: Mapped[SupplierState] = mapped_column(default=SupplierState.INVITED)
    state_until: Mapped[date | None]
    """Last day of a conditional approval."""
    tier: Mapped[Tier | None]
    requalify_on: Mapped[date | None] = mapped_column(index=True)
    """By when the tier is decided anew."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    revision: Mapped[int] = mapped_column(default=1)

    categories: Mapped[list[Category]] = relationship(
        secondary=supplier_category, lazy="raise_on_sql", order_by=Category.code
    )

    __mapper_args__ = {"version_id_col": revision}

    @validates("name_en", "name_zh")
    def _fold(self, field: str, name: str) -> str:
        setattr(self, f"{field}_key", name_key(name))
        return name

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_en, self.name_zh)


class Site(OfSupplier, Base):
    """A factory or warehouse of a supplier."""

    __tablename__ = "site"
    __table_args__ = (
        UniqueConstraint("supplier_id", "id"),
        UniqueConstraint("supplier_id", "code"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(40), default=lambda: new_code("F", 4))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    name_zh: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2))
    city: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(400), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_en, self.name_zh)


class Contact(OfSupplier, Base):
    """A person at a supplier who can be called; needs no account."""

    __tablename__ = "contact"
    __table_args__ = (
        ForeignKeyConstraint(["supplier_id", "site_id"], ["site.supplier_id", "site.id"]),
    )

    id: Mapped[Id]
    site_id: Mapped[int | None] = mapped_column(Key)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    wechat: Mapped[str] = mapped_column(String(60), default="")
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}


class SupplierStateChange(OfSupplier, Base):
    """One step of a supplier's state, with its day and its reason."""

    __tablename__ = "supplier_state_change"

    id: Mapped[Id]
    state_before: Mapped[SupplierState | None]
    state_after: Mapped[SupplierState]
    on_day: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    conditions: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[OptionalUserRef]
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[CreatedAt]

    @property
    def why(self) -> Bilingual:
        """Return the reason; one that the portal gave itself is in both languages."""
        return Bilingual(self.reason, translate("zh", self.reason))


class TierChange(OfSupplier, Base):
    """One decision about a supplier's tier: from when, why, and what was proposed."""

    __tablename__ = "tier_change"
    __table_args__ = (Index(None, "supplier_id", "on_day", "id"),)

    id: Mapped[Id]
    tier_before: Mapped[Tier | None]
    tier_after: Mapped[Tier]
    on_day: Mapped[date]
    """The first day on which it holds."""
    proposed: Mapped[Tier | None]
    """What the rule said; None where it had nothing to go by."""
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Why the rule said so, as sentences with their values."""
    policy_number: Mapped[int | None]
    """Version of the tier policy that was applied."""
    requalify_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """What whoever decided says; always there where it is not what was proposed."""
    by_id: Mapped[OptionalUserRef]
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[CreatedAt]

    @property
    def deviates(self) -> bool:
        return self.proposed is not None and self.proposed is not self.tier_after
