"""What a document's page tells beside the file: its history, and who else sent the same file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.documents.models import (
    Document,
    DocumentType,
    DocumentVersion,
)
from portal.core.documents.rules import VersionState
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier


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


BRAND_ONLY = (
    "document.downloaded",
    "document.taken",
    "document.put_back",
    "document.report_checked",
)


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
