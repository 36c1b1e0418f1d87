"""Taking in a list of products from another system, any number of times."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, inspect, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.products.events import ProductsMerged
from portal.core.products.models import Product, ProductSource
from portal.core.suppliers.models import Category, Supplier

CHUNK = 500
FIELDS = ("name_en", "name_zh", "category_id", "unit", "gtin")


@dataclass(frozen=True)
class ProductRow:
    """One product as another system tells it; empty values say nothing."""

    sku: str
    name_en: str = ""
    name_zh: str = ""
    category: str = ""
    """Code; an unknown one is passed over."""
    unit: str = ""
    gtin: str = ""
    supplier: str = ""
    """Code of a supplier that makes it."""


@dataclass(frozen=True)
class MergeCount:
    """What came of a list."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


def merge_products(session: Session, actor: Actor, rows: Sequence[ProductRow]) -> MergeCount:
    """Add the new products and update the known ones, by SKU; the same list changes nothing."""
    actor.must(Permission.IMPORT_RUN)
    categories = {row[0]: row[1] for row in session.execute(select(Category.code, Category.id))}
    created, updated, unchanged = 0, 0, 0
    for begin in range(0, len(rows), CHUNK):
        chunk = rows[begin : begin + CHUNK]
        known = _known(session, [row.sku.upper() for row in chunk])
        new: dict[str, dict[str, Any]] = {}
        differs: dict[str, dict[str, Any]] = {}
        for row in chunk:
            told = _told(row, categories)
            sku = row.sku.upper()
            before = new.get(sku) or differs.get(sku) or known.get(sku)
            if before is None:
                blank = {"name_en": "", "name_zh": "", "unit": "pcs"}
                new[sku] = dict.fromkeys(FIELDS) | blank | told | {"id": new_id(), "sku": sku}
                created += 1
            elif any(before[name] != value for name, value in told.items()):
                if sku in new:
                    new[sku].update(told)
                else:
                    differs[sku] = before | told
                updated += 1
            else:
                unchanged += 1
        _write(session, list(new.values()), list(differs.values()))
        _source(session, chunk)
    count = MergeCount(created, updated, unchanged)
    record(session, actor, ProductsMerged(None, 0, created, updated, unchanged))
    return count


def _told(row: ProductRow, categories: dict[str, int]) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("name_en", "name_zh", "unit", "gtin")
        if getattr(row, name)
    }
    if row.category in categories:
        told["category_id"] = categories[row.category]
    return told


def _known(session: Session, skus: Sequence[str]) -> dict[str, dict[str, Any]]:
    columns = (getattr(Product, name) for name in FIELDS)
    rows = session.execute(select(Product.id, Product.sku, *columns).where(Product.sku.in_(skus)))
    return {row.sku: dict(row._mapping) for row in rows}


def _write(session: Session, new: list[dict[str, Any]], differs: list[dict[str, Any]]) -> None:
    if new:
        session.execute(insert(Product), new)
    if differs:
        table = cast(Table, inspect(Product).local_table)
        told = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in FIELDS}
        session.execute(
            update(table)
            .where(table.c.id == bindparam("of"))
            .values(**told, revision=table.c.revision + 1),
            [{"of": row["id"], **{f"new_{name}": row[name] for name in FIELDS}} for row in differs],
        )


def _source(session: Session, rows: Sequence[ProductRow]) -> None:
    """Let the named suppliers make the products, where they do not yet."""
    pairs = {(row.sku.upper(), row.supplier.upper()) for row in rows if row.supplier}
    if not pairs:
        return
    skus, codes = {sku for sku, _ in pairs}, {code for _, code in pairs}
    products = {
        row[0]: row[1]
        for row in session.execute(select(Product.sku, Product.id).where(Product.sku.in_(skus)))
    }
    suppliers = {
        row[0]: row[1]
        for row in session.execute(
            select(Supplier.code, Supplier.id).where(Supplier.code.in_(codes))
        )
    }
    wanted = {(suppliers[code], products[sku]) for sku, code in pairs if code in suppliers}
    there = session.execute(
        select(ProductSource.supplier_id, ProductSource.product_id).where(
            ProductSource.product_id.in_(products.values())
        )
    )
    missing = wanted - {(row.supplier_id, row.product_id) for row in there}
    if missing:
        session.execute(
            insert(ProductSource),
            [{"supplier_id": supplier, "product_id": product} for supplier, product in missing],
        )
