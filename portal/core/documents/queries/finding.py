"""Finding one document, its versions, and what a page about it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.db import within_reach
from portal.core.documents.models import (
    IS_WAITING,
    Document,
    DocumentType,
    DocumentVersion,
)
from portal.core.documents.rules import PAST, VersionState
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Category, Site, Supplier


def find_document(session: Session, actor: Actor, document_id: int) -> Document:
    """Return a document with its supplier and type; raises NotFound beyond the actor's reach."""
    document = session.scalars(
        select(Document)
        .options(joinedload(Document.supplier), joinedload(Document.type))
        .where(Document.id == document_id, within_reach(actor, Document.supplier_id))
    ).one_or_none()
    if document is None:
        raise NotFound
    actor.must(Permission.DOCUMENT_READ, document.supplier_id)
    return document


def find_version(session: Session, actor: Actor, version_id: int) -> DocumentVersion:
    """Return a version with its document; raises NotFound beyond the actor's reach."""
    version = session.scalars(
        select(DocumentVersion)
        .options(
            joinedload(DocumentVersion.document).joinedload(Document.type),
            joinedload(DocumentVersion.document).joinedload(Document.supplier),
            joinedload(DocumentVersion.file),
        )
        .where(DocumentVersion.id == version_id, within_reach(actor, DocumentVersion.supplier_id))
    ).one_or_none()
    if version is None:
        raise NotFound
    actor.must(Permission.DOCUMENT_READ, version.supplier_id)
    return version


def find_version_of(
    session: Session, actor: Actor, document_id: int, number: int | None = None
) -> DocumentVersion:
    """Return the version of that number of a document, or its newest; raises NotFound."""
    wanted = select(DocumentVersion.id).where(DocumentVersion.document_id == document_id)
    if number is not None:
        wanted = wanted.where(DocumentVersion.number == number)
    found = session.scalar(wanted.order_by(DocumentVersion.number.desc()).limit(1))
    if found is None:
        raise NotFound
    return find_version(session, actor, found)


def documents_after(
    session: Session,
    actor: Actor,
    cursor: int | None,
    limit: int,
    *,
    supplier: str = "",
    type: str = "",
    state: VersionState | None = None,
) -> list[DocumentVersion]:
    """Return the newest versions of up to `limit` documents whose ids follow `cursor`.

    `supplier` and `type` are codes; a foreign supplier's code finds nothing.
    """
    actor.must(Permission.DOCUMENT_READ, actor.supplier_id)
    found = (
        select(DocumentVersion)
        .join(Document, Document.id == DocumentVersion.document_id)
        .options(
            joinedload(DocumentVersion.document).joinedload(Document.type),
            joinedload(DocumentVersion.document).joinedload(Document.supplier),
            joinedload(DocumentVersion.file),
        )
        .where(
            DocumentVersion.number == Document.last_number,
            Document.id > (cursor or 0),
            within_reach(actor, Document.supplier_id),
        )
        .order_by(Document.id)
        .limit(limit)
    )
    if supplier:
        found = found.where(Document.supplier_id.in_(_id_of(Supplier, supplier)))
    if type:
        found = found.where(Document.type_id.in_(_id_of(DocumentType, type)))
    if state is not None:
        found = found.where(DocumentVersion.state == state)
    return list(session.scalars(found))


def _id_of(model: Any, code: str) -> Any:
    return select(model.id).where(model.code == code)


def versions_of(session: Session, actor: Actor, document: Document) -> list[DocumentVersion]:
    """Return the versions of a document, newest first, with their files."""
    actor.must(Permission.DOCUMENT_READ, document.supplier_id)
    return list(
        session.scalars(
            select(DocumentVersion)
            .options(joinedload(DocumentVersion.file))
            .where(
                DocumentVersion.document_id == document.id,
                within_reach(actor, DocumentVersion.supplier_id),
            )
            .order_by(DocumentVersion.number.desc())
        )
    )


@dataclass(frozen=True)
class Twin:
    """The same bytes as proof of something else; for reviewers' eyes only."""

    document_id: int
    number: int
    supplier: Bilingual
    type: Bilingual
    subject: str
    state: VersionState
    submitted_at: datetime
    is_other_supplier: bool


def twins_of(session: Session, actor: Actor, version: DocumentVersion) -> list[Twin]:
    """Return where else the same file turned up: another supplier, subject or order.

    Nothing for suppliers, and nothing for whoever does not review.
    """
    if actor.is_supplier or not actor.may(Permission.DOCUMENT_REVIEW):
        return []
    rows = session.execute(
        select(
            DocumentVersion.document_id, DocumentVersion.number, DocumentVersion.state,
            DocumentVersion.submitted_at, DocumentVersion.supplier_id, Document.subject,
            Supplier.name_en, Supplier.name_zh,
            DocumentType.name_en.label("type_en"), DocumentType.name_zh.label("type_zh"),
        )
        .join(Document, Document.id == DocumentVersion.document_id)
        .join(Supplier, Supplier.id == DocumentVersion.supplier_id)
        .join(DocumentType, DocumentType.id == Document.type_id)
        .where(
            DocumentVersion.sha256 == version.sha256,
            DocumentVersion.document_id != version.document_id,
        )
        .order_by(DocumentVersion.id.desc())
        .limit(20)
    )  # fmt: skip
    return [
        Twin(
            row.document_id,
            row.number,
            Bilingual(row.name_en, row.name_zh),
            Bilingual(row.type_en, row.type_zh),
            row.subject,
            row.state,
            row.submitted_at,
            row.supplier_id != version.supplier_id,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Step:
    """One line of a document's history."""

    event: str
    at: datetime
    by: str
    number: int | None
    facts: dict[str, Any]


BRAND_ONLY = ("document.downloaded", "document.taken", "document.put_back")


def history_of(session: Session, actor: Actor, document: Document) -> list[Step]:
    """Return what happened to a document, newest first; suppliers read no reviewers' matters."""
    actor.must(Permission.DOCUMENT_READ, document.supplier_id)
    hidden = BRAND_ONLY if actor.is_supplier else BRAND_ONLY[:1]
    return _steps(session, document, AuditEntry.event.not_in(hidden))


def downloads_of(session: Session, actor: Actor, document: Document) -> list[Step]:
    """Return who downloaded the document and when, newest first; not for suppliers."""
    actor.must(Permission.DOCUMENT_READ, document.supplier_id)
    if actor.is_supplier:
        return []
    return _steps(session, document, AuditEntry.event == BRAND_ONLY[0])


def _steps(session: Session, document: Document, which: Any) -> list[Step]:
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_kind == "document", AuditEntry.subject_id == document.id, which)
        .order_by(AuditEntry.seq.desc())
        .limit(200)
    )
    return [
        Step(
            entry.event.partition(".")[2],
            entry.at,
            str((entry.personal or {}).get("by", "")),
            entry.facts.get("number"),
            entry.facts,
        )
        for entry in entries
    ]


def find_same_subject(
    session: Session, supplier_id: int, type_id: int, site_id: int | None, subject: str
) -> Document | None:
    """Return the supplier's document of this type about this very thing, if there is one."""
    return session.scalars(
        select(Document)
        .where(
            Document.supplier_id == supplier_id,
            Document.type_id == type_id,
            Document.site_id.is_(None) if site_id is None else Document.site_id == site_id,
            Document.subject == subject,
        )
        .order_by(Document.id)
        .limit(1)
    ).one_or_none()


def numbers_in_use(
    session: Session, supplier_id: int, type_id: int, number: str, but: int
) -> int | None:
    """Return another document of the supplier that proves the same with the same number."""
    return session.scalars(
        select(DocumentVersion.document_id)
        .where(
            DocumentVersion.supplier_id == supplier_id,
            DocumentVersion.type_id == type_id,
            DocumentVersion.certificate_number == number,
            DocumentVersion.document_id != but,
            DocumentVersion.state.not_in((VersionState.REJECTED, VersionState.WITHDRAWN)),
        )
        .limit(1)
    ).one_or_none()


def open_version_of(session: Session, document_id: int) -> int | None:
    """Return the number of the document's version that still waits, if one does."""
    return session.scalars(
        select(DocumentVersion.number).where(DocumentVersion.document_id == document_id, IS_WAITING)
    ).one_or_none()


def anything_waits(session: Session, supplier_id: int) -> bool:
    """Return whether any version of the supplier waits for review."""
    waiting = select(DocumentVersion.id).where(
        DocumentVersion.supplier_id == supplier_id, IS_WAITING
    )
    return session.scalar(waiting.limit(1)) is not None


def versions_like(session: Session, document_id: int, sha256: str) -> Sequence[DocumentVersion]:
    """Return the versions of a document with these bytes that were not sent back."""
    return session.scalars(
        select(DocumentVersion).where(
            DocumentVersion.document_id == document_id,
            DocumentVersion.sha256 == sha256,
            DocumentVersion.state.not_in((VersionState.REJECTED, VersionState.WITHDRAWN)),
        )
    ).all()


def latest_accepted(session: Session, document_id: int, but: int) -> DocumentVersion | None:
    """Return the newest version of the document that was once accepted, `but` this one."""
    return session.scalars(
        select(DocumentVersion)
        .where(
            DocumentVersion.document_id == document_id,
            DocumentVersion.id != but,
            DocumentVersion.state.in_(PAST),
        )
        .order_by(DocumentVersion.number.desc())
        .limit(1)
    ).one_or_none()


def types_in_use(session: Session) -> list[DocumentType]:
    """Return the active document types by code."""
    return list(
        session.scalars(
            select(DocumentType).where(DocumentType.is_active).order_by(DocumentType.code)
        )
    )


def names_of_types(session: Session) -> dict[int, Bilingual]:
    """Return the names of the active document types by their ids."""
    rows = session.connection().execute(_NAMES)
    return {row.id: Bilingual(row.name_en, row.name_zh) for row in rows}


_NAMES = (
    select(DocumentType.id, DocumentType.name_en, DocumentType.name_zh)
    .where(DocumentType.is_active)
    .order_by(DocumentType.code)
)


def all_types(session: Session, actor: Actor) -> list[DocumentType]:
    """Return every document type, active ones first."""
    actor.must(Permission.DOCUMENT_REQUIRE)
    return list(
        session.scalars(
            select(DocumentType).order_by(DocumentType.is_active.desc(), DocumentType.code)
        )
    )


def find_type(session: Session, actor: Actor, type_id: int) -> DocumentType:
    """Return a document type; raises NotFound."""
    actor.must(Permission.DOCUMENT_READ, actor.supplier_id)
    found = session.get(DocumentType, type_id)
    if found is None:
        raise NotFound
    return found


def find_type_by_code(session: Session, actor: Actor, code: str) -> DocumentType | None:
    """Return the active type with that code, if any."""
    actor.must(Permission.DOCUMENT_READ, actor.supplier_id)
    return session.scalars(
        select(DocumentType).where(DocumentType.code == code, DocumentType.is_active)
    ).one_or_none()


@dataclass(frozen=True)
class Choice:
    """Something to pick by name."""

    id: int
    code: str
    name: Bilingual


def sites_to_choose(session: Session, actor: Actor, supplier_id: int) -> list[Choice]:
    """Return the supplier's active sites."""
    actor.must(Permission.DOCUMENT_READ, supplier_id)
    rows = session.execute(
        select(Site.id, Site.code, Site.name_en, Site.name_zh)
        .where(Site.supplier_id == supplier_id, Site.is_active)
        .order_by(Site.code)
    )
    return [Choice(row.id, row.code, Bilingual(row.name_en, row.name_zh)) for row in rows]


def suppliers_to_choose(
    session: Session, actor: Actor, words: str = "", limit: int = 500
) -> list[Choice]:
    """Return suppliers within reach, by name."""
    actor.must(Permission.SUPPLIER_READ, actor.supplier_id)
    query = select(Supplier.id, Supplier.code, Supplier.name_en, Supplier.name_zh).where(
        within_reach(actor, Supplier.id)
    )
    if words:
        query = query.where(
            or_(
                Supplier.name_en.icontains(words, autoescape=True),
                Supplier.name_zh.icontains(words, autoescape=True),
                Supplier.code.icontains(words, autoescape=True),
            )
        )
    rows = session.execute(query.order_by(Supplier.name_en, Supplier.id).limit(limit))
    return [Choice(row.id, row.code, Bilingual(row.name_en, row.name_zh)) for row in rows]


def find_category_names(session: Session) -> dict[int, Bilingual]:
    """Return the categories' names by their ids, by code."""
    return {row.id: row.name for row in session.scalars(select(Category).order_by(Category.code))}


def supplier_name(session: Session, actor: Actor, supplier_id: int) -> Bilingual:
    """Return the name of a supplier within reach; raises NotFound."""
    actor.must(Permission.SUPPLIER_READ, supplier_id)
    supplier = session.get(Supplier, supplier_id)
    if supplier is None:
        raise NotFound
    return supplier.name


def site_of(session: Session, actor: Actor, document: Document) -> Site | None:
    """Return the site that a document is about, if it is about one."""
    actor.must(Permission.DOCUMENT_READ, document.supplier_id)
    return session.get(Site, document.site_id) if document.site_id else None
