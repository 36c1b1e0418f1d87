"""Order lines taken column by column: the fast way for the many that nothing speaks against.

It only stores rows that surely are new and right, and counts those that say what is known already.
Whatever it is not sure of it leaves to `merge_sales`, which knows every rule and says what is
wrong.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
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
from portal.core.numbering import new_ids
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

Line = tuple[int | None, int | None, int | None, date | None]
"""Product, lot, quantity, day of shipping."""


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


@dataclass(slots=True)
class Order:
    """An order as it stands, or will once its first line is stored."""

    id: int
    number: str
    is_new: bool
    ordered_on: date
    customer: str | None
    customer_id: int | None


@dataclass(slots=True)
class Goods:
    """What each row is about; no product where it names nothing that is known."""

    product: list[int | None]
    lot: list[int | None]
    lots: dict[int, KnownLot]


def take_sales_at_once(
    session: Session, actor: Actor, told: SaleColumns, left: set[int]
) -> tuple[MergeCount, set[int]]:
    """Store the new lines that are right; return with the counts the places of all other rows.

    `left` are places that are not to be looked at.
    """
    actor.must(Permission.IMPORT_RUN)
    orders = _sure_orders(session, told)
    goods = _goods(session, told)
    left = left | _incomplete(told) | _out_of_order(told, orders)
    if not all(goods.product):
        left |= {at for at, product in enumerate(goods.product) if product is None}
    same, differing = _told_before(session, told, orders, goods)
    left |= differing
    left |= _sold_too_much(session, told, goods, left | same)
    same -= left
    taken = [at not in left for at in range(len(told.order))]
    new = [yes and at not in same for at, yes in enumerate(taken)] if same else taken
    _name_customers(session, told, orders, taken)
    if any(new):
        _store(session, told, orders, goods, new)
    count = MergeCount(created=sum(new), unchanged=len(same))
    record(session, actor, SalesMerged(None, 0, **vars(count)))
    return count, left


def _sure_orders(session: Session, told: SaleColumns) -> dict[str, Order]:
    """Return the orders of which the rows all say the same, and nothing but what is known."""
    heads = list(zip(told.customer, told.ordered_on, strict=True))
    last = dict(zip(told.order, heads, strict=True))
    unclear: set[str] = set()
    if list(map(last.__getitem__, told.order)) != heads:
        pairs = zip(told.order, heads, strict=True)
        unclear.update(order for order, head in pairs if last[order] != head)
    keys = list(zip(told.order, told.line, strict=True))
    if len(set(keys)) < len(keys):
        unclear.update(order for (order, _), count in Counter(keys).items() if count > 1)
    customers = _customers_named(session, {by for by, _ in last.values() if by})
    known = _orders_named(session, list(last))
    latest = today() + EAST
    orders: dict[str, Order] = {}
    for (number, (by, day)), new in zip(last.items(), new_ids(len(last)), strict=True):
        if number in unclear:
            continue
        if number not in known:
            if day is not None and day <= latest:
                orders[number] = Order(new, number, True, day, by, None)
            continue
        order = known[number]
        says_no_more = not by or customers.get(by) == order.customer_id is not None
        if says_no_more and day in (None, order.ordered_on):
            orders[number] = order
    return orders


def _customers_named(session: Session, numbers: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(sorted(numbers)):
        rows = session.execute(
            select(Customer.number, Customer.id).where(Customer.number.in_(some))
        )
        found.update((row[0], row[1]) for row in rows)
    return found


def _orders_named(session: Session, numbers: Sequence[str]) -> dict[str, Order]:
    found: dict[str, Order] = {}
    columns = (
        CustomerOrder.number, CustomerOrder.id, CustomerOrder.ordered_on, CustomerOrder.customer_id,
    )  # fmt: skip
    for some in chunks(numbers):
        rows = session.execute(select(*columns).where(CustomerOrder.number.in_(some)))
        found.update((row[0], Order(row[1], row[0], False, row[2], None, row[3])) for row in rows)
    return found


def _incomplete(told: SaleColumns) -> set[int]:
    """Return rows without a line, a product or a quantity above 0."""
    bad: set[int] = set()
    for column in (told.line, told.sku, told.quantity):
        if not all(column):
            bad |= {at for at, value in enumerate(column) if not value}
    return bad


def _out_of_order(told: SaleColumns, orders: Mapping[str, Order]) -> set[int]:
    """Return rows of no sure order, and those that were shipped before they were ordered."""
    days = {number: order.ordered_on for number, order in orders.items()}
    pairs = list(zip(map(days.get, told.order), told.shipped_on, strict=True))
    bad = {(one, two) for one, two in set(pairs) if not one or (two and two < one)}
    return {at for at, pair in enumerate(pairs) if pair in bad} if bad else set()


def _goods(session: Session, told: SaleColumns) -> Goods:
    named = list(zip(told.sku, told.lot, told.supplier, strict=True))
    different = set(named)
    products = products_named(session, [sku for sku, _, _ in different if sku])
    suppliers = suppliers_named(session, [maker for _, _, maker in different if maker])
    lots = Lots(session, [lot for _, lot, _ in different if lot])
    product: dict[Any, int | None] = dict.fromkeys(different)
    meant: dict[Any, KnownLot] = {}
    for one in different:
        sku, lot, maker = one
        with suppress(Invalid):
            found = product_of(sku or "", products)
            if lot:
                supplier = supplier_of(maker, suppliers) if maker else None
                meant[one] = lots.find(lot, supplier, product_id=found)
            elif maker:
                supplier_of(maker, suppliers)
            product[one] = found
    ids = {one: meant[one].id if one in meant else None for one in different}
    return Goods(
        list(map(product.__getitem__, named)),
        list(map(ids.__getitem__, named)),
        {lot.id: lot for lot in meant.values()},
    )


def _told_before(
    session: Session, told: SaleColumns, orders: Mapping[str, Order], goods: Goods
) -> tuple[set[int], set[int]]:
    """Return the rows of known lines: those that say nothing new, and those that do."""
    by_id = {order.id: order.number for order in orders.values() if not order.is_new}
    lines = _lines_of(session, by_id)
    same: set[int] = set()
    differing: set[int] = set()
    if not lines:
        return same, differing
    known = frozenset(by_id.values())
    for at, number in enumerate(told.order):
        if number not in known:
            continue
        before = lines.get((number, told.line[at]))
        if before is not None:
            said = (
                goods.product[at], goods.lot[at] or before[1],
                told.quantity[at], told.shipped_on[at] or before[3],
            )  # fmt: skip
            (same if said == before else differing).add(at)
    return same, differing


def _lines_of(session: Session, orders: Mapping[int, str]) -> dict[tuple[str, str | None], Line]:
    """Return the lines of orders, by the order's number and the line."""
    lines: dict[tuple[str, str | None], Line] = {}
    of = OrderLine.__table__.c
    columns = (of.order_id, of.line, of.product_id, of.lot_id, of.quantity, of.shipped_on)
    for some in chunks(list(orders)):
        for row in session.execute(select(*columns).where(of.order_id.in_(some))):
            order, line, *says = row
            lines[orders[order], line] = tuple(says)
    return lines


def _sold_too_much(session: Session, told: SaleColumns, goods: Goods, left: set[int]) -> set[int]:
    """Return the rows of lots of which more would be sold than there is."""
    sums: Counter[int | None] = Counter()
    anew = Counter(zip(goods.lot, told.quantity, strict=True))
    anew.subtract(Counter((goods.lot[at], told.quantity[at]) for at in left))
    for (lot, quantity), count in anew.items():
        sums[lot] += (quantity or 0) * count
    before = Sums(session, OrderLine.lot_id, OrderLine.quantity, list(goods.lots.values()))
    over = {at for at, lot in goods.lots.items() if before.of(lot) + sums[at] > lot.quantity}
    return {at for at, lot in enumerate(goods.lot) if lot in over} if over else set()


def _name_customers(
    session: Session, told: SaleColumns, orders: Mapping[str, Order], taken: Sequence[bool]
) -> None:
    """Write down who bought and how to reach them; note it with the new orders."""
    if not any(told.customer):
        return
    fields = ("name", "email", "phone", "country")
    customers = Upsert(session, Customer, ("number",), fields)
    different = dict.fromkeys(compress(zip(told.customer, told.contact, strict=True), taken))
    customers.load((number,) for number, _ in different if number)
    for number, contact in different:
        if number:
            said = [value or "" for value in contact]
            customers.take({"number": number, **dict(zip(fields, said, strict=True))})
    customers.write()
    for order in orders.values():
        if order.is_new and order.customer and customers.before((order.customer,)):
            order.customer_id = customers.id_of(order.customer)


def _store(
    session: Session,
    told: SaleColumns,
    orders: Mapping[str, Order],
    goods: Goods,
    new: Sequence[bool],
) -> None:
    def kept(column: Sequence[Any]) -> list[Any]:
        return list(compress(column, new))

    of = list(map(orders.__getitem__, kept(told.order)))
    begun = {order.id: order for order in of if order.is_new}
    insert_columns(
        session,
        cast(Table, CustomerOrder.__table__),
        {
            "id": list(begun),
            "number": [order.number for order in begun.values()],
            "customer_id": [order.customer_id for order in begun.values()],
            "ordered_on": [order.ordered_on for order in begun.values()],
            "created_at": [now()] * len(begun),
        },
    )
    insert_columns(
        session,
        cast(Table, OrderLine.__table__),
        {
            "order_id": [order.id for order in of],
            "line": kept(told.line),
            "product_id": kept(goods.product),
            "lot_id": kept(goods.lot),
            "customer_id": [order.customer_id for order in of],
            "quantity": kept(told.quantity),
            "shipped_on": kept(told.shipped_on),
        },
    )
