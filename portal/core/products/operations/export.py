"""Taking the list of products home."""

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.permissions import Permission
from portal.core.products.events import ProductsExported
from portal.core.products.queries import ProductFilter, ProductLine, list_products

MOST_LINES = 100_000


def export_products(
    session: Session, actor: Actor, wanted: ProductFilter, kind: str
) -> list[ProductLine]:
    """Return all lines of a filtered list for a file, and write down that it was taken."""
    actor.must(Permission.PRODUCT_READ, actor.supplier_id)
    lines = list_products(session, actor, wanted, limit=MOST_LINES)
    subject = actor.supplier_id or actor.user_id or 0
    record(session, actor, ProductsExported(actor.supplier_id, subject, kind, len(lines)))
    return lines
