"""Taking in customer orders: facts in millions, set by set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import today
from portal.core.errors import Invalid, Refusals
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.traceability.events import SalesMerged
from portal.core.traceability.models import Customer, CustomerOrder, OrderLine
from portal.core.traceability.operations.lots import EAST
from portal.core.traceability.operations.merging import UNCHANGED, UPDATED, MergeCount
from portal.core.traceability.operations.moving import Sums
from portal.core.traceability.operations.taking import (
    Count,
    KnownLot,
    Lots,
    Upsert,
    product_of,
    products_named,
    supplier_of,
    suppliers_named,
    take_all,
)

SET = 10_000
"""Rows taken together: whatever they name is asked for once."""

SOLD_TOO_MUCH = N_("Lot %(number)s has %(quantity)s; %(sum)s would be sold.")


@dataclass(slots=True)
class SaleRow:
    """One line of a customer's order as another system tells it; without a product, the order.

    Not frozen, for there are millions of them and that would cost most of their making.
    """

    order: str
    sku: str = ""
    quantity: int = 0
    ordered_on: date | None = None
    """May be left out of lines whose order is known."""
    line: str = ""
    lot: str = ""
    supplier: str = ""
    shipped_on: date | None = None
    customer: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    country: str = ""


def demand_sale(row: SaleRow, latest: date | None = None) -> None:
    """Refuse what cannot be about a line, whatever it names; none is later than `latest`."""
    if row.sku and row.quantity <= 0:
        raise Invalid(N_("The quantity is more than 0."), field="quantity")
    if row.quantity and not row.sku:
        raise Invalid(N_("A quantity of what? Name the product."), field="sku")
    demand_in_order(row.ordered_on, row.shipped_on)
    if row.ordered_on and row.ordered_on > (latest or today() + EAST):
        raise Invalid(N_("An order cannot be of the future."), field="ordered_on")


def demand_in_order(ordered_on: date | None, shipped_on: date | None) -> None:
    """Refuse goods that were shipped before anybody ordered them."""
    if shipped_on and ordered_on and shipped_on < ordered_on:
        raise Invalid(N_("It was shipped before it was ordered."), field="shipped_on")


def merge_sales(session: Session, actor: Actor, rows: Sequence[SaleRow]) -> MergeCount:
    """Add the new order lines and update the known ones, by order and line."""
    actor.must(Permission.IMPORT_RUN)
    merged = take_all(session, rows, _take_sales, most=SET)
    record(session, actor, SalesMerged(None, 0, **vars(merged)))
    return merged


def _take_sales(session: Session, rows: Sequence[SaleRow], count: Count) -> None:
    told = _with_goods(session, rows)
    customers = _customers(session, rows)
    orders, told_anew = _take_orders(session, rows, customers, count)
    ids = {number: int(row["id"]) for (number,), row in orders.known.items()}
    fields = ("product_id", "lot_id", "customer_id", "quantity", "shipped_on")
    lines = Upsert(session, OrderLine, ("order_id", "line"), fields)
    known = orders.known_before
    lines.load((ids[row.order], row.line) for row in rows if (row.order,) in known)
    lots = [lot for *_, lot in told if lot]
    sums = Sums(session, OrderLine.lot_id, OrderLine.quantity, lots)
    refusals = Refusals()
    for at, row, product, lot in told:
        key = (ids[row.order], row.line)
        with refusals.of(at):
            demand_in_order(orders.known[row.order,]["ordered_on"], row.shipped_on)
            before = lines.before(key)
            _keep_product(before, product, row)
            if lot is not None:
                same = before is not None and before["lot_id"] == lot.id
                sums.add(lot, row.quantity, before if same else None, SOLD_TOO_MUCH)
            outcome = lines.take(
                {
                    "order_id": key[0],
                    "line": row.line,
                    "product_id": product,
                    "lot_id": lot.id if lot else None,
                    "customer_id": orders.known[row.order,]["customer_id"],
                    "quantity": row.quantity,
                    "shipped_on": row.shipped_on,
                }
            )
            count.add(UPDATED if outcome == UNCHANGED and at in told_anew else outcome)
    refusals.demand_none()
    lines.write()


def _keep_product(before: Mapping[str, Any] | None, product: int, row: SaleRow) -> None:
    if before is not None and before["product_id"] != product:
        raise Invalid(
            N_("Line %(line)s of order %(number)s is of another product."),
            field="sku",
            line=row.line,
            number=row.order,
        )


def _take_orders(
    session: Session, rows: Sequence[SaleRow], customers: Upsert, count: Count
) -> tuple[Upsert, set[int]]:
    """Write the orders of the rows; return them with the places of rows that changed a known one.

    Rows that are about nothing else are counted.
    """
    orders = Upsert(session, CustomerOrder, ("number",), ("customer_id", "ordered_on"))
    orders.load((row.order,) for row in rows)
    last: tuple[str, str, date | None] | None = None
    changing, refusals = set[int](), Refusals()
    for at, row in enumerate(rows):
        outcome = UNCHANGED
        told = (row.order, row.customer, row.ordered_on)
        with refusals.of(at):
            if told != last:
                outcome = _take_order(orders, customers, row)
                last = told
            if outcome == UPDATED:
                changing.add(at)
            if not row.sku:
                count.add(outcome)
    refusals.demand_none()
    told_anew = [{"of": row["id"], "by": row["customer_id"]} for row in orders.differs.values()]
    orders.write()
    if told_anew:
        lines = cast(Table, OrderLine.__table__)
        session.execute(
            update(lines)
            .where(lines.c.order_id == bindparam("of"))
            .values(customer_id=bindparam("by")),
            told_anew,
        )
    return orders, changing


def _take_order(orders: Upsert, customers: Upsert, row: SaleRow) -> int:
    if row.ordered_on is None and orders.before((row.order,)) is None:
        raise Invalid(
            N_("Order %(number)s is not known yet: say when it was made."),
            field="ordered_on",
            number=row.order,
        )
    by = customers.id_of(row.customer) if row.customer else None
    return orders.take({"number": row.order, "customer_id": by, "ordered_on": row.ordered_on})


def _with_goods(
    session: Session, rows: Sequence[SaleRow]
) -> list[tuple[int, SaleRow, int, KnownLot | None]]:
    """Return the rows that name goods, each with its place and what it names."""
    products = products_named(session, [row.sku for row in rows])
    suppliers = suppliers_named(session, [row.supplier for row in rows])
    lots = Lots(session, [row.lot for row in rows])
    told, refusals = [], Refusals()
    latest = today() + EAST
    for at, row in enumerate(rows):
        with refusals.of(at):
            demand_sale(row, latest)
            if row.sku:
                product = product_of(row.sku, products)
                maker = supplier_of(row.supplier, suppliers) if row.supplier else None
                lot = lots.find(row.lot, maker, product_id=product) if row.lot else None
                told.append((at, row, product, lot))
    refusals.demand_none()
    return told


def _customers(session: Session, rows: Sequence[SaleRow]) -> Upsert:
    fields = ("name", "email", "phone", "country")
    customers = Upsert(session, Customer, ("number",), fields)
    buying = [row for row in rows if row.customer]
    customers.load((row.customer,) for row in buying)
    for row in buying:
        customers.take({"number": row.customer, **{name: getattr(row, name) for name in fields}})
    customers.write()
    return customers
