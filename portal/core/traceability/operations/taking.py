"""Taking in lists of facts: what is known, what is new, what differs, written set by set."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, inspect, select, tuple_, update
from sqlalchemy.orm import Session

from portal.core.db import Base
from portal.core.errors import Invalid, Refusals
from portal.core.i18n import N_
from portal.core.numbering import new_id
from portal.core.products.models import Product
from portal.core.suppliers.models import Supplier
from portal.core.traceability.models import Lot
from portal.core.traceability.operations.inserting import insert_all
from portal.core.traceability.operations.merging import CREATED, UNCHANGED, UPDATED, MergeCount

CHUNK = 2_000
Row = dict[str, Any]
RowKey = tuple[Any, ...]


def chunks(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Yield the rows in pieces that one statement can ask about."""
    for begin in range(0, len(rows), CHUNK):
        yield rows[begin : begin + CHUNK]


class Upsert:
    """Rows of one table by their natural key; what a list leaves out stays as it is."""

    def __init__(
        self, session: Session, model: type[Base], keys: tuple[str, ...], fields: tuple[str, ...]
    ) -> None:
        self.session, self.keys, self.fields = session, keys, fields
        self.table = cast(Table, inspect(model).local_table)
        self.has_id = "id" in self.table.c
        self.known: dict[RowKey, Row] = {}
        self.new: dict[RowKey, Row] = {}
        self.differs: dict[RowKey, Row] = {}
        self.known_before: frozenset[RowKey] = frozenset()
        """The keys that stood in the table when it was asked."""

    def load(self, keys: Iterable[RowKey]) -> None:
        """Read what is known of these keys."""
        wanted = list(dict.fromkeys(keys))
        names = (*(("id",) if self.has_id else ()), *self.keys, *self.fields)
        columns = [self.table.c[name] for name in dict.fromkeys(names)]
        by = [self.table.c[name] for name in self.keys]
        for some in chunks(wanted):
            found = (
                by[0].in_([key[0] for key in some])
                if len(by) == 1
                else tuple_(*by).in_([tuple(key) for key in some])
            )
            for row in self.session.execute(select(*columns).where(found)):
                told = dict(row._mapping)
                self.known[tuple(told[name] for name in self.keys)] = told
        self.known_before = frozenset(self.known)

    def before(self, key: RowKey) -> Row | None:
        """Return the row as it stands, with what this list said of it so far."""
        return self.new.get(key) or self.known.get(key)

    def take(self, told: Row) -> int:
        """Note what a row says; return whether it creates, updates or leaves."""
        key = tuple(told[name] for name in self.keys)
        before = self.before(key)
        if before is None:
            self.new[key] = {**told, "id": new_id()} if self.has_id else dict(told)
            return CREATED
        fresh = {
            name: told[name]
            for name in self.fields
            if told.get(name) not in (None, "") and before.get(name) != told[name]
        }
        if not fresh:
            return UNCHANGED
        before.update(fresh)
        if key not in self.new:
            self.differs[key] = before
        return UPDATED

    def id_of(self, *key: Any) -> int:
        """Return the identifier of a row that was taken or known."""
        row = self.before(key)
        if row is None:
            raise KeyError(key)
        return int(row["id"])

    def write(self) -> None:
        """Write what is new and what differs."""
        if self.new:
            insert_all(self.session, self.table, list(self.new.values()))
        if self.differs:
            told = {
                name: bindparam(f"new_{name}", type_=self.table.c[name].type)
                for name in self.fields
            }
            where = [self.table.c[name] == bindparam(f"of_{name}") for name in self.keys]
            self.session.execute(
                update(self.table).where(*where).values(**told),
                [
                    {f"of_{name}": row[name] for name in self.keys}
                    | {f"new_{name}": row[name] for name in self.fields}
                    for row in self.differs.values()
                ],
            )
        self.known |= self.new
        self.new, self.differs = {}, {}


class Count:
    """Counts what became of rows."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0]

    def add(self, outcome: int) -> None:
        self._counts[outcome] += 1

    @property
    def merged(self) -> MergeCount:
        return MergeCount(*self._counts)


@dataclass(frozen=True)
class KnownLot:
    """What a list is checked against."""

    id: int
    supplier_id: int
    product_id: int
    number: str
    quantity: int


class Lots:
    """The lots that a list names, by number and, where that is not enough, by supplier."""

    def __init__(self, session: Session, numbers: Iterable[str]) -> None:
        self._by_number: dict[str, list[KnownLot]] = {}
        for some in chunks(sorted({number for number in numbers if number})):
            rows = session.execute(
                select(Lot.id, Lot.supplier_id, Lot.product_id, Lot.number, Lot.quantity).where(
                    Lot.number.in_(some)
                )
            )
            for row in rows:
                self._by_number.setdefault(row.number, []).append(KnownLot(*row))

    def find(
        self,
        number: str,
        supplier_id: int | None = None,
        *,
        product_id: int | None = None,
        field: str = "lot",
    ) -> KnownLot:
        """Return the one lot that is meant, or refuse the row."""
        meant = [
            lot
            for lot in self._by_number.get(number, [])
            if supplier_id in (None, lot.supplier_id) and product_id in (None, lot.product_id)
        ]
        if not meant:
            raise Invalid(N_("There is no lot %(number)s."), field=field, number=number)
        if len(meant) > 1:
            raise Invalid(
                N_("Several suppliers have a lot %(number)s. Name the supplier."),
                field=field,
                number=number,
            )
        return meant[0]


def suppliers_named(session: Session, codes: Iterable[str]) -> Mapping[str, int]:
    """Return the suppliers that a list names, by code in capitals."""
    wanted = sorted({code.upper() for code in codes if code})
    return dict(_pairs(session, Supplier.code, Supplier.id, wanted))


def products_named(session: Session, skus: Iterable[str]) -> Mapping[str, int]:
    """Return the products that a list names, by SKU in capitals."""
    wanted = sorted({sku.upper() for sku in skus if sku})
    return dict(_pairs(session, Product.sku, Product.id, wanted))


def _pairs(session: Session, name: Any, value: Any, wanted: Sequence[str]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for some in chunks(wanted):
        rows = session.execute(select(name, value).where(name.in_(some)))
        found.extend((row[0], row[1]) for row in rows)
    return found


def supplier_of(code: str, known: Mapping[str, int], field: str = "supplier") -> int:
    """Return the supplier that a row names, or refuse the row."""
    found = known.get(code.upper())
    if found is None:
        raise Invalid(N_("There is no supplier %(code)s."), field=field, code=code)
    return found


def product_of(sku: str, known: Mapping[str, int]) -> int:
    """Return the product that a row names, or refuse the row."""
    found = known.get(sku.upper())
    if found is None:
        raise Invalid(N_("There is no product %(sku)s."), field="sku", sku=sku)
    return found


Taker = Callable[[Session, Sequence[Any], Count], None]


def take_all(
    session: Session, rows: Sequence[Any], take: Taker, *, most: int = CHUNK
) -> MergeCount:
    """Take a list in sets of up to `most`, and return what became of it.

    Raises RowsRefused with all rows of the first set that cannot be: later ones may build on it.
    """
    count, refusals = Count(), Refusals()
    for begin in range(0, len(rows), most):
        with refusals.of(begin):
            take(session, rows[begin : begin + most], count)
        refusals.demand_none()
    return count.merged
