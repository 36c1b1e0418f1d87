"""Taking a list of documents home."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.documents.events import DocumentsExported
from portal.core.documents.queries.listing import Wanted, documents_to_export
from portal.core.documents.queries.paging import AnyRow
from portal.core.permissions import Permission


def export_documents(
    session: Session, actor: Actor, wanted: Wanted, format: str, today: date
) -> Iterator[AnyRow]:
    """Return the rows of a list for a file, and write down that they were taken."""
    actor.must(Permission.DOCUMENT_READ, actor.supplier_id)
    rows = documents_to_export(session, actor, wanted, today)
    narrowed = {name: value for name, value in vars(wanted).items() if value}
    subject = actor.supplier_id or actor.user_id or 0
    record(session, actor, DocumentsExported(actor.supplier_id, subject, format, narrowed))
    return rows
