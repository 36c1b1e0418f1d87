"""What third parties' reports were held against."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.lot_inspections.models.results import ReportCheck
from portal.core.actor import Actor
from portal.core.documents.models import DocumentVersion
from portal.core.permissions import Permission
from portal.core.traceability.models import Lot


def checks_of(session: Session, actor: Actor, version: DocumentVersion) -> Sequence[ReportCheck]:
    """Return the checks of a report, the newest first; a supplier reads none of them."""
    actor.must(Permission.DOCUMENT_READ, version.supplier_id)
    if actor.is_supplier:
        return []
    own = select(ReportCheck).where(ReportCheck.version_id == version.id)
    return session.scalars(own.order_by(ReportCheck.number.desc())).all()


def lot_named(session: Session, version: DocumentVersion) -> Lot | None:
    """Return the supplier's lot that the document's subject names, if there is one."""
    number = version.document.subject.strip()
    named = select(Lot).where(Lot.supplier_id == version.supplier_id, Lot.number == number)
    return session.scalar(named) if number else None
