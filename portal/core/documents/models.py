"""Files that prove something, what they must prove, and what we decided about them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier, OptionalUserRef, Sha256, UserRef
from portal.core.documents.rules import (
    NEVER,
    REVIEW_DAYS,
    RequirementLevel,
    SubjectKind,
    Validity,
    VersionState,
    words_of,
)
from portal.core.files.models import StoredFile
from portal.core.i18n import Bilingual
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import Tier


class DocumentType(Base):
    """A kind of proof and the rules it lives by."""

    __tablename__ = "document_type"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    subject_kind: Mapped[SubjectKind] = mapped_column(default=SubjectKind.SUPPLIER)
    validity: Mapped[Validity] = mapped_column(default=Validity.DATED)
    period_months: Mapped[int | None]
    reminder_days: Mapped[frozenset[str]]
    review_days: Mapped[int] = mapped_column(default=REVIEW_DAYS)
    retention_years: Mapped[int] = mapped_column(default=10)
    needs_number: Mapped[bool] = mapped_column(default=False)
    is_report: Mapped[bool] = mapped_column(default=False)
    """A third-party inspection report, bound to a lot."""
    guidance_en: Mapped[str] = mapped_column(Text, default="")
    guidance_zh: Mapped[str] = mapped_column(Text, default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_en, self.name_zh)

    @property
    def guidance(self) -> Bilingual:
        return Bilingual(self.guidance_en, self.guidance_zh)


class Requirement(Base):
    """One cell of the matrix: who of this category, tier and market needs a type; None is any."""

    __tablename__ = "requirement"
    __table_args__ = (UniqueConstraint("type_id", "scope"),)

    id: Mapped[Id]
    type_id: Mapped[int] = mapped_column(Key, ForeignKey("document_type.id"))
    category_id: Mapped[int | None] = mapped_column(Key, ForeignKey("category.id"))
    tier: Mapped[Tier | None]
    market: Mapped[str | None] = mapped_column(String(2))
    scope: Mapped[str] = mapped_column(String(120))
    """`category/tier/market` as one word, so that a cell is unique though its parts may be null."""
    level: Mapped[RequirementLevel]

    type: Mapped[DocumentType] = relationship(lazy="raise_on_sql")


class Document(OfSupplier, Base):
    """One proof over time: its type, what it is about, and its versions."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("supplier_id", "id"),
        ForeignKeyConstraint(["supplier_id", "site_id"], ["site.supplier_id", "site.id"]),
        Index(None, "supplier_id", "type_id"),
    )

    id: Mapped[Id]
    type_id: Mapped[int] = mapped_column(Key, ForeignKey("document_type.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(Key)
    subject: Mapped[str] = mapped_column(String(120), default="")
    """The product, lot or order it is about, as people write it."""
    created_at: Mapped[CreatedAt]
    last_number: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)

    supplier: Mapped[Supplier] = relationship(
        lazy="raise_on_sql", foreign_keys="Document.supplier_id"
    )
    type: Mapped[DocumentType] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": revision}


WAITS = text("state IN ('submitted', 'in_review')")
"""Only what waits is in the queue's indexes: they stay small whatever the archive holds."""

IS_WAITING = text("document_version.state IN ('submitted', 'in_review')")
"""The same as a condition of a query, written out so that the planner sees that it fits."""

QUEUE_ORDERS = (
    ("due_on", "id"),
    ("submitted_at", "id"),
    ("ends_on", "id"),
    ("type_id", "due_on", "id"),
    ("taken_by_id", "due_on", "id"),
    ("supplier_id", "type_id", "id"),
)


def _open_index(*columns: str) -> Index:
    name = f"ix_document_version_waiting_{'_'.join(columns[:-1])}"
    return Index(name, *columns, sqlite_where=WAITS, postgresql_where=WAITS)


def _said(row: DefaultExecutionContext) -> dict[str, Any]:
    said: dict[str, Any] = row.get_current_parameters()  # type: ignore[no-untyped-call]
    return said


def _ends_on(row: DefaultExecutionContext) -> date:
    ends: date | None = _said(row)["expires_on"]
    return ends or NEVER


def _words(row: DefaultExecutionContext) -> str:
    said = _said(row)
    return words_of(said["certificate_number"], said["issuer"], said["file_name"])


class DocumentVersion(OfSupplier, Base):
    """One file as proof and where its review stands; never overwritten."""

    __tablename__ = "document_version"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        UniqueConstraint("supplier_id", "id"),
        ForeignKeyConstraint(
            ["supplier_id", "document_id"], ["document.supplier_id", "document.id"]
        ),
        ForeignKeyConstraint(
            ["supplier_id", "sha256"], ["stored_file.supplier_id", "stored_file.sha256"]
        ),
        Index(
            "uq_document_version_open",
            "document_id",
            unique=True,
            sqlite_where=WAITS,
            postgresql_where=WAITS,
        ),
        *(_open_index(*columns) for columns in QUEUE_ORDERS),
        Index("ix_document_version_expiry", "state", "expires_on", "id"),
        Index("ix_document_version_proof", "state", "supplier_id", "type_id", "ends_on"),
        Index("ix_document_version_supplier", "supplier_id", "state", "id"),
        Index(None, "sha256"),
    )

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(Key, index=True)
    type_id: Mapped[int] = mapped_column(Key, ForeignKey("document_type.id"))
    """The document's, repeated so that the queue of one type is one range of an index."""
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(default=VersionState.SUBMITTED)
    sha256: Mapped[Sha256]
    file_name: Mapped[str] = mapped_column(String(255))
    certificate_number: Mapped[str] = mapped_column(String(120), default="")
    issuer: Mapped[str] = mapped_column(String(200), default="")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    """Last valid day."""
    ends_on: Mapped[date] = mapped_column(default=_ends_on)
    """The same for sorting: what has no end, ends last."""
    words: Mapped[str] = mapped_column(Text, default=_words)
    """What it is searched by, in small letters: one comparison per row instead of four."""
    note: Mapped[str] = mapped_column(Text, default="")
    submitted_by_id: Mapped[UserRef]
    submitted_by: Mapped[str] = mapped_column(String(120))
    submitted_at: Mapped[CreatedAt]
    due_on: Mapped[date]
    taken_by_id: Mapped[OptionalUserRef]
    reviewed_by_id: Mapped[OptionalUserRef]
    reviewed_by: Mapped[str | None] = mapped_column(String(120))
    reviewed_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    """What the reviewer wrote; the supplier reads it."""
    verified_on: Mapped[date | None]
    verified_by_id: Mapped[OptionalUserRef]
    verified_by: Mapped[str | None] = mapped_column(String(120))
    verified_how: Mapped[str] = mapped_column(String(400), default="")
    renews_id: Mapped[int | None] = mapped_column(Key, ForeignKey("document_version.id"))
    gap_days: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)

    document: Mapped[Document] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        primaryjoin="Document.id == foreign(DocumentVersion.document_id)",
    )
    file: Mapped[StoredFile] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        primaryjoin="and_(StoredFile.supplier_id == foreign(DocumentVersion.supplier_id),"
        " StoredFile.sha256 == foreign(DocumentVersion.sha256))",
    )

    __mapper_args__ = {"version_id_col": revision}


class ExpiryReminder(OfSupplier, Base):
    """That a reminder was given; once per version and step."""

    __tablename__ = "expiry_reminder"
    __table_args__ = (UniqueConstraint("version_id", "days_before"),)

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(Key, ForeignKey("document_version.id"))
    days_before: Mapped[int]
    at: Mapped[CreatedAt]
