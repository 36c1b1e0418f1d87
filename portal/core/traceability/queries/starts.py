"""Where a trace can begin: what people call a thing, and which lots that means."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.products.rules import same_gtins
from portal.core.suppliers.models import Supplier
from portal.core.traceability.models import (
    Lot,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    ReceiptLot,
    Shipment,
    ShipmentLot,
)
from portal.core.traceability.queries.orders import FoundOrder, order_called
from portal.core.traceability.queries.scans import lots_meant
from portal.core.traceability.queries.tracing import go_by_indices
from portal.core.traceability.rules import LotKind
from portal.core.traceability.rules.gs1 import ElementString, is_marked, scanned

MOST = 50
OUR_LABEL = re.compile(r"https?://\S+/lots/(\d{1,18})/?", re.ASCII)
"""What the code on a label of ours says where the product has no GTIN."""


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
class Found:
    """What a text can mean."""

    lots: list[FoundLot]
    order: FoundOrder | None = None
    said: ElementString | None = None
    wrong: Invalid | None = None
    """Why a text that looks like a GS1 string is none."""
    product: tuple[str, Bilingual] | None = None
    """SKU and name, where the text means a product and not one of its lots."""


def find_starts(session: Session, actor: Actor, words: str) -> Found:
    """Return what a text names: a number that people use, a GTIN or SKU, or a scanned code."""
    actor.must(Permission.TRACE_READ)
    text = words.strip()[:300]
    go_by_indices(session)
    ours = OUR_LABEL.fullmatch(text)
    if ours:
        return Found(_lots(session, Lot.id == int(ours[1])))
    if not is_marked(text):
        found = _lots(session, Lot.number == text) if text else []
        if not found and text:
            found = _lots_of(session, text)
        order = order_called(session, actor, text)
        if found or order:
            return Found(found, order)
    return _scanned(session, text)


def _scanned(session: Session, text: str) -> Found:
    try:
        said = scanned(text)
    except Invalid as wrong:
        return (
            _of_product(session, None, Product.sku == text)
            if not is_marked(text)
            else Found([], wrong=wrong)
        )
    if said.gtin and not said.lot:
        return _of_product(session, said, Product.gtin.in_(same_gtins(said.gtin)))
    return Found(_lots(session, lots_meant(said)), said=said)


def _of_product(session: Session, said: ElementString | None, which: ColumnElement[bool]) -> Found:
    """Return the newest lots of the product that is meant."""
    product = session.execute(
        select(Product.id, Product.sku, Product.name_en, Product.name_zh).where(which).limit(1)
    ).one_or_none()
    if product is None:
        return Found([], said=said)
    found = _lots(session, Lot.product_id == product.id, newest=True)
    name = Bilingual(product.name_en, product.name_zh)
    return Found(found, said=said, product=(product.sku, name))


def _lots(session: Session, *where: ColumnElement[bool], newest: bool = False) -> list[FoundLot]:
    """Return the newest of the lots, in the order of their numbers or of their age.

    Which they are is asked first: else a database may walk all lots in the order wanted.
    """
    cut = select(Lot.id).where(*where).order_by((Lot.id + 0).desc()).limit(MOST)
    chosen = session.scalars(cut).all()
    if not chosen:
        return []
    rows = session.execute(
        select(
            Lot.id, Lot.number, Lot.kind, Lot.quantity, Product.unit, Lot.produced_on, Product.sku,
            Product.name_en, Product.name_zh, Supplier.code, Supplier.name_en.label("maker_en"),
            Supplier.name_zh.label("maker_zh"),
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Supplier, Supplier.id == Lot.supplier_id)
        .where(Lot.id.in_(chosen))
        .order_by(*((Lot.id.desc(),) if newest else (Lot.number, Lot.id)))
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
