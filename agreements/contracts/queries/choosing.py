"""What can be chosen when an agreement is drafted."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.permissions import Permission
from portal.core.products.models import Product, ProductSource

MOST = 1000


def products_made_by(session: Session, actor: Actor, supplier_id: int) -> Sequence[Product]:
    """Return the products that a supplier makes, by name."""
    actor.must(Permission.AGREEMENT_READ, supplier_id)
    return session.scalars(
        select(Product)
        .join(ProductSource, ProductSource.product_id == Product.id)
        .where(ProductSource.supplier_id == supplier_id)
        .order_by(Product.name_en, Product.sku)
        .limit(MOST)
    ).all()
