"""Taking the list of lots home."""

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.permissions import Permission
from portal.core.traceability.events import LotsExported
from portal.core.traceability.queries import LotFilter, LotLine, list_lots

MOST_LINES = 100_000


def export_lots(session: Session, actor: Actor, wanted: LotFilter, kind: str) -> list[LotLine]:
    """Return all lines of a filtered list for a file, and write down that it was taken."""
    actor.must(Permission.LOT_READ, actor.supplier_id)
    lines = list_lots(session, actor, wanted, limit=MOST_LINES)
    subject = actor.supplier_id or actor.user_id or 0
    record(session, actor, LotsExported(actor.supplier_id, subject, kind, len(lines)))
    return lines
