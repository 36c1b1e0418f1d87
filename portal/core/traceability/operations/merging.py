"""Taking in a list of lots from another system, any number of times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, inspect, select, tuple_, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import today
from portal.core.errors import Invalid, Refusals
from portal.core.i18n import N_
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.products.models import Product, ProductSource
from portal.core.suppliers.models import Supplier
from portal.core.traceability.events import LotsMerged
from portal.core.traceability.models import Lot
from portal.core.traceability.operations.lots import EAST, LARGEST_LOT
from portal.core.traceability.rules import LotKind

CHUNK = 500
FIELDS = ("quantity", "produced_on", "order_lines")
"""What a list may change; the number and the product of a lot stay."""


@dataclass(frozen=True)
class LotRow:
    """One lot as another system tells it; supplier and product by their codes."""

    supplier: str
    number: str
    sku: str
    quantity: int
    produced_on: date | None = None
    order_lines: str = ""
    kind: LotKind = LotKind.FINISHED


@dataclass(frozen=True)
class MergeCount:
    """What came of a list."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Codes:
    """What the codes in a list stand for, and who makes what."""

    suppliers: dict[str, int]
    products: dict[str, int]
    made: frozenset[tuple[int, int]]


def known_codes(session: Session) -> Codes:
    """Return the suppliers and products that rows can name."""
    return Codes(
        {row[0]: row[1] for row in session.execute(select(Supplier.code, Supplier.id))},
        {row[0]: row[1] for row in session.execute(select(Product.sku, Product.id))},
        frozenset(
            (row[0], row[1])
            for row in session.execute(select(ProductSource.supplier_id, ProductSource.product_id))
        ),
    )


def demand_lot(row: LotRow, codes: Codes, day: date) -> None:
    """Refuse a row that names nobody, nothing that is made there, or what cannot be."""
    supplier, product = (
        codes.suppliers.get(row.supplier.upper()),
        codes.products.get(row.sku.upper()),
    )
    if supplier is None:
        raise Invalid(N_("There is no supplier %(code)s."), field="supplier", code=row.supplier)
    if product is None:
        raise Invalid(N_("There is no product %(sku)s."), field="sku", sku=row.sku)
    if (supplier, product) not in codes.made:
        raise Invalid(N_("The supplier does not make this product."), field="sku")
    if not 1 <= row.quantity <= LARGEST_LOT:
        sentence = N_("The quantity is a whole number from 1 to %(most)s.")
        raise Invalid(sentence, field="quantity", most=LARGEST_LOT)
    if row.produced_on is not None and row.produced_on > day + EAST:
        raise Invalid(N_("A lot cannot have been made in the future."), field="produced_on")


def merge_lots(session: Session, actor: Actor, rows: Sequence[LotRow]) -> MergeCount:
    """Add the new lots and update the known ones, by supplier and number.

    Raises RowsRefused with the rows that cannot be, and those of a known lot of another product.
    """
    actor.must(Permission.IMPORT_RUN)
    codes, day = known_codes(session), today()
    refusals = Refusals()
    for at, row in enumerate(rows):
        with refusals.of(at):
            demand_lot(row, codes, day)
    refusals.demand_none()
    counts = [0, 0, 0]
    for begin in range(0, len(rows), CHUNK):
        merge = _Merge(session, [_told(row, codes) for row in rows[begin : begin + CHUNK]])
        for at, told in enumerate(merge.rows, begin):
            with refusals.of(at):
                counts[merge.take(told)] += 1
        refusals.demand_none()
        merge.write()
    record(session, actor, LotsMerged(None, 0, *counts))
    return MergeCount(*counts)


CREATED, UPDATED, UNCHANGED = range(3)


class _Merge:
    """One chunk: what is known, what is new, what differs."""

    def __init__(self, session: Session, rows: list[dict[str, Any]]) -> None:
        self.session, self.rows = session, rows
        self.known = _known(session, [(row["supplier_id"], row["number"]) for row in rows])
        self.new: dict[tuple[int, str], dict[str, Any]] = {}
        self.differs: dict[int, dict[str, Any]] = {}

    def take(self, told: dict[str, Any]) -> int:
        """Note what a row changes; return whether it creates, updates or leaves."""
        key = (told["supplier_id"], told["number"])
        before = self.new.get(key) or self.known.get(key)
        if before is None:
            self.new[key] = told | {"id": new_id()}
            return CREATED
        if before["product_id"] != told["product_id"]:
            raise Invalid(
                N_("Lot %(number)s is of another product."), field="sku", number=told["number"]
            )
        fresh = {name: told[name] for name in FIELDS if told[name] and before[name] != told[name]}
        if not fresh:
            return UNCHANGED
        before.update(fresh)
        if key not in self.new:
            self.differs[before["id"]] = before
        return UPDATED

    def write(self) -> None:
        """Write the chunk."""
        if self.new:
            self.session.execute(insert(Lot), list(self.new.values()))
        if self.differs:
            table = cast(Table, inspect(Lot).local_table)
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


def _told(row: LotRow, codes: Codes) -> dict[str, Any]:
    return {
        "supplier_id": codes.suppliers[row.supplier.upper()],
        "number": row.number,
        "product_id": codes.products[row.sku.upper()],
        "kind": row.kind,
        "quantity": row.quantity,
        "produced_on": row.produced_on,
        "order_lines": row.order_lines,
    }


def _known(
    session: Session, keys: Sequence[tuple[int, str]]
) -> dict[tuple[int, str], dict[str, Any]]:
    columns = (getattr(Lot, name) for name in FIELDS)
    rows = session.execute(
        select(Lot.id, Lot.supplier_id, Lot.number, Lot.product_id, *columns).where(
            tuple_(Lot.supplier_id, Lot.number).in_(keys)
        )
    )
    return {(row.supplier_id, row.number): dict(row._mapping) for row in rows}
