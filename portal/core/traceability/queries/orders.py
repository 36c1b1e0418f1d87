"""A customer's order: the lot of each line, or what it may have been."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.traceability.models import CustomerOrder, Lot, OrderLine
from portal.core.traceability.queries.likely import candidates_of
from portal.core.traceability.queries.tracing import go_by_indices
from portal.core.traceability.rules.likelihood import Candidate, likelihoods

MOST_CANDIDATES = 10


@dataclass(frozen=True)
class OrderedLine:
    """A line of a customer's order: its lot, or what it may have been."""

    line: str
    quantity: int
    shipped_on: date | None
    sku: str
    product: Bilingual
    lot_id: int | None
    lot: str | None
    candidates: list[tuple[int, str, float]]


@dataclass(frozen=True)
class FoundOrder:
    """A customer's order by its number."""

    id: int
    number: str
    ordered_on: date
    lines: list[OrderedLine]


def order_called(session: Session, actor: Actor, number: str) -> FoundOrder | None:
    """Return a customer's order with the lots of its lines, if there is one of that number."""
    actor.must(Permission.TRACE_READ)
    go_by_indices(session)
    return _order(session, number) if number else None


def _order(session: Session, number: str) -> FoundOrder | None:
    order = session.execute(
        select(CustomerOrder.id, CustomerOrder.number, CustomerOrder.ordered_on).where(
            CustomerOrder.number == number
        )
    ).one_or_none()
    if order is None:
        return None
    rows = session.execute(
        select(
            OrderLine.line, OrderLine.quantity, OrderLine.shipped_on, OrderLine.product_id,
            Product.sku, Product.name_en, Product.name_zh, OrderLine.lot_id,
            Lot.number.label("lot"),
        )
        .join(Product, Product.id == OrderLine.product_id)
        .outerjoin(Lot, Lot.id == OrderLine.lot_id)
        .where(OrderLine.order_id == order.id)
        .order_by(OrderLine.line)
        .limit(500)
    ).all()  # fmt: skip
    unknown = {row.product_id for row in rows if row.lot_id is None}
    pools = candidates_of(session, unknown)
    lines = [
        OrderedLine(
            row.line, row.quantity, row.shipped_on, row.sku,
            Bilingual(row.name_en, row.name_zh), row.lot_id, row.lot,
            _ranked(pools.get(row.product_id, []), row.shipped_on) if row.lot_id is None else [],
        )
        for row in rows
    ]  # fmt: skip
    return FoundOrder(order.id, order.number, order.ordered_on, lines)


def likely_lots(
    session: Session, actor: Actor, product_id: int, on: date
) -> list[tuple[int, str, float]]:
    """Return the lots that goods of a product sold until a day may be of, the likeliest first."""
    actor.must(Permission.TRACE_READ)
    go_by_indices(session)
    return _ranked(candidates_of(session, [product_id]).get(product_id, []), on)


def _ranked(pool: Sequence[tuple[Candidate, str]], on: date | None) -> list[tuple[int, str, float]]:
    named = {one.lot_id: number for one, number in pool}
    likely = likelihoods(on, [one for one, _ in pool])
    ranked = sorted(likely.items(), key=lambda pair: -pair[1])[:MOST_CANDIDATES]
    return [(lot, named[lot], share) for lot, share in ranked]
