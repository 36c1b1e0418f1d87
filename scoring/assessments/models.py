"""Assessments, answers of both sides, their evidence, and findings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier, OptionalUserRef, UserRef
from portal.core.documents.models import Document
from portal.core.numbering import new_code
from portal.core.suppliers.models import Supplier
from scoring.assessments.rules import AssessmentState, FindingState, Severity, Side
from scoring.checklists.models import ChecklistVersion
from scoring.checklists.rules import ChecklistKind


class Assessment(OfSupplier, Base):
    """One version of a checklist gone through with one supplier."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("supplier_id", "id"),
        ForeignKeyConstraint(["supplier_id", "site_id"], ["site.supplier_id", "site.id"]),
        Index(None, "state", "planned_on", "id"),
        Index(None, "supplier_id", "planned_on", "id"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(40), unique=True, default=lambda: new_code("A", 6))
    version_id: Mapped[int] = mapped_column(Key, ForeignKey("checklist_version.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(Key)
    kind: Mapped[ChecklistKind]
    asks_supplier: Mapped[bool] = mapped_column(default=True)
    """Whether the supplier answers too; else it hears of the assessment at the release only."""
    auditor_id: Mapped[UserRef] = mapped_column(index=True)
    auditor: Mapped[str] = mapped_column(String(120))
    planned_on: Mapped[date]
    state: Mapped[AssessmentState] = mapped_column(default=AssessmentState.OPEN)
    created_at: Mapped[CreatedAt]
    created_by_id: Mapped[OptionalUserRef]
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[OptionalUserRef]
    submitted_by: Mapped[str | None] = mapped_column(String(120))
    handed_back: Mapped[str] = mapped_column(Text, default="")
    """Why the auditor gave it back, if that happened."""
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[OptionalUserRef]
    summary: Mapped[str] = mapped_column(Text, default="")
    percent: Mapped[Decimal | None]
    """The result to six places; `result` has the exact fractions."""
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[OptionalUserRef]
    last_finding: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)

    supplier: Mapped[Supplier] = relationship(
        lazy="raise_on_sql", foreign_keys="Assessment.supplier_id"
    )
    version: Mapped[ChecklistVersion] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": revision}

    @property
    def knock_outs(self) -> list[str]:
        """Return the codes of the knock-out questions failed, once it is closed."""
        return list((self.result or {}).get("knock_outs", ()))


class AssessmentAnswer(OfSupplier, Base):
    """What one side answered to one question."""

    __tablename__ = "assessment_answer"
    __table_args__ = (
        UniqueConstraint("assessment_id", "side", "question"),
        ForeignKeyConstraint(
            ["supplier_id", "assessment_id"], ["assessment.supplier_id", "assessment.id"]
        ),
    )

    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(Key)
    side: Mapped[Side]
    question: Mapped[str] = mapped_column(String(40))
    """The question's code in the pinned version."""
    answer: Mapped[str] = mapped_column(String(40), default="")
    """As `tidy_answer` keeps it; empty while there is only a remark."""
    remark: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[OptionalUserRef]
    by: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": revision}


class AssessmentEvidence(OfSupplier, Base):
    """A document that a side points to with its answer."""

    __tablename__ = "assessment_evidence"
    __table_args__ = (
        UniqueConstraint("assessment_id", "side", "question", "document_id"),
        ForeignKeyConstraint(
            ["supplier_id", "assessment_id"], ["assessment.supplier_id", "assessment.id"]
        ),
        ForeignKeyConstraint(
            ["supplier_id", "document_id"], ["document.supplier_id", "document.id"]
        ),
        Index(None, "document_id"),
    )

    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(Key)
    side: Mapped[Side]
    question: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[int] = mapped_column(Key)
    by_id: Mapped[OptionalUserRef]
    at: Mapped[CreatedAt]

    document: Mapped[Document] = relationship(
        lazy="raise_on_sql",
        primaryjoin="foreign(AssessmentEvidence.document_id) == Document.id",
        viewonly=True,
    )


class Finding(OfSupplier, Base):
    """Something to be put right, by somebody, by a day."""

    __tablename__ = "assessment_finding"
    __table_args__ = (
        UniqueConstraint("assessment_id", "number"),
        UniqueConstraint("supplier_id", "id"),
        ForeignKeyConstraint(
            ["supplier_id", "assessment_id"], ["assessment.supplier_id", "assessment.id"]
        ),
        Index(None, "state", "due_on"),
    )

    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(Key)
    number: Mapped[int]
    question: Mapped[str] = mapped_column(String(40), default="")
    """The question it belongs to, if it belongs to one."""
    severity: Mapped[Severity]
    text: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[UserRef] = mapped_column(index=True)
    owner: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date]
    state: Mapped[FindingState] = mapped_column(default=FindingState.OPEN)
    raised_at: Mapped[CreatedAt]
    raised_by_id: Mapped[OptionalUserRef]
    raised_by: Mapped[str] = mapped_column(String(120))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[OptionalUserRef]
    closed_by: Mapped[str | None] = mapped_column(String(120))
    comment: Mapped[str] = mapped_column(Text, default="")
    """Why it could be closed."""
    revision: Mapped[int] = mapped_column(default=1)

    assessment: Mapped[Assessment] = relationship(
        lazy="raise_on_sql",
        primaryjoin="foreign(Finding.assessment_id) == Assessment.id",
        viewonly=True,
    )
    entries: Mapped[list["FindingEntry"]] = relationship(
        lazy="raise_on_sql",
        order_by="FindingEntry.id",
        primaryjoin="foreign(FindingEntry.finding_id) == Finding.id",
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": revision}


class FindingEntry(OfSupplier, Base):
    """What was done or said about a finding; only ever added."""

    __tablename__ = "finding_entry"
    __table_args__ = (
        ForeignKeyConstraint(
            ["supplier_id", "finding_id"],
            ["assessment_finding.supplier_id", "assessment_finding.id"],
        ),
    )

    id: Mapped[Id]
    finding_id: Mapped[int] = mapped_column(Key, index=True)
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[OptionalUserRef]
    by: Mapped[str] = mapped_column(String(120))
    at: Mapped[CreatedAt]
