"""Taking in a list of products from another system, any number of times."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, inspect, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.errors import Invalid, Refusals
from portal.core.i18n import N_
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.products.events import ProductsMerged
from portal.core.products.models import Product, ProductSource
from portal.core.products.operations.products import NO_GTIN
from portal.core.products.rules import is_gtin
from portal.core.suppliers.models import Category, Supplier
from portal.core.suppliers.rules import is_code

CHUNK = 500
FIELDS = ("name_en", "name_zh", "category_id", "unit", "gtin")


@dataclass(frozen=True)
class ProductRow:
    """One product as another system tells it; empty values say nothing.

    A new one without any name is called by its SKU until a list tells more.
    """

    sku: str
    name_en: str = ""
    name_zh: str = ""
    category: str = ""
    unit: str = ""
    gtin: str = ""
    supplier: str = ""
    """Code of a supplier that makes it."""
    supplier_sku: str = ""
    """What that supplier calls it."""


@dataclass(frozen=True)
class MergeCount:
    """What came of a list."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Known:
    """What the codes in a list stand for."""

    categories: frozenset[str]
    suppliers: frozenset[str]
    gtins: dict[str, str]
    """SKU of the product that has the GTIN."""


def known_of_products(session: Session) -> Known:
    """Return what rows are compared with."""
    had = select(Product.gtin, Product.sku).where(Product.gtin.is_not(None))
    return Known(
        frozenset(session.scalars(select(Category.code))),
        frozenset(session.scalars(select(Supplier.code))),
        {gtin: sku for gtin, sku in session.execute(had) if gtin},
    )


def demand_product(row: ProductRow, known: Known) -> None:
    """Refuse a row that names nobody, or what cannot be."""
    if not is_code(row.sku):
        raise Invalid(N_("A SKU has letters and digits, then also - . _ in it."), field="sku")
    if row.category and row.category not in known.categories:
        sentence = N_("There is no category %(code)s.")
        raise Invalid(sentence, field="category", code=row.category)
    if row.supplier and row.supplier.upper() not in known.suppliers:
        raise Invalid(N_("There is no supplier %(code)s."), field="supplier", code=row.supplier)
    if not row.gtin:
        return
    if not is_gtin(row.gtin):
        raise Invalid(NO_GTIN, field="gtin")
    owner = known.gtins.get(row.gtin, row.sku.upper())
    if owner != row.sku.upper():
        raise Invalid(N_("Product %(sku)s has this GTIN already."), field="gtin", sku=owner)


def merge_products(session: Session, actor: Actor, rows: Sequence[ProductRow]) -> MergeCount:
    """Add the new products and update the known ones, by SKU; the same list changes nothing.

    Raises RowsRefused with the rows that cannot be.
    """
    actor.must(Permission.IMPORT_RUN)
    known = known_of_products(session)
    refusals = Refusals()
    for at, row in enumerate(rows):
        with refusals.of(at):
            demand_product(row, known)
            if row.gtin:
                known.gtins[row.gtin] = row.sku.upper()
    refusals.demand_none()
    categories = {row[0]: row[1] for row in session.execute(select(Category.code, Category.id))}
    counts = [0, 0, 0]
    for begin in range(0, len(rows), CHUNK):
        chunk = rows[begin : begin + CHUNK]
        merge = _Merge(session, categories)
        merge.look_up(chunk)
        for row in chunk:
            counts[merge.take(row)] += 1
        merge.write()
    record(session, actor, ProductsMerged(None, 0, *counts))
    return MergeCount(*counts)


CREATED, UPDATED, UNCHANGED = range(3)


class _Merge:
    """One chunk: what is known, what is new, what differs, who newly makes what."""

    def __init__(self, session: Session, categories: dict[str, int]) -> None:
        self.session, self.categories = session, categories
        self.known: dict[str, dict[str, Any]] = {}
        self.new: dict[str, dict[str, Any]] = {}
        self.differs: dict[str, dict[str, Any]] = {}
        self.suppliers: dict[str, int] = {}
        self.made: set[tuple[int, int]] = set()
        self.makes: list[dict[str, Any]] = []

    def look_up(self, rows: Sequence[ProductRow]) -> None:
        """Read the products and makers that the rows name."""
        columns = (getattr(Product, name) for name in FIELDS)
        named = Product.sku.in_({row.sku.upper() for row in rows})
        found = self.session.execute(select(Product.id, Product.sku, *columns).where(named))
        self.known = {row.sku: dict(row._mapping) for row in found}
        codes = {row.supplier.upper() for row in rows if row.supplier}
        makers = select(Supplier.code, Supplier.id).where(Supplier.code.in_(codes))
        self.suppliers = {row[0]: row[1] for row in self.session.execute(makers)}
        ids = [row["id"] for row in self.known.values()]
        there = select(ProductSource.supplier_id, ProductSource.product_id)
        pairs = self.session.execute(there.where(ProductSource.product_id.in_(ids)))
        self.made = {(row[0], row[1]) for row in pairs}

    def take(self, row: ProductRow) -> int:
        """Note what a row changes; return whether it creates, updates or leaves."""
        sku, told = row.sku.upper(), _told(row, self.categories)
        before = self.new.get(sku) or self.known.get(sku)
        if before is None:
            blank = {"name_en": "" if row.name_zh else row.sku, "name_zh": "", "unit": "pcs"}
            self.new[sku] = dict.fromkeys(FIELDS) | blank | told | {"id": new_id(), "sku": sku}
            self._source(row, self.new[sku]["id"])
            return CREATED
        is_made = self._source(row, before["id"])
        fresh = {name: value for name, value in told.items() if before[name] != value}
        before.update(fresh)
        if fresh and sku not in self.new:
            self.differs[sku] = before
        return UPDATED if fresh or is_made else UNCHANGED

    def _source(self, row: ProductRow, product_id: int) -> bool:
        """Let the named supplier make the product; return whether it did not yet."""
        if not row.supplier:
            return False
        pair = (self.suppliers[row.supplier.upper()], product_id)
        if pair in self.made:
            return False
        self.made.add(pair)
        self.makes.append(
            {
                "supplier_id": pair[0],
                "product_id": product_id,
                "supplier_sku": row.supplier_sku,
            }
        )
        return True

    def write(self) -> None:
        """Write the chunk."""
        if self.new:
            self.session.execute(insert(Product), list(self.new.values()))
        if self.differs:
            table = cast(Table, inspect(Product).local_table)
            told = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in FIELDS}
            self.session.execute(
                update(table)
                .where(table.c.id == bindparam("of"))
                .values(**told, revision=table.c.revision + 1),
                [
                    {"of": row["id"], **{f"new_{name}": row[name] for name in FIELDS}}
                    for row in self.differs.values()
                ],
            )
        if self.makes:
            self.session.execute(insert(ProductSource), self.makes)


def _told(row: ProductRow, categories: dict[str, int]) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("name_en", "name_zh", "unit", "gtin")
        if getattr(row, name)
    }
    if row.category in categories:
        told["category_id"] = categories[row.category]
    return told
