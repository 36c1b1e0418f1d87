"""What a trace says: counts first, then lots and edges, then who got what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.suppliers.models import Supplier
from portal.core.traceability.models import (
    Customer,
    CustomerOrder,
    GoodsReturn,
    Lot,
    OrderLine,
    Receipt,
    ReceiptLot,
    ShipmentLot,
)
from portal.core.traceability.queries.holding import held_lots
from portal.core.traceability.queries.tracing import by_indices, edges_of, of, reach
from portal.core.traceability.rules import Direction, EdgeKind, LotKind
from portal.core.traceability.rules.genealogy import layers_of
from portal.core.traceability.rules.quantities import Balance, Quantities

_LOT: Table = Lot.__table__  # type: ignore[assignment]
_LINE: Table = OrderLine.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Preview:
    """How far a trace reaches, counted without fetching it."""

    kinds: dict[LotKind, int]
    suppliers: list[tuple[str, Bilingual, int]]
    lines: int
    pieces: int
    orders: int
    customers: int

    @property
    def lots(self) -> int:
        return sum(self.kinds.values())


@dataclass(frozen=True)
class TraceNode:
    """A lot that the trace reached."""

    id: int
    number: str
    kind: LotKind
    quantity: int
    produced_on: date | None
    supplier_id: int
    product_id: int
    sku: str
    gtin: str | None
    product: Bilingual
    unit: str
    supplier_code: str
    supplier: Bilingual
    layer: int
    is_held: bool
    quantities: Quantities


@dataclass(frozen=True)
class TraceLink:
    """A quantity of one reached lot that went into another."""

    from_lot_id: int
    to_lot_id: int
    kind: EdgeKind
    quantity: Decimal
    at: datetime | None


@dataclass(frozen=True)
class Trace:
    """All that a trace reached, without the order lines."""

    starts: tuple[int, ...]
    direction: Direction
    nodes: list[TraceNode]
    links: list[TraceLink]

    @property
    def finished(self) -> Balance:
        """Return where the pieces of all finished lots are."""
        total = Balance()
        for node in self.nodes:
            if node.kind is LotKind.FINISHED:
                total += node.quantities.balance
        return total

    @property
    def numbers(self) -> dict[int, str]:
        return {node.id: node.number for node in self.nodes}


@dataclass(frozen=True)
class RecallLine:
    """Who got goods of a reached lot."""

    order: str
    line: str
    ordered_on: date
    shipped_on: date | None
    quantity: int
    lot_id: int
    lot: str
    sku: str
    customer: str | None
    name: str | None
    email: str | None
    phone: str | None
    country: str | None


def _preview(direction: Direction) -> tuple[Any, Any]:
    found = reach(direction)
    lots = (
        select(_LOT.c.kind, _LOT.c.supplier_id, func.count())
        .select_from(found.join(_LOT, _LOT.c.id == of(found.c.lot_id)))
        .group_by(_LOT.c.kind, _LOT.c.supplier_id)
    )
    lines = select(
        func.count(),
        func.coalesce(func.sum(_LINE.c.quantity), 0),
        func.count(_LINE.c.order_id.distinct()),
        func.count(_LINE.c.customer_id.distinct()),
    ).select_from(found.join(_LINE, _LINE.c.lot_id == of(found.c.lot_id)))
    return lots, lines


def _nodes(direction: Direction) -> Any:
    found = reach(direction)
    return (
        select(
            Lot.id, Lot.number, Lot.kind, Lot.quantity, Lot.produced_on, Lot.supplier_id,
            Lot.product_id, Product.sku, Product.gtin, Product.name_en, Product.name_zh,
            Product.unit, Supplier.code, Supplier.name_en.label("maker_en"),
            Supplier.name_zh.label("maker_zh"),
        )
        .select_from(found)
        .join(_LOT, _LOT.c.id == of(found.c.lot_id))
        .join(Product.__table__, Product.id == of(_LOT.c.product_id))
        .join(Supplier.__table__, Supplier.id == of(_LOT.c.supplier_id))
    )  # fmt: skip


def _lines(direction: Direction) -> Any:
    found = reach(direction)
    return (
        select(
            CustomerOrder.number, OrderLine.line, CustomerOrder.ordered_on, OrderLine.shipped_on,
            OrderLine.quantity, OrderLine.lot_id, Lot.number.label("lot"), Product.sku,
            Customer.number.label("customer"), Customer.name, Customer.email, Customer.phone,
            Customer.country,
        )
        .select_from(found)
        .join(_LINE, _LINE.c.lot_id == of(found.c.lot_id))
        .join(CustomerOrder.__table__, CustomerOrder.id == of(_LINE.c.order_id))
        .join(_LOT, _LOT.c.id == of(_LINE.c.lot_id))
        .join(Product.__table__, Product.id == of(_LINE.c.product_id))
        .outerjoin(Customer.__table__, Customer.id == _LINE.c.customer_id)
        .order_by(CustomerOrder.number, OrderLine.line)
    )  # fmt: skip


def _sums(direction: Direction) -> dict[str, Any]:
    found = reach(direction)
    statements: dict[str, Any] = {
        name: select(found.c.lot_id, func.sum(model.quantity))
        .select_from(found.join(model.__table__, model.lot_id == of(found.c.lot_id)))
        .group_by(found.c.lot_id)
        for name, model in (
            ("shipped", ShipmentLot), ("received", ReceiptLot), ("sold", OrderLine)
        )
    }  # fmt: skip
    back = (GoodsReturn.order_id == of(OrderLine.order_id)) & (GoodsReturn.line == OrderLine.line)
    statements["returned"] = (
        select(found.c.lot_id, func.sum(GoodsReturn.quantity))
        .select_from(
            found.join(_LINE, _LINE.c.lot_id == of(found.c.lot_id)).join(
                GoodsReturn.__table__, back
            )
        )
        .group_by(found.c.lot_id)
    )
    return statements


PREVIEW = {direction: _preview(direction) for direction in Direction}
NODES = {direction: _nodes(direction) for direction in Direction}
LINES = {direction: _lines(direction) for direction in Direction}
SUMS = {direction: _sums(direction) for direction in Direction}
"""Statements of the recall, made once."""


def preview_trace(
    session: Session, actor: Actor, starts: Sequence[int], direction: Direction
) -> Preview:
    """Return how far a trace reaches: lots by kind and supplier, lines, orders and customers."""
    actor.must(Permission.TRACE_READ)
    asked = {"starts": list(starts)}
    lots, lines = PREVIEW[direction]
    with by_indices(session):
        groups = list(session.execute(lots, asked))
        sold = session.execute(lines, asked).one()
        makers = _makers(session, {group[1] for group in groups})
    kinds: dict[LotKind, int] = {}
    by_maker: dict[int, int] = {}
    for kind, maker, count in groups:
        kinds[kind] = kinds.get(kind, 0) + count
        by_maker[maker] = by_maker.get(maker, 0) + count
    suppliers = [(*makers[maker], count) for maker, count in by_maker.items()]
    suppliers.sort(key=lambda one: (-one[2], one[0]))
    return Preview(kinds, suppliers, sold[0], int(sold[1]), sold[2], sold[3])


def _makers(session: Session, wanted: set[int]) -> dict[int, tuple[str, Bilingual]]:
    rows = session.execute(
        select(Supplier.id, Supplier.code, Supplier.name_en, Supplier.name_zh).where(
            Supplier.id.in_(wanted)
        )
    )
    return {row.id: (row.code, Bilingual(row.name_en, row.name_zh)) for row in rows}


def gather_trace(
    session: Session, actor: Actor, starts: Sequence[int], direction: Direction
) -> Trace:
    """Return every lot and edge that a trace reaches, with what became of the quantities."""
    actor.must(Permission.TRACE_READ)
    asked = {"starts": list(starts)}
    with by_indices(session):
        rows = list(session.execute(NODES[direction], asked))
        sums = {
            name: {row[0]: int(row[1]) for row in session.execute(statement, asked)}
            for name, statement in SUMS[direction].items()
        }
        held = held_lots(session, [row.id for row in rows])
    ids = {row.id for row in rows}
    links = [
        TraceLink(*edge)
        for edge in edges_of(session, starts, direction)
        if edge.from_lot_id in ids and edge.to_lot_id in ids
    ]
    layers = layers_of(sorted(ids), [(link.from_lot_id, link.to_lot_id) for link in links])
    consumed: dict[int, Decimal] = {}
    for link in links:
        already = consumed.get(link.from_lot_id, Decimal(0))
        consumed[link.from_lot_id] = already + link.quantity
    nodes = [
        TraceNode(
            row.id, row.number, row.kind, row.quantity, row.produced_on, row.supplier_id,
            row.product_id, row.sku, row.gtin,
            Bilingual(row.name_en, row.name_zh), row.unit, row.code,
            Bilingual(row.maker_en, row.maker_zh), layers[row.id], row.id in held,
            Quantities(
                produced=row.quantity,
                consumed=int(consumed.get(row.id, 0)),
                **{name: by_lot.get(row.id, 0) for name, by_lot in sums.items()},
            ),
        )
        for row in rows
    ]  # fmt: skip
    nodes.sort(key=lambda node: (node.layer, node.number))
    return Trace(tuple(starts), direction, nodes, links)


def recall_lines(
    session: Session, actor: Actor, starts: Sequence[int], direction: Direction
) -> list[RecallLine]:
    """Return every order line that got goods of a reached lot, with the customer's contact."""
    actor.must(Permission.TRACE_READ)
    with by_indices(session):
        rows = session.execute(LINES[direction], {"starts": list(starts)})
        return [RecallLine(*row) for row in rows]


@dataclass(frozen=True)
class Whereabouts:
    """How many pieces of one lot came in at one place."""

    place: str
    received_on: date
    lot: str
    quantity: int


def whereabouts(
    session: Session, actor: Actor, starts: Sequence[int], direction: Direction
) -> list[Whereabouts]:
    """Return where the reached lots came in, the newest receipt first."""
    actor.must(Permission.TRACE_READ)
    found = reach(direction)
    asked = (
        select(Receipt.place, Receipt.received_on, Lot.number, ReceiptLot.quantity)
        .select_from(found)
        .join(ReceiptLot.__table__, ReceiptLot.lot_id == of(found.c.lot_id))
        .join(Receipt.__table__, Receipt.id == of(ReceiptLot.receipt_id))
        .join(_LOT, _LOT.c.id == of(ReceiptLot.lot_id))
        .order_by(Receipt.received_on.desc(), Lot.number)
        .limit(500)
    )
    with by_indices(session):
        return [Whereabouts(*row) for row in session.execute(asked, {"starts": list(starts)})]
