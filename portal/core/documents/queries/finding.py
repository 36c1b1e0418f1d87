"""Finding documents and their versions."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.documents.models import (
    Document,
    DocumentType,
    DocumentVersion,
)
from portal.core.documents.rules import VersionState
from portal.core.errors import NotFound
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier


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
