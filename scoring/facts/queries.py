"""Whom and what rows of other systems mean."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.products.models import Product
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import name_key


@dataclass(frozen=True)
class Known:
    """The suppliers by code and by name as it is compared, and the products."""

    codes: Mapping[str, int]
    names: Mapping[str, frozenset[int]]
    products: Mapping[str, int]

    def supplier_of(self, said: str) -> int:
        """Return whom a row means; refuses nobody, and a name that several have."""
        found = self.codes.get(said.upper())
        if found is not None:
            return found
        called = self.names.get(name_key(said), frozenset())
        if len(called) > 1:
            sentence = N_("Several suppliers are called “%(name)s”: give the code.")
            raise Invalid(sentence, field="supplier", name=said)
        if not called:
            raise Invalid(N_("There is no supplier “%(name)s”."), field="supplier", name=said)
        return next(iter(called))


def whom_rows_can_name(session: Session) -> Known:
    """Return what the supplier and product columns of a list are compared with."""
    codes: dict[str, int] = {}
    names: dict[str, set[int]] = {}
    rows = session.execute(
        select(Supplier.id, Supplier.code, Supplier.name_en_key, Supplier.name_zh_key)
    )
    for row in rows:
        codes[row.code.upper()] = row.id
        for key in (row.name_en_key, row.name_zh_key):
            if key:
                names.setdefault(key, set()).add(row.id)
    products = {row.sku.upper(): row.id for row in session.execute(select(Product.sku, Product.id))}
    return Known(codes, {key: frozenset(ids) for key, ids in names.items()}, products)
