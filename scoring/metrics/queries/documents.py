"""DOC: how many of the required documents were valid on the last day of a period."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.core.documents.models import DocumentVersion
from portal.core.documents.queries.standings import requirements_of
from portal.core.documents.rules import VersionState
from portal.core.suppliers.models import Supplier
from scoring.metrics.queries.tallies import Tallies, among
from scoring.metrics.rules.definitions import Metric, Tally
from scoring.metrics.rules.periods import Window

V = DocumentVersion
ONCE_APPROVED = (VersionState.APPROVED, VersionState.SUPERSEDED, VersionState.EXPIRED)
"""What was approved, and may have been renewed or run out since; revoked proof never counted."""


def was_valid(window: Window) -> ColumnElement[bool]:
    """Return the condition of versions that proved something on the last day of a period.

    The dates of the proof decide, not when it was handed in; where no day of issue is known, it
    has to have been handed in by then.
    """
    issued = and_(V.issued_on.is_not(None), V.issued_on <= window.last)
    handed_in = and_(V.issued_on.is_(None), V.submitted_at < window.until)
    return and_(V.state.in_(ONCE_APPROVED), V.ends_on >= window.last, or_(issued, handed_in))


def was_there(window: Window) -> ColumnElement[bool]:
    """Return the condition of suppliers that were known on the last day of a period."""
    return Supplier.created_at < window.until


def document_tallies(
    session: Session, window: Window, supplier_ids: Collection[int] | None
) -> Tallies:
    """Return DOC of suppliers by the requirement matrix as it is.

    Nothing was asked of a supplier that came later: it has no rating, rather than none valid.
    """
    required = requirements_of(session, supplier_ids)
    if not any(required.values()):
        return {}
    there = set(session.scalars(select(Supplier.id).where(was_there(window))))
    valid = {
        (supplier_id, type_id)
        for supplier_id, type_id in session.execute(
            select(V.supplier_id, V.type_id)
            .where(was_valid(window), among(V.supplier_id, supplier_ids))
            .distinct()
        )
    }
    return {
        supplier_id: {
            Metric.DOC: Tally(sum((supplier_id, type_id) in valid for type_id in types), len(types))
        }
        for supplier_id, types in required.items()
        if types and supplier_id in there
    }
