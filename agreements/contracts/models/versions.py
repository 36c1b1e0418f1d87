"""Agreements, their versions, what these cover, and their clauses."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

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

from agreements.clauses.kinds import ClauseKind
from agreements.clauses.wording import Wording, terms_of
from agreements.contracts.rules import VersionState
from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier, OptionalUserRef
from portal.core.files.models import StoredFile
from portal.core.i18n import Bilingual
from portal.core.numbering import new_code
from portal.core.products.models import Product
from portal.core.suppliers.models import Category, Supplier

if TYPE_CHECKING:
    from agreements.contracts.models.signing import AgreementSignature

IS_OPEN = text("state IN ('draft', 'sent', 'agreed', 'half_signed')")


class Agreement(OfSupplier, Base):
    """A quality assurance agreement with one supplier; what it says is in its versions."""

    __tablename__ = "agreement"
    __table_args__ = (UniqueConstraint("supplier_id", "id"),)

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(20), unique=True, default=lambda: new_code("QAA", 6))
    brand: Mapped[str] = mapped_column(String(200))
    """Our own name as it stands in the agreement."""
    created_at: Mapped[CreatedAt]
    created_by_id: Mapped[OptionalUserRef]
    last_number: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)

    supplier: Mapped[Supplier] = relationship(
        lazy="raise_on_sql", foreign_keys="Agreement.supplier_id"
    )

    __mapper_args__ = {"version_id_col": revision}


class AgreementVersion(OfSupplier, Base):
    """One text of an agreement: negotiated, signed, and then never changed."""

    __tablename__ = "agreement_version"
    __table_args__ = (
        UniqueConstraint("supplier_id", "id"),
        UniqueConstraint("agreement_id", "number"),
        ForeignKeyConstraint(
            ["supplier_id", "agreement_id"], ["agreement.supplier_id", "agreement.id"]
        ),
        ForeignKeyConstraint(
            ["supplier_id", "paper_sha256"], [StoredFile.supplier_id, StoredFile.sha256]
        ),
        CheckConstraint("holds_until >= holds_from", name="holds_for_a_day"),
        Index(
            "uq_agreement_version_open", "agreement_id",
            unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN,
        ),
        Index(None, "supplier_id", "state", "holds_from"),
        Index(None, "state", "holds_until"),
    )  # fmt: skip

    id: Mapped[Id]
    agreement_id: Mapped[int] = mapped_column(Key, index=True)
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(default=VersionState.DRAFT)
    title_en: Mapped[str] = mapped_column(String(200), default="")
    title_zh: Mapped[str] = mapped_column(String(200), default="")
    based_on: Mapped[int | None]
    """The number of the version that it was begun from."""
    drafted_at: Mapped[CreatedAt]
    drafted_by: Mapped[str] = mapped_column(String(120), default="")
    sent_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    party: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The supplier as it was called when the text was agreed."""
    content: Mapped[str | None] = mapped_column(Text)
    """What both sides sign: canonical JSON, from the moment of agreement on."""
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    """Of the content."""
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    """The term as it was agreed."""
    notice_days: Mapped[int | None]
    holds_from: Mapped[date | None]
    holds_until: Mapped[date | None]
    """When it was in force indeed: the end moves forward when it is superseded or terminated."""
    closed_at: Mapped[datetime | None]
    closing_reason: Mapped[str] = mapped_column(Text, default="")
    token: Mapped[str | None] = mapped_column(String(60), unique=True)
    """Opens the public page about this version; in the QR code of the paper."""
    paper_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    paper_size: Mapped[int | None]
    paper_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    """When both sides were told that it ends soon."""
    revision: Mapped[int] = mapped_column(default=1)

    agreement: Mapped[Agreement] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        primaryjoin="Agreement.id == foreign(AgreementVersion.agreement_id)",
    )
    clauses: Mapped[list["AgreementClause"]] = relationship(
        lazy="raise_on_sql",
        order_by="AgreementClause.position",
        viewonly=True,
        primaryjoin="AgreementVersion.id == foreign(AgreementClause.version_id)",
    )
    signatures: Mapped[list["AgreementSignature"]] = relationship(
        lazy="raise_on_sql",
        order_by="AgreementSignature.at",
        viewonly=True,
        primaryjoin="AgreementVersion.id == foreign(AgreementSignature.version_id)",
    )

    __mapper_args__ = {"version_id_col": revision}

    @property
    def title(self) -> Bilingual:
        return Bilingual(self.title_en, self.title_zh)


class OfVersion(OfSupplier):
    """A row that belongs to a version, of the same supplier."""

    version_id: Mapped[int] = mapped_column(Key, ForeignKey("agreement_version.id"), index=True)


class AgreementCover(OfVersion, Base):
    """A category or a product that a version is about."""

    __tablename__ = "agreement_cover"
    __table_args__ = (
        UniqueConstraint("version_id", "category_id"),
        UniqueConstraint("version_id", "product_id"),
        CheckConstraint("(category_id IS NULL) <> (product_id IS NULL)", name="is_about_one"),
        Index(None, "supplier_id", "product_id"),
        Index(None, "supplier_id", "category_id"),
    )

    id: Mapped[Id]
    category_id: Mapped[int | None] = mapped_column(Key, ForeignKey("category.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(Key, ForeignKey("product.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    """Of the category, or the product's SKU, as it was then."""

    category: Mapped[Category | None] = relationship(lazy="raise_on_sql")
    product: Mapped[Product | None] = relationship(lazy="raise_on_sql")


class Worded:
    """Columns of what a clause says."""

    kind: Mapped[ClauseKind]
    title_en: Mapped[str] = mapped_column(String(200))
    title_zh: Mapped[str] = mapped_column(String(200))
    text_en: Mapped[str] = mapped_column(Text)
    text_zh: Mapped[str] = mapped_column(Text)
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @property
    def title(self) -> Bilingual:
        return Bilingual(self.title_en, self.title_zh)

    @property
    def wording(self) -> Wording:
        """Return what it says as a value."""
        return Wording(
            self.kind,
            self.title,
            Bilingual(self.text_en, self.text_zh),
            terms_of(self.kind, self.terms),
        )


def columns_of(said: Wording) -> dict[str, Any]:
    """Return the columns that hold a wording."""
    return {
        "kind": said.kind,
        "title_en": said.title.en,
        "title_zh": said.title.zh,
        "text_en": said.text.en,
        "text_zh": said.text.zh,
        "terms": said.terms.as_json(),
    }


class AgreementClause(OfVersion, Worded, Base):
    """One clause of a version."""

    __tablename__ = "agreement_clause"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[Id]
    position: Mapped[int]
    """Its number in the agreement."""
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}
