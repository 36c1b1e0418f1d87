"""Taking in a list of lots from another system, any number of times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, inspect, select, tuple_, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.suppliers.models import Supplier
from portal.core.traceability.events import LotsMerged
from portal.core.traceability.models import Lot

CHUNK = 500
FIELDS = ("product_id", "quantity", "produced_on", "order_lines")


@dataclass(frozen=True)
class LotRow:
    """One lot as another system tells it; supplier and product by their codes."""

    supplier: str
    number: str
    product: str
    quantity: int
    produced_on: date | None = None
    order_lines: str = ""


@dataclass(frozen=True)
class MergeCount:
    """What came of a list."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Codes:
    """What the codes in a list stand for."""

    suppliers: dict[str, int]
    products: dict[str, int]


def known_codes(session: Session) -> Codes:
    """Return the suppliers and products that rows can name."""
    return Codes(
        {row[0]: row[1] for row in session.execute(select(Supplier.code, Supplier.id))},
        {row[0]: row[1] for row in session.execute(select(Product.sku, Product.id))},
    )


def merge_lots(session: Session, actor: Actor, rows: Sequence[LotRow]) -> MergeCount:
    """Add the new lots and update the known ones, by supplier and number."""
    actor.must(Permission.IMPORT_RUN)
    codes = known_codes(session)
    counts = [0, 0, 0]
    for begin in range(0, len(rows), CHUNK):
        chunk = [_told(row, codes) for row in rows[begin : begin + CHUNK]]
        known = _known(session, [(row["supplier_id"], row["number"]) for row in chunk])
        new: dict[tuple[int, str], dict[str, Any]] = {}
        differs: dict[int, dict[str, Any]] = {}
        for told in chunk:
            key = (told["supplier_id"], told["number"])
            before = new.get(key) or known.get(key)
            if before is None:
                new[key] = told | {"id": new_id()}
                counts[0] += 1
            elif any(before[name] != told[name] for name in FIELDS if told[name]):
                before.update({name: told[name] for name in FIELDS if told[name]})
                if key not in new:
                    differs[before["id"]] = before
                counts[1] += 1
            else:
                counts[2] += 1
        _write(session, list(new.values()), list(differs.values()))
    record(session, actor, LotsMerged(None, 0, *counts))
    return MergeCount(*counts)


def _told(row: LotRow, codes: Codes) -> dict[str, Any]:
    return {
        "supplier_id": codes.suppliers[row.supplier.upper()],
        "number": row.number,
        "product_id": codes.products[row.product.upper()],
        "quantity": row.quantity,
        "produced_on": row.produced_on,
        "order_lines": row.order_lines,
    }


def _known(
    session: Session, keys: Sequence[tuple[int, str]]
) -> dict[tuple[int, str], dict[str, Any]]:
    columns = (getattr(Lot, name) for name in FIELDS)
    rows = session.execute(
        select(Lot.id, Lot.supplier_id, Lot.number, *columns).where(
            tuple_(Lot.supplier_id, Lot.number).in_(keys)
        )
    )
    return {(row.supplier_id, row.number): dict(row._mapping) for row in rows}


def _write(session: Session, new: list[dict[str, Any]], differs: list[dict[str, Any]]) -> None:
    if new:
        session.execute(insert(Lot), new)
    if differs:
        table = cast(Table, inspect(Lot).local_table)
        told = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in FIELDS}
        session.execute(
            update(table)
            .where(table.c.id == bindparam("of"))
            .values(**told, revision=table.c.revision + 1),
            [{"of": row["id"], **{f"new_{name}": row[name] for name in FIELDS}} for row in differs],
        )
