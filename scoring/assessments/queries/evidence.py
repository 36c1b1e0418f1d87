"""The documents that answers point to."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.documents.models import Document, DocumentType, DocumentVersion
from portal.core.documents.rules import VersionState
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from scoring.assessments.models import Assessment, AssessmentEvidence
from scoring.assessments.queries.finding import sides_of
from scoring.assessments.rules import Side


@dataclass(frozen=True)
class EvidenceLine:
    """A document that somebody points to."""

    document_id: int
    side: Side
    question: str
    type: Bilingual
    file_name: str
    state: VersionState


def evidence_of(session: Session, actor: Actor, assessment: Assessment) -> list[EvidenceLine]:
    """Return the documents pointed to by the sides that somebody may read."""
    actor.must(Permission.ASSESSMENT_READ, assessment.supplier_id)
    link = AssessmentEvidence
    rows = session.execute(
        _documents()
        .add_columns(link.side, link.question)
        .join(link, link.document_id == Document.id)
        .where(
            link.assessment_id == assessment.id, link.side.in_(sides_of(actor, assessment)),
        )
        .order_by(link.id)
    )  # fmt: skip
    return [
        EvidenceLine(
            row.id, row.side, row.question, Bilingual(row.name_en, row.name_zh), row.file_name,
            row.state,
        )
        for row in rows
    ]  # fmt: skip


def documents_to_link(
    session: Session, actor: Actor, assessment: Assessment
) -> list[tuple[int, Bilingual, str]]:
    """Return id, type and file name of the supplier's documents, newest first."""
    actor.must(Permission.DOCUMENT_READ, assessment.supplier_id)
    own = _documents().where(Document.supplier_id == assessment.supplier_id)
    rows = session.execute(own.order_by(Document.id.desc()).limit(300))
    return [(row.id, Bilingual(row.name_en, row.name_zh), row.file_name) for row in rows]


def _documents() -> Select[*tuple[Any, ...]]:
    """Return a query for documents with the file of their last version."""
    return (
        select(
            Document.id, DocumentType.name_en, DocumentType.name_zh, DocumentVersion.file_name,
            DocumentVersion.state,
        )
        .join(DocumentType, DocumentType.id == Document.type_id)
        .join(
            DocumentVersion,
            (DocumentVersion.document_id == Document.id)
            & (DocumentVersion.number == Document.last_number),
        )
    )  # fmt: skip
