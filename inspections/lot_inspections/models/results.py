"""What was decided on what was found: results, concessions, checks of foreign reports."""

from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspections.defects.models import Defect
from inspections.lot_inspections.models.booking import OfInspection
from inspections.lot_inspections.rules import Verdict
from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier, OptionalUserRef, UserRef
from portal.core.products.models import Characteristic
from portal.core.products.rules import DefectClass


class InspectionResult(OfInspection, Base):
    """What was found and what follows from it; a correction is a new one."""

    __tablename__ = "inspection_result"
    __table_args__ = (
        UniqueConstraint("inspection_id", "number"),
        UniqueConstraint("inspection_id", "key"),
    )

    id: Mapped[Id]
    number: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    """Of whoever sent it, so that the same result sent twice is one."""
    verdict: Mapped[Verdict]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why an earlier result was corrected."""
    cartons_opened: Mapped[int | None]
    remarks: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[OptionalUserRef]
    decided_by: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[CreatedAt]

    classes: Mapped[list["ClassResult"]] = relationship(
        lazy="select", viewonly=True, order_by="ClassResult.id"
    )


class OfResult(OfSupplier):
    """A row that belongs to a result, of the same supplier."""

    result_id: Mapped[int] = mapped_column(Key, ForeignKey("inspection_result.id"), index=True)


class ClassResult(OfResult, Base):
    """What was found of one defect class, stage by stage, and what the plan says to it."""

    __tablename__ = "class_result"
    __table_args__ = (UniqueConstraint("result_id", "defect_class"),)

    id: Mapped[Id]
    defect_class: Mapped[DefectClass]
    counts: Mapped[list[int]] = mapped_column(JSON)
    """Per stage, not cumulative: nonconforming units, or nonconformities per 100."""
    found: Mapped[int]
    decision: Mapped[str] = mapped_column(String(20))
    stage: Mapped[int]
    inspected: Mapped[int]
    """Units, up to the stage where the decision fell."""


class FoundDefect(OfResult, Base):
    """How often one defect of the catalogue was found."""

    __tablename__ = "found_defect"

    id: Mapped[Id]
    defect_id: Mapped[int] = mapped_column(Key, ForeignKey("defect.id"), index=True)
    defect_class: Mapped[DefectClass]
    """As it counted then."""
    count: Mapped[int]
    comment: Mapped[str] = mapped_column(String(400), default="")

    defect: Mapped[Defect] = relationship(lazy="raise_on_sql")


class Measurement(OfResult, Base):
    """One measured value of one unit."""

    __tablename__ = "measurement"
    __table_args__ = (UniqueConstraint("result_id", "characteristic_id", "unit"),)

    id: Mapped[Id]
    characteristic_id: Mapped[int] = mapped_column(Key, ForeignKey("characteristic.id"))
    unit: Mapped[int]
    value: Mapped[Decimal]
    keeps: Mapped[bool]
    """Whether it was within the limits."""

    characteristic: Mapped[Characteristic] = relationship(lazy="raise_on_sql")


class Concession(OfInspection, Base):
    """That a lot which was not accepted may be used as it is; the verdict stays what it was."""

    __tablename__ = "concession"
    __table_args__ = (UniqueConstraint("inspection_id"),)

    id: Mapped[Id]
    result_number: Mapped[int]
    """The result it was granted on."""
    quantity: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(40))
    """In which capacity it was granted."""
    granted_by_id: Mapped[UserRef]
    granted_by: Mapped[str] = mapped_column(String(120))
    granted_at: Mapped[CreatedAt]


class ReportCheck(OfSupplier, Base):
    """A third party's report held against the plan that governs the lot."""

    __tablename__ = "report_check"

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(Key, ForeignKey("document_version.id"), index=True)
    number: Mapped[int]
    """A correction is a new check."""
    lot_id: Mapped[int | None] = mapped_column(Key, ForeignKey("lot.id"), index=True)
    lot_size: Mapped[int]
    sample_size: Mapped[int]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    """Nonconforming units by defect class, as the report states them."""
    stated: Mapped[Verdict]
    computed: Mapped[Verdict]
    contradicts: Mapped[bool]
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The governing plan as it was applied."""
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """What is at odds, as sentences with their values."""
    checked_by_id: Mapped[UserRef]
    checked_at: Mapped[CreatedAt]

    __table_args__ = (UniqueConstraint("version_id", "number"),)
