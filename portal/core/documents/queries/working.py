"""What waits for a person, for the page they start on."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.accounts.models import User
from portal.core.accounts.rules import UserState
from portal.core.actor import Actor
from portal.core.documents.models import Document, DocumentType, DocumentVersion
from portal.core.documents.queries.listing import Wanted, count_to_review
from portal.core.documents.rules import VersionState
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState


@dataclass(frozen=True)
class QueueCounts:
    """How much waits for reviewers; each counted up to 1,001."""

    waiting: int
    overdue: int
    today: int
    mine: int


def queue_counts(session: Session, actor: Actor, today: date) -> QueueCounts:
    """Return how much waits for review."""
    return QueueCounts(
        *(
            count_to_review(session, actor, wanted, today)
            for wanted in (Wanted(), Wanted(due="overdue"), Wanted(due="today"), Wanted(taken="me"))
        )
    )


@dataclass(frozen=True)
class Returned:
    """A version that came back and that nothing has replaced."""

    document_id: int
    version_id: int
    type_id: int
    name: Bilingual
    subject: str
    comment: str
    on: date


def returned_to(session: Session, actor: Actor, supplier_id: int) -> list[Returned]:
    """Return what came back to a supplier and was not sent again, newest first."""
    actor.must(Permission.DOCUMENT_READ, supplier_id)
    rows = session.execute(
        select(
            DocumentVersion.document_id, DocumentVersion.id, DocumentVersion.type_id,
            DocumentType.name_en, DocumentType.name_zh, Document.subject,
            DocumentVersion.comment, DocumentVersion.reviewed_at,
        )
        .join(Document, Document.id == DocumentVersion.document_id)
        .join(DocumentType, DocumentType.id == DocumentVersion.type_id)
        .where(
            DocumentVersion.supplier_id == supplier_id,
            DocumentVersion.state == VersionState.REJECTED,
            DocumentVersion.number == Document.last_number,
        )
        .order_by(DocumentVersion.id.desc())
        .limit(50)
    )  # fmt: skip
    return [
        Returned(
            row.document_id, row.id, row.type_id, Bilingual(row.name_en, row.name_zh),
            row.subject, row.comment, row.reviewed_at.date(),
        )
        for row in rows
    ]  # fmt: skip


def count_waiting_of(session: Session, actor: Actor, supplier_id: int) -> int:
    """Return how many versions of a supplier wait for review."""
    actor.must(Permission.DOCUMENT_READ, supplier_id)
    query = select(func.count(DocumentVersion.id)).where(
        DocumentVersion.supplier_id == supplier_id,
        DocumentVersion.state.in_((VersionState.SUBMITTED, VersionState.IN_REVIEW)),
    )
    return session.scalar(query) or 0


def suppliers_in(session: Session, actor: Actor, state: SupplierState) -> list[Supplier]:
    """Return the suppliers in that state, oldest first."""
    actor.must(Permission.SUPPLIER_READ)
    if actor.is_supplier:
        return []
    query = select(Supplier).where(Supplier.state == state)
    return list(session.scalars(query.order_by(Supplier.created_at, Supplier.id).limit(20)))


@dataclass(frozen=True)
class PersonWaiting:
    """Somebody who asked to be let in."""

    user_id: int
    name: str
    email: str


def people_waiting(session: Session, actor: Actor) -> list[PersonWaiting]:
    """Return who waits to be let in, oldest first."""
    actor.must(Permission.PERSON_MANAGE, actor.supplier_id)
    query = select(User.id, User.name, User.email).where(User.state == UserState.WAITING)
    if actor.supplier_id is not None:
        query = query.where(User.supplier_id == actor.supplier_id)
    rows = session.execute(query.order_by(User.created_at, User.id).limit(20))
    return [PersonWaiting(row.id, row.name, row.email) for row in rows]
