"""Inspections as they were booked and planned, and when they are asked for by themselves."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspections.lot_inspections.rules import (
    InspectionState,
    InspectionType,
    TriggerMoment,
    Verdict,
)
from inspections.sampling.models import SwitchingPair
from inspections.sampling.rules.vocabulary import CriticalMode, Edition, Kind, Regime, Severity
from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier, OptionalUserRef
from portal.core.numbering import new_code
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Supplier
from portal.core.traceability.models import Lot


def _due_on(context: Any) -> date:
    """The day it is about: the day of the inspection, until then the ready date."""
    row = context.get_current_parameters()
    due: date = row.get("scheduled_on") or row["ready_on"]
    return due


IS_OPEN = text("state IN ('requested', 'scheduled', 'started')")
OPEN_NOW = text("inspection.state IN ('requested', 'scheduled', 'started')")
"""The same in a query: written out, so that the index over the open ones is taken."""


class InspectionTrigger(Base):
    """When a type of inspection is asked for by itself; None is any category."""

    __tablename__ = "inspection_trigger"
    __table_args__ = (UniqueConstraint("type", "scope"),)

    id: Mapped[Id]
    type: Mapped[InspectionType]
    category_id: Mapped[int | None] = mapped_column(Key, ForeignKey("category.id"))
    scope: Mapped[str] = mapped_column(String(40), default="")
    """The category's code, or nothing: a cell is unique though its category may be null."""
    moment: Mapped[TriggerMoment]
    first_lots: Mapped[int | None]
    """How many lots of a product of a supplier count as its first ones."""
    suppliers_book: Mapped[bool] = mapped_column(default=True)
    """Whether a supplier may book this type; the brand always may."""
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}


class Inspection(OfSupplier, Base):
    """One look at one lot: its booking, its plan, and where it stands."""

    __tablename__ = "inspection"
    __table_args__ = (
        UniqueConstraint("supplier_id", "id"),
        ForeignKeyConstraint(["supplier_id", "lot_id"], ["lot.supplier_id", "lot.id"]),
        ForeignKeyConstraint(["supplier_id", "site_id"], ["site.supplier_id", "site.id"]),
        CheckConstraint("quantity > 0", name="quantity_is_positive"),
        Index(
            "uq_inspection_open", "lot_id", "type",
            unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN,
        ),
        Index(None, "state", "due_on", "id"),
        Index(None, "due_on", "id"),
        Index(
            "ix_inspection_open_due", "due_on", "id",
            sqlite_where=IS_OPEN, postgresql_where=IS_OPEN,
        ),
        Index(None, "inspector_id", "state", "due_on"),
        Index("ix_inspection_supplier", "supplier_id", "state", "id"),
        Index(None, "product_id", "supplier_id", "decided_at"),
        Index(None, "lot_id"),
    )  # fmt: skip

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(20), unique=True, default=lambda: new_code("I", 8))
    lot_id: Mapped[int] = mapped_column(Key)
    product_id: Mapped[int] = mapped_column(Key, ForeignKey("product.id"))
    site_id: Mapped[int | None] = mapped_column(Key)
    type: Mapped[InspectionType]
    state: Mapped[InspectionState] = mapped_column(default=InspectionState.REQUESTED)

    ready_on: Mapped[date]
    quantity: Mapped[int]
    """Presented for inspection."""
    packed_quantity: Mapped[int | None]
    cartons: Mapped[int | None]
    order_lines: Mapped[str] = mapped_column(String(400), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    requested_by_id: Mapped[OptionalUserRef]
    requested_by: Mapped[str] = mapped_column(String(120))
    requested_at: Mapped[CreatedAt]
    scheduled_on: Mapped[date | None]
    due_on: Mapped[date] = mapped_column(default=_due_on)
    """The day it is about, by which lists are sorted: `scheduled_on`, until then `ready_on`."""
    inspector_id: Mapped[OptionalUserRef]
    inspector: Mapped[str] = mapped_column(String(120), default="")
    """Who comes, by name: a supplier cannot look people of the brand up."""
    closing_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was waived, declined or cancelled."""
    keeps_position: Mapped[bool] = mapped_column(default=False)
    """Whether photos keep where they were taken; stripped unless the brand asks for it."""
    previous_id: Mapped[int | None] = mapped_column(Key, ForeignKey("inspection.id"))
    """The inspection that this one repeats after rework."""

    specification_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("specification_version.id")
    )
    planned_at: Mapped[datetime | None]
    edition: Mapped[Edition | None]
    kind: Mapped[Kind | None]
    regime: Mapped[Regime | None]
    level: Mapped[str] = mapped_column(String(4), default="")
    critical_mode: Mapped[CriticalMode | None]
    largest_letter: Mapped[bool] = mapped_column(default=False)
    plan_source: Mapped[str] = mapped_column(String(80), default="")
    """Which scheme asked for it: `brand`, `category:<code>`, `agreement:<number>`."""
    agreement_number: Mapped[str | None] = mapped_column(String(20))
    agreement_version: Mapped[int | None]
    agreement_sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the content that both sides signed, where an agreement asked for the plan."""
    plan_reason: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Why this plan, as sentences with their values."""
    own_samples: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    """Of characteristics that are tested at a level of their own: n, Ac, Re and why."""
    draw: Mapped[int | None]
    """How many units are drawn at most, over all classes and stages."""
    seed: Mapped[str] = mapped_column(String(64), default="")
    skipped: Mapped[bool] = mapped_column(default=False)
    """Accepted without a look, under skip-lot."""

    started_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    verdict: Mapped[Verdict | None]
    """Of the newest result."""
    last_result: Mapped[int] = mapped_column(default=0)
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[OptionalUserRef]
    revision: Mapped[int] = mapped_column(default=1)

    supplier: Mapped[Supplier] = relationship(
        lazy="raise_on_sql", foreign_keys="Inspection.supplier_id"
    )
    product: Mapped[Product] = relationship(lazy="raise_on_sql")
    lot: Mapped[Lot] = relationship(
        lazy="raise_on_sql", viewonly=True, primaryjoin="Lot.id == foreign(Inspection.lot_id)"
    )
    classes: Mapped[list["PlannedClass"]] = relationship(
        lazy="raise_on_sql",
        order_by="PlannedClass.position",
        viewonly=True,
        primaryjoin="Inspection.id == foreign(PlannedClass.inspection_id)",
    )

    __mapper_args__ = {"version_id_col": revision}


class OfInspection(OfSupplier):
    """A row that belongs to an inspection, of the same supplier."""

    inspection_id: Mapped[int] = mapped_column(Key, ForeignKey("inspection.id"), index=True)


class PlannedClass(OfInspection, Base):
    """The plan of one defect class as it was when the inspection was planned."""

    __tablename__ = "planned_class"
    __table_args__ = (UniqueConstraint("inspection_id", "defect_class"),)

    id: Mapped[Id]
    position: Mapped[int]
    defect_class: Mapped[DefectClass]
    aql: Mapped[str] = mapped_column(String(8))
    code_letter: Mapped[str] = mapped_column(String(1), default="")
    letter: Mapped[str] = mapped_column(String(1), default="")
    cell: Mapped[str] = mapped_column(String(10), default="")
    severity: Mapped[Severity]
    severity_reason: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    stages: Mapped[list[list[int | None]]] = mapped_column(JSON)
    """Per stage [n, cumulative n, Ac, Re]; Ac None where acceptance is not permitted yet."""
    full_inspection: Mapped[bool]
    units: Mapped[int]
    """To inspect at most."""
    path: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    tighter_ac: Mapped[int | None]
    """Ac one AQL step tighter, which the switching score asks about; None where it does not."""
    pair_id: Mapped[int | None] = mapped_column(Key, ForeignKey(SwitchingPair.id))
