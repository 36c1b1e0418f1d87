"""What stands already of the thing that a new document is about."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.documents.models import (
    IS_WAITING,
    Document,
    DocumentVersion,
)
from portal.core.documents.rules import PAST, VersionState


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
