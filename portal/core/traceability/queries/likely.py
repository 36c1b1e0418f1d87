"""Lines that name no lot: which lots they may have come from, and how likely."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.permissions import Permission
from portal.core.traceability.models import CustomerOrder, Lot, OrderLine, Receipt, ReceiptLot
from portal.core.traceability.queries.tracing import go_by_indices
from portal.core.traceability.rules.likelihood import Candidate, likelihoods

MOST = 2_000
"""Possible lines that are listed; beyond them the list says that there are more."""


def candidates_of(
    session: Session, products: Collection[int]
) -> dict[int, list[tuple[Candidate, str]]]:
    """Return for each product the lots that came in, with their numbers."""
    if not products:
        return {}
    came_in = session.execute(
        select(
            Lot.product_id, Lot.id, Lot.number, func.min(Receipt.received_on),
            func.sum(ReceiptLot.quantity),
        )
        .join(ReceiptLot, ReceiptLot.lot_id == Lot.id)
        .join(Receipt, Receipt.id == ReceiptLot.receipt_id)
        .where(Lot.product_id.in_(products))
        .group_by(Lot.product_id, Lot.id, Lot.number)
    ).all()  # fmt: skip
    sold = _sold(session, [row[1] for row in came_in])
    found: dict[int, list[tuple[Candidate, str]]] = {}
    for product, lot, number, first, quantity in came_in:
        candidate = Candidate(lot, first, int(quantity), sold.get(lot, 0))
        found.setdefault(product, []).append((candidate, number))
    return found


def _sold(session: Session, lots: Sequence[int]) -> dict[int, int]:
    sold: dict[int, int] = {}
    for begin in range(0, len(lots), 500):
        rows = session.execute(
            select(OrderLine.lot_id, func.sum(OrderLine.quantity))
            .where(OrderLine.lot_id.in_(lots[begin : begin + 500]))
            .group_by(OrderLine.lot_id)
        )
        sold.update((row[0], int(row[1])) for row in rows if row[0] is not None)
    return sold


@dataclass(frozen=True)
class PossibleLine:
    """An order line without a lot that may have got goods of a reached one."""

    order: str
    line: str
    ordered_on: date
    shipped_on: date | None
    quantity: int
    lot: str
    likelihood: float


def possible_lines(
    session: Session, actor: Actor, lots: Collection[tuple[int, int]]
) -> list[PossibleLine]:
    """Return the lines that name no lot but may be of one of `lots` (lot and product).

    Each stands once, with the reached lot that is likeliest.
    """
    actor.must(Permission.TRACE_READ)
    wanted = dict(lots)
    go_by_indices(session)
    pools = candidates_of(session, set(wanted.values()))
    found: list[PossibleLine] = []
    for product, pool in pools.items():
        of_reach = [(one, number) for one, number in pool if one.lot_id in wanted]
        if of_reach:
            found += _lines_of(session, product, [one for one, _ in pool], of_reach)
    return found[:MOST]


def _lines_of(
    session: Session,
    product: int,
    pool: list[Candidate],
    of_reach: list[tuple[Candidate, str]],
) -> list[PossibleLine]:
    first = min(one.received_on for one, _ in of_reach)
    rows = session.execute(
        select(
            CustomerOrder.number, OrderLine.line, CustomerOrder.ordered_on, OrderLine.shipped_on,
            OrderLine.quantity,
        )
        .join(CustomerOrder, CustomerOrder.id == OrderLine.order_id)
        .where(
            OrderLine.product_id == product,
            OrderLine.lot_id.is_(None),
            (OrderLine.shipped_on >= first) | OrderLine.shipped_on.is_(None),
        )
        .limit(MOST)
    )  # fmt: skip
    found = []
    for row in rows:
        likely = likelihoods(row.shipped_on, pool)
        share, number = max((likely.get(one.lot_id, 0.0), number) for one, number in of_reach)
        if share:
            found.append(PossibleLine(*row, number, share))
    return found
