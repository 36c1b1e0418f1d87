"""Taking in customer orders and returns: facts in millions, set by set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Table, bindparam, func, select, tuple_, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import today
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.traceability.events import ReturnsMerged, SalesMerged
from portal.core.traceability.models import Customer, CustomerOrder, GoodsReturn, OrderLine
from portal.core.traceability.operations.lots import EAST
from portal.core.traceability.operations.merging import UNCHANGED, MergeCount
from portal.core.traceability.operations.moving import Sums
from portal.core.traceability.operations.taking import (
    Count,
    KnownLot,
    Lots,
    Upsert,
    chunks,
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


@dataclass(frozen=True)
class ReturnRow:
    """What came back of a line as another system tells it."""

    order: str
    line: str
    quantity: int
    returned_on: date
    reason: str = ""
    supplier_caused: bool | None = None


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


def demand_return(row: ReturnRow) -> None:
    """Refuse what cannot be about a return, whatever it names."""
    if row.quantity <= 0:
        raise Invalid(N_("The quantity is more than 0."), field="quantity")


def merge_sales(session: Session, actor: Actor, rows: Sequence[SaleRow]) -> MergeCount:
    """Add the new order lines and update the known ones, by order and line."""
    actor.must(Permission.IMPORT_RUN)
    merged = take_all(session, rows, _take_sales, most=SET)
    record(session, actor, SalesMerged(None, 0, **vars(merged)))
    return merged


def merge_returns(session: Session, actor: Actor, rows: Sequence[ReturnRow]) -> MergeCount:
    """Add the new returns and update the known ones, by order, line and day."""
    actor.must(Permission.IMPORT_RUN)
    merged = take_all(session, rows, _take_returns, most=SET)
    record(session, actor, ReturnsMerged(None, 0, **vars(merged)))
    return merged


def _take_sales(session: Session, rows: Sequence[SaleRow], count: Count) -> None:
    told = _with_goods(session, [row for row in rows if row.sku])
    customers = _customers(session, rows)
    orders = _take_orders(session, rows, customers, count)
    ids = {number: int(row["id"]) for (number,), row in orders.known.items()}
    fields = ("product_id", "lot_id", "customer_id", "quantity", "shipped_on")
    lines = Upsert(session, OrderLine, ("order_id", "line"), fields)
    known = orders.known_before
    lines.load((ids[row.order], row.line) for row in rows if (row.order,) in known)
    lots = [lot for _, _, lot in told if lot]
    sums = Sums(session, OrderLine.lot_id, OrderLine.quantity, lots)
    for row, product, lot in told:
        key = (ids[row.order], row.line)
        demand_in_order(orders.known[row.order,]["ordered_on"], row.shipped_on)
        before = lines.before(key)
        if before is not None and before["product_id"] != product:
            raise Invalid(
                N_("Line %(line)s of order %(number)s is of another product."),
                field="sku",
                line=row.line,
                number=row.order,
            )
        if lot is not None:
            same = before is not None and before["lot_id"] == lot.id
            sums.add(lot, row.quantity, before if same else None, SOLD_TOO_MUCH)
        count.add(
            lines.take(
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
        )
    lines.write()


def _take_orders(
    session: Session, rows: Sequence[SaleRow], customers: Upsert, count: Count
) -> Upsert:
    """Write the orders of the rows; count those rows that are about nothing else."""
    orders = Upsert(session, CustomerOrder, ("number",), ("customer_id", "ordered_on"))
    orders.load((row.order,) for row in rows)
    last: tuple[str, str, date | None] | None = None
    for row in rows:
        outcome = UNCHANGED
        told = (row.order, row.customer, row.ordered_on)
        if told != last:
            if row.ordered_on is None and orders.before((row.order,)) is None:
                raise Invalid(
                    N_("Order %(number)s is not known yet: say when it was made."),
                    field="ordered_on",
                    number=row.order,
                )
            by = customers.id_of(row.customer) if row.customer else None
            outcome = orders.take(
                {"number": row.order, "customer_id": by, "ordered_on": row.ordered_on}
            )
            last = told
        if not row.sku:
            count.add(outcome)
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
    return orders


def _with_goods(
    session: Session, rows: Sequence[SaleRow]
) -> list[tuple[SaleRow, int, KnownLot | None]]:
    products = products_named(session, [row.sku for row in rows])
    suppliers = suppliers_named(session, [row.supplier for row in rows])
    lots = Lots(session, [row.lot for row in rows])
    told = []
    latest = today() + EAST
    for row in rows:
        demand_sale(row, latest)
        product = product_of(row.sku, products)
        maker = supplier_of(row.supplier, suppliers) if row.supplier else None
        lot = lots.find(row.lot, maker, product_id=product) if row.lot else None
        told.append((row, product, lot))
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


def _take_returns(session: Session, rows: Sequence[ReturnRow], count: Count) -> None:
    lines = _lines_named(session, {(row.order, row.line) for row in rows})
    returns = Upsert(
        session, GoodsReturn, ("order_id", "line", "returned_on"),
        ("quantity", "reason", "supplier_caused"),
    )  # fmt: skip
    known = list(lines.values())
    returns.load(
        (lines[row.order, row.line][0], row.line, row.returned_on)
        for row in rows
        if (row.order, row.line) in lines
    )
    back = _returned(session, [(order_id, line) for order_id, line, _, _ in known])
    for row in rows:
        demand_return(row)
        if (row.order, row.line) not in lines:
            raise Invalid(
                N_("There is no line %(line)s of order %(number)s."),
                field="line",
                line=row.line,
                number=row.order,
            )
        order_id, line, quantity, ordered_on = lines[row.order, row.line]
        if row.returned_on < ordered_on:
            raise Invalid(N_("It came back before it was ordered."), field="returned_on")
        before = returns.before((order_id, line, row.returned_on))
        after = back.get((order_id, line), 0) + row.quantity
        after -= before["quantity"] if before else 0
        if after > quantity:
            raise Invalid(
                N_("%(sum)s would have come back of %(quantity)s that were sold."),
                field="quantity",
                sum=after,
                quantity=quantity,
            )
        back[order_id, line] = after
        count.add(
            returns.take(
                {
                    "order_id": order_id,
                    "line": line,
                    "returned_on": row.returned_on,
                    "quantity": row.quantity,
                    "reason": row.reason,
                    "supplier_caused": row.supplier_caused,
                }
            )
        )
    returns.write()


def _lines_named(
    session: Session, wanted: set[tuple[str, str]]
) -> dict[tuple[str, str], tuple[int, str, int, date]]:
    found: dict[tuple[str, str], tuple[int, str, int, date]] = {}
    for some in chunks(sorted({order for order, _ in wanted})):
        rows = session.execute(
            select(
                CustomerOrder.number, CustomerOrder.id, OrderLine.line, OrderLine.quantity,
                CustomerOrder.ordered_on,
            )
            .join(OrderLine, OrderLine.order_id == CustomerOrder.id)
            .where(CustomerOrder.number.in_(some))
        )  # fmt: skip
        found.update(((row[0], row[2]), (row[1], row[2], row[3], row[4])) for row in rows)
    return found


def _returned(session: Session, keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
    back: dict[tuple[int, str], int] = {}
    for some in chunks(keys):
        rows = session.execute(
            select(GoodsReturn.order_id, GoodsReturn.line, func.sum(GoodsReturn.quantity))
            .where(tuple_(GoodsReturn.order_id, GoodsReturn.line).in_(list(some)))
            .group_by(GoodsReturn.order_id, GoodsReturn.line)
        )
        back.update(((row[0], row[1]), int(row[2])) for row in rows)
    return back
