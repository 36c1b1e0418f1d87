"""New order lines taken column by column: the fast way for the many that nothing speaks against.

It only stores rows that surely are new and right. Whatever it is not sure of it leaves to
`merge_sales`, which knows every rule and says what is wrong.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Invalid
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.traceability.events import SalesMerged
from portal.core.traceability.models import Customer, CustomerOrder, OrderLine
from portal.core.traceability.operations.inserting import insert_columns
from portal.core.traceability.operations.lots import EAST
from portal.core.traceability.operations.merging import MergeCount
from portal.core.traceability.operations.moving import Sums
from portal.core.traceability.operations.taking import (
    KnownLot,
    Lots,
    Upsert,
    chunks,
    product_of,
    products_named,
    supplier_of,
    suppliers_named,
)

Good = tuple[int, KnownLot | None]
"""A product and the lot it is of."""


@dataclass(slots=True)
class SaleColumns:
    """Order lines, column by column; None where nothing is told."""

    order: Sequence[str]
    line: Sequence[str | None]
    sku: Sequence[str | None]
    quantity: Sequence[int | None]
    ordered_on: Sequence[date | None]
    shipped_on: Sequence[date | None]
    lot: Sequence[str | None]
    supplier: Sequence[str | None]
    customer: Sequence[str | None]
    contact: Sequence[tuple[str | None, str | None, str | None, str | None]]
    """Name, email, phone and country."""


def take_new_sales(
    session: Session, actor: Actor, told: SaleColumns, left: set[int]
) -> tuple[MergeCount, set[int]]:
    """Store the lines of orders nobody knew; return with them the places of all other rows.

    `left` are places that are not to be looked at.
    """
    actor.must(Permission.IMPORT_RUN)
    left = left | _incomplete(told) | _out_of_order(told)
    goods = _goods(session, told)
    left |= {at for at, good in enumerate(goods) if good is None}
    left |= _told_before_or_twice(session, told)
    left |= _sold_too_much(session, told, goods, left)
    if len(left) < len(told.order):
        _store(session, told, goods, [at not in left for at in range(len(told.order))])
    count = MergeCount(created=len(told.order) - len(left))
    record(session, actor, SalesMerged(None, 0, **vars(count)))
    return count, left


def _incomplete(told: SaleColumns) -> set[int]:
    """Return rows without a line, a product, a quantity above 0 or a day that can be."""
    latest = today() + EAST
    days = {day: day is not None and day <= latest for day in set(told.ordered_on)}
    bad = {at for at, line in enumerate(told.line) if not line} if not all(told.line) else set()
    if not all(told.sku):
        bad |= {at for at, sku in enumerate(told.sku) if not sku}
    if not all(told.quantity):
        bad |= {at for at, quantity in enumerate(told.quantity) if not quantity}
    if not all(days.values()):
        bad |= {at for at, day in enumerate(told.ordered_on) if not days[day]}
    return bad


def _out_of_order(told: SaleColumns) -> set[int]:
    """Return rows that were shipped before they were ordered."""
    pairs = list(zip(told.ordered_on, told.shipped_on, strict=True))
    bad = {(one, two) for one, two in set(pairs) if one and two and two < one}
    return {at for at, pair in enumerate(pairs) if pair in bad} if bad else set()


def _goods(session: Session, told: SaleColumns) -> list[Good | None]:
    """Return what each row is about; None where it names nothing that is known."""
    named = list(zip(told.sku, told.lot, told.supplier, strict=True))
    different = set(named)
    products = products_named(session, [sku for sku, _, _ in different if sku])
    suppliers = suppliers_named(session, [maker for _, _, maker in different if maker])
    lots = Lots(session, [lot for _, lot, _ in different if lot])

    def find(sku: str | None, lot: str | None, maker: str | None) -> Good | None:
        try:
            product = product_of(sku or "", products)
            supplier = supplier_of(maker, suppliers) if maker else None
            return product, lots.find(lot, supplier, product_id=product) if lot else None
        except Invalid:
            return None

    found = {one: find(*one) for one in different}
    return list(map(found.__getitem__, named))


def _told_before_or_twice(session: Session, told: SaleColumns) -> set[int]:
    """Return rows of orders that are known, or of which the rows say different things."""
    heads = list(zip(told.customer, told.ordered_on, strict=True))
    last = dict(zip(told.order, heads, strict=True))
    unclear: set[str] = set()
    if list(map(last.__getitem__, told.order)) != heads:
        pairs = zip(told.order, heads, strict=True)
        unclear.update(order for order, head in pairs if last[order] != head)
    for some in chunks(list(last)):
        known = select(CustomerOrder.number).where(CustomerOrder.number.in_(some))
        unclear.update(session.scalars(known))
    keys = list(zip(told.order, told.line, strict=True))
    if len(set(keys)) < len(keys):
        unclear.update(order for (order, _), count in Counter(keys).items() if count > 1)
    if not unclear:
        return set()
    return {at for at, order in enumerate(told.order) if order in unclear}


def _sold_too_much(
    session: Session, told: SaleColumns, goods: Sequence[Good | None], left: set[int]
) -> set[int]:
    """Return the rows of lots of which more would be sold than there is."""
    sums: defaultdict[int, int] = defaultdict(int)
    lots = {good[1].id: good[1] for good in goods if good and good[1]}
    ids = [good[1].id if good and good[1] else 0 for good in goods]
    for at, (lot_id, quantity) in enumerate(zip(ids, told.quantity, strict=True)):
        if at not in left:
            sums[lot_id] += quantity or 0
    before = Sums(session, OrderLine.lot_id, OrderLine.quantity, list(lots.values()))
    over = {at for at, lot in lots.items() if before.of(lot) + sums[at] > lot.quantity}
    return {at for at, lot_id in enumerate(ids) if lot_id in over} if over else set()


def _store(
    session: Session, told: SaleColumns, goods: Sequence[Good | None], taken: Sequence[bool]
) -> None:
    def kept(column: Sequence[Any]) -> list[Any]:
        return list(compress(column, taken))

    order, customer = kept(told.order), _customers(session, told, kept)
    heads = dict(zip(order, zip(customer, kept(told.ordered_on), strict=True), strict=True))
    ids = {number: new_id() for number in heads}
    insert_columns(
        session,
        cast(Table, CustomerOrder.__table__),
        {
            "id": list(ids.values()),
            "number": list(heads),
            "customer_id": [by for by, _ in heads.values()],
            "ordered_on": [day for _, day in heads.values()],
            "created_at": [now()] * len(heads),
        },
    )
    found = kept(goods)
    insert_columns(
        session,
        cast(Table, OrderLine.__table__),
        {
            "order_id": list(map(ids.__getitem__, order)),
            "line": kept(told.line),
            "product_id": [product for product, _ in found],
            "lot_id": [lot.id if lot else None for _, lot in found],
            "customer_id": customer,
            "quantity": kept(told.quantity),
            "shipped_on": kept(told.shipped_on),
        },
    )


def _customers(
    session: Session, told: SaleColumns, kept: Callable[[Sequence[Any]], list[Any]]
) -> list[int | None]:
    """Write down who bought; return each row's customer."""
    named = kept(told.customer)
    if not any(named):
        return named
    fields = ("name", "email", "phone", "country")
    customers = Upsert(session, Customer, ("number",), fields)
    different = dict.fromkeys(zip(named, kept(told.contact), strict=True))
    customers.load((number,) for number, _ in different if number)
    for number, contact in different:
        if number:
            said = [value or "" for value in contact]
            customers.take({"number": number, **dict(zip(fields, said, strict=True))})
    customers.write()
    ids: dict[str | None, int | None] = {
        number: customers.id_of(number) if number else None for number in set(named)
    }
    return list(map(ids.__getitem__, named))
