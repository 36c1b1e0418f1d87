"""What the portal knows of goods: nonconformities and their costs, receipts, orders, returns.

Part of it is the brand's alone; what a card counts of it is copied in, and its supplier reads it
there: lots, days and quantities, and nobody's order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, distinct, func, literal, null, select
from sqlalchemy.orm import Session

from portal.core.nonconformities.models import ComplaintNote, Nonconformity, NonconformityCost
from portal.core.nonconformities.rules import FoundBy
from portal.core.products.models import Product
from portal.core.traceability.models import (
    CustomerOrder,
    GoodsReturn,
    Lot,
    OrderLine,
    Receipt,
    ReceiptLot,
)
from scoring.metrics.queries.tallies import among
from scoring.metrics.rules.definitions import Input, InputKind
from scoring.metrics.rules.periods import Window

Inputs = Mapping[int, list[Input]]
N = Nonconformity
AFTER_ACCEPTANCE = (FoundBy.INCOMING, FoundBy.COMPLAINT)
"""What an inspection or a paper shows was found before."""


def escapes(session: Session, window: Window, supplier_ids: Collection[int] | None) -> Inputs:
    """Return the nonconformities that were found after acceptance in a period."""
    rows = session.execute(
        select(N.supplier_id, N.id, N.number, Lot.number, N.opened_at, N.quantity)
        .outerjoin(Lot, Lot.id == N.lot_id)
        .where(
            N.source.in_(AFTER_ACCEPTANCE),
            N.opened_at >= window.since,
            N.opened_at < window.until,
            among(N.supplier_id, supplier_ids),
        )
        .order_by(N.opened_at, N.id)
    )
    found: dict[int, list[Input]] = defaultdict(list)
    for whose, key, number, lot, at, units in rows:
        day = window.day_of(at)
        found[whose].append(Input(InputKind.NONCONFORMITY, key, number, lot or "", day, units))
    return found


def received(session: Session, window: Window, supplier_ids: Collection[int] | None) -> Inputs:
    """Return what came in during a period, lot by lot."""
    rows = session.execute(
        select(
            Receipt.supplier_id, Lot.id, Lot.number, Receipt.number, Receipt.received_on,
            ReceiptLot.quantity,
        )
        .join(ReceiptLot, ReceiptLot.receipt_id == Receipt.id)
        .join(Lot, Lot.id == ReceiptLot.lot_id)
        .where(
            Receipt.received_on.between(window.first, window.last),
            among(Receipt.supplier_id, supplier_ids),
        )
        .order_by(Receipt.received_on, Lot.number)
    )  # fmt: skip
    return _inputs(InputKind.RECEIVED, rows)


@dataclass(frozen=True)
class Sold:
    """What customers got of a supplier's lots in a period: units and orders, lot by lot."""

    units: list[Input]
    orders: list[Input]
    """An order with goods of several lots is in each of them."""
    order_count: int


def sold(
    session: Session, window: Window, supplier_ids: Collection[int] | None
) -> Mapping[int, Sold]:
    """Return what was shipped to customers in a period of lots that are known."""
    shipped = (
        OrderLine.shipped_on.between(window.first, window.last),
        among(Lot.supplier_id, supplier_ids),
    )
    orders = func.count(distinct(OrderLine.order_id))
    of_lots = select(OrderLine).join(Lot, Lot.id == OrderLine.lot_id).where(*shipped)
    by_lot = session.execute(
        of_lots.with_only_columns(
            Lot.supplier_id, Lot.id, Lot.number, Product.sku, func.sum(OrderLine.quantity), orders
        )
        .join(Product, Product.id == Lot.product_id)
        .group_by(Lot.supplier_id, Lot.id, Lot.number, Product.sku)
        .order_by(Lot.number)
    )
    found: dict[int, Sold] = {}
    for whose, key, number, sku, units, count in by_lot:
        mine = found.setdefault(whose, Sold([], [], 0))
        mine.units.append(Input(InputKind.SOLD, key, number, sku, None, int(units)))
        mine.orders.append(Input(InputKind.ORDERED, key, number, sku, None, int(count)))
    if not found:
        return found
    totals = of_lots.with_only_columns(Lot.supplier_id, orders).group_by(Lot.supplier_id)
    return {
        whose: replace(found[whose], order_count=int(count))
        for whose, count in session.execute(totals)
    }


def returned(session: Session, window: Window, supplier_ids: Collection[int] | None) -> Inputs:
    """Return what came back, for reasons the supplier caused, of what was shipped in a period."""
    rows = session.execute(
        select(
            Lot.supplier_id, Lot.id, Lot.number, GoodsReturn.reason, null(),
            func.sum(GoodsReturn.quantity),
        )
        .select_from(GoodsReturn)
        .join(
            OrderLine,
            (OrderLine.order_id == GoodsReturn.order_id) & (OrderLine.line == GoodsReturn.line),
        )
        .join(Lot, Lot.id == OrderLine.lot_id)
        .where(
            GoodsReturn.supplier_caused.is_(True),
            OrderLine.shipped_on.between(window.first, window.last),
            among(Lot.supplier_id, supplier_ids),
        )
        .group_by(Lot.supplier_id, Lot.id, Lot.number, GoodsReturn.reason)
        .order_by(Lot.number, GoodsReturn.reason)
    )  # fmt: skip
    return _inputs(InputKind.RETURNED, rows)


def complaints(session: Session, window: Window, supplier_ids: Collection[int] | None) -> Inputs:
    """Return the complaints about orders that were shipped in a period."""
    shipped_on = func.min(OrderLine.shipped_on)
    rows = session.execute(
        select(N.supplier_id, N.id, N.number, Lot.number, shipped_on, literal(1))
        .join(ComplaintNote, ComplaintNote.nonconformity_id == N.id)
        .join(CustomerOrder, CustomerOrder.number == ComplaintNote.order_number)
        .join(OrderLine, OrderLine.order_id == CustomerOrder.id)
        .outerjoin(Lot, Lot.id == N.lot_id)
        .where(among(N.supplier_id, supplier_ids))
        .group_by(N.supplier_id, N.id, N.number, Lot.number)
        .having(shipped_on.between(window.first, window.last))
        .order_by(N.id)
    )
    return _inputs(InputKind.COMPLAINT, rows)


def costs(session: Session, window: Window, supplier_ids: Collection[int] | None) -> Inputs:
    """Return what nonconformities cost, by the day it was booked; exact hundredths."""
    cost = NonconformityCost
    rows = session.execute(
        select(N.supplier_id, N.id, N.number, cost.kind, cost.at, cost.amount, cost.currency)
        .join(cost, cost.nonconformity_id == N.id)
        .where(cost.at >= window.since, cost.at < window.until, among(N.supplier_id, supplier_ids))
        .order_by(cost.at, cost.id)
    )
    found: dict[int, list[Input]] = defaultdict(list)
    for whose, key, number, kind, at, amount, currency in rows:
        cents, day = int(amount * 100), window.day_of(at)
        found[whose].append(Input(InputKind.COST, key, number, kind.value, day, cents, currency))
    return found


def _inputs(kind: InputKind, rows: Iterable[Row[*tuple[Any, ...]]]) -> Inputs:
    found: dict[int, list[Input]] = defaultdict(list)
    for whose, key, name, detail, on, count in rows:
        found[whose].append(Input(kind, key, name, detail or "", on, int(count)))
    return found
