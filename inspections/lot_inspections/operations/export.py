"""Taking a list of inspections home."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from inspections.lot_inspections.events import InspectionsExported
from inspections.lot_inspections.queries.listing import Wanted, inspections_to_export
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.documents.queries.paging import AnyRow
from portal.core.permissions import Permission


def export_inspections(
    session: Session, actor: Actor, wanted: Wanted, format: str
) -> Iterator[AnyRow]:
    """Return the rows of a list for a file, and write down that they were taken."""
    actor.must(Permission.INSPECTION_READ, actor.supplier_id)
    rows = inspections_to_export(session, actor, wanted)
    narrowed = {name: str(value) for name, value in vars(wanted).items() if value}
    subject = actor.supplier_id or actor.user_id or 0
    record(session, actor, InspectionsExported(actor.supplier_id, subject, format, narrowed))
    return rows
