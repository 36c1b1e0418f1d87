"""Types of documents."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.documents.models import (
    DocumentType,
)
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission


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
