"""The products that an agreement with a supplier can cover."""

from agreements.contracts.queries.choosing import products_made_by
from portal.web.request import db, locale, me


def products_of(supplier_id: int) -> list[tuple[int, str]]:
    """Return the products that the supplier makes, as choices."""
    made = products_made_by(db(), me(), supplier_id)
    return [(one.id, f"{one.name.in_(locale())} ({one.sku})") for one in made]
