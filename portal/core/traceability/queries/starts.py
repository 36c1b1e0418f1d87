"""Where a trace can begin: what people call a thing, and which lots that means."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.suppliers.models import Supplier
from portal.core.traceability.models import (
    CustomerOrder,
    Lot,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    ReceiptLot,
    Shipment,
    ShipmentLot,
)
from portal.core.traceability.queries.likely import candidates_of
from portal.core.traceability.queries.tracing import by_indices
from portal.core.traceability.rules import LotKind
from portal.core.traceability.rules.gs1 import ElementString, parse
from portal.core.traceability.rules.likelihood import likelihoods

MOST = 50


@dataclass(frozen=True)
class FoundLot:
    """A lot that fits what was asked for, and how."""

    id: int
    number: str
    kind: LotKind
    quantity: int
    unit: str
    produced_on: date | None
    sku: str
    product: Bilingual
    supplier_code: str
    supplier: Bilingual


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


@dataclass(frozen=True)
class Found:
    """What a text can mean."""

    lots: list[FoundLot]
    order: FoundOrder | None
    said: ElementString | None


def find_starts(session: Session, actor: Actor, words: str) -> Found:
    """Return the lots and the order that a text names: a number, or a GS1 string."""
    actor.must(Permission.TRACE_READ)
    text = words.strip()[:300]
    said = _said(text)
    if said is not None:
        return Found(_lots_said(session, said), None, said)
    with by_indices(session):
        found = _lots(session, Lot.number == text) if text else []
        if not found and text:
            found = _lots_of(session, text)
        return Found(found, _order(session, text) if text else None, None)


def find_order(session: Session, actor: Actor, number: str) -> FoundOrder:
    """Return a customer's order with the lots of its lines, or refuse as if it were not there."""
    actor.must(Permission.TRACE_READ)
    with by_indices(session):
        order = _order(session, number)
    if order is None:
        raise NotFound
    return order


def _said(text: str) -> ElementString | None:
    if not (text.startswith(("(", "]", "http", "01", "00", "10")) or "\x1d" in text):
        return None
    try:
        return parse(text)
    except Invalid:
        return None


def _lots_said(session: Session, said: ElementString) -> list[FoundLot]:
    if said.sscc:
        by_pallet = (
            select(ShipmentLot.lot_id)
            .join(Shipment, Shipment.id == ShipmentLot.shipment_id)
            .where(Shipment.sscc == said.sscc)
        )
        return _lots(session, Lot.id.in_(by_pallet))
    if not said.lot:
        return []
    where = [Lot.number == said.lot]
    if said.gtin:
        shapes = {said.gtin, said.gtin.lstrip("0")} | {said.gtin[14 - n :] for n in (8, 12, 13)}
        where.append(Product.gtin.in_(shapes))
    return _lots(session, *where)


def _lots(session: Session, *where: object) -> list[FoundLot]:
    rows = session.execute(
        select(
            Lot.id, Lot.number, Lot.kind, Lot.quantity, Product.unit, Lot.produced_on, Product.sku,
            Product.name_en, Product.name_zh, Supplier.code, Supplier.name_en.label("maker_en"),
            Supplier.name_zh.label("maker_zh"),
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Supplier, Supplier.id == Lot.supplier_id)
        .where(*where)  # type: ignore[arg-type]
        .order_by(Lot.number, Lot.id)
        .limit(MOST)
    )  # fmt: skip
    return [
        FoundLot(
            row.id, row.number, row.kind, row.quantity, row.unit, row.produced_on, row.sku,
            Bilingual(row.name_en, row.name_zh), row.code, Bilingual(row.maker_en, row.maker_zh),
        )
        for row in rows
    ]  # fmt: skip


def _lots_of(session: Session, number: str) -> list[FoundLot]:
    """Return the lots of a shipment, a receipt or a purchase order of that number."""
    shipped = (
        select(ShipmentLot.lot_id)
        .join(Shipment, Shipment.id == ShipmentLot.shipment_id)
        .where(Shipment.number == number)
    )
    received = (
        select(ReceiptLot.lot_id)
        .join(Receipt, Receipt.id == ReceiptLot.receipt_id)
        .where(Receipt.number == number)
    )
    for asked in (shipped, received):
        found = _lots(session, Lot.id.in_(asked))
        if found:
            return found
    return _ordered_lots(session, number)


def _ordered_lots(session: Session, number: str) -> list[FoundLot]:
    """Return the lots of the ordered products that name the purchase order."""
    lines = session.execute(
        select(PurchaseLine.supplier_id, PurchaseLine.product_id)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.order_id)
        .where(PurchaseOrder.number == number)
        .limit(MOST)
    )
    pattern = number.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    found: dict[int, FoundLot] = {}
    for supplier_id, product_id in lines:
        named = _lots(
            session,
            Lot.supplier_id == supplier_id,
            Lot.product_id == product_id,
            Lot.order_lines.like(f"%{pattern}%", escape="\\"),
        )
        found.update((lot.id, lot) for lot in named)
    return list(found.values())[:MOST]


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
    lines = []
    for row in rows:
        named = {one.lot_id: number for one, number in pools.get(row.product_id, [])}
        likely = (
            likelihoods(row.shipped_on, [one for one, _ in pools.get(row.product_id, [])])
            if row.lot_id is None
            else {}
        )
        ranked = sorted(likely.items(), key=lambda pair: -pair[1])[:10]
        lines.append(
            OrderedLine(
                row.line, row.quantity, row.shipped_on, row.sku,
                Bilingual(row.name_en, row.name_zh), row.lot_id, row.lot,
                [(lot, named[lot], share) for lot, share in ranked],
            )
        )  # fmt: skip
    return FoundOrder(order.id, order.number, order.ordered_on, lines)
