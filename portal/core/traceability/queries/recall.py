"""What a trace says: lots and edges, then who got what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, cast

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
from portal.core.traceability.queries.tracing import edges_of, go_by_indices, of, reach
from portal.core.traceability.rules import Direction, EdgeKind, LotKind
from portal.core.traceability.rules.genealogy import layers_of
from portal.core.traceability.rules.quantities import Balance, Quantities

_LOT: Table = Lot.__table__  # type: ignore[assignment]
_LINE: Table = OrderLine.__table__  # type: ignore[assignment]
_ORDER: Table = CustomerOrder.__table__  # type: ignore[assignment]
_SUPPLIER: Table = Supplier.__table__  # type: ignore[assignment]
_PRODUCT: Table = Product.__table__  # type: ignore[assignment]
_CUSTOMER: Table = Customer.__table__  # type: ignore[assignment]


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


class RecallLine(Protocol):
    """Who got goods of a reached lot: the row as it comes, for there can be a great many."""

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
            _ORDER.c.number.label("order"), _LINE.c.line, _ORDER.c.ordered_on, _LINE.c.shipped_on,
            _LINE.c.quantity, _LINE.c.lot_id, _LOT.c.number.label("lot"), _PRODUCT.c.sku,
            _CUSTOMER.c.number.label("customer"), _CUSTOMER.c.name, _CUSTOMER.c.email,
            _CUSTOMER.c.phone, _CUSTOMER.c.country,
        )
        .select_from(found)
        .join(_LINE, _LINE.c.lot_id == of(found.c.lot_id))
        .join(_ORDER, _ORDER.c.id == of(_LINE.c.order_id))
        .join(_LOT, _LOT.c.id == of(_LINE.c.lot_id))
        .join(_PRODUCT, _PRODUCT.c.id == of(_LINE.c.product_id))
        .outerjoin(_CUSTOMER, _CUSTOMER.c.id == _LINE.c.customer_id)
        .order_by(_ORDER.c.number, _LINE.c.line)
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


NODES = {direction: _nodes(direction) for direction in Direction}
LINES = {direction: _lines(direction) for direction in Direction}
SUMS = {direction: _sums(direction) for direction in Direction}
"""Statements of the recall, made once."""


def gather_trace(
    session: Session, actor: Actor, starts: Sequence[int], direction: Direction
) -> Trace:
    """Return every lot and edge that a trace reaches, with what became of the quantities."""
    actor.must(Permission.TRACE_READ)
    asked = {"starts": list(starts)}
    go_by_indices(session)
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
    go_by_indices(session)
    rows = session.execute(LINES[direction], {"starts": list(starts)}).all()
    return cast(list[RecallLine], rows)


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
    go_by_indices(session)
    return [Whereabouts(*row) for row in session.execute(asked, {"starts": list(starts)})]
