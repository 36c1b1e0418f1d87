"""Goods before they are sold: purchase orders, genealogy, shipments, receipts."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.products.models import Product
from portal.core.suppliers.models import Supplier
from portal.core.traceability.operations import (
    EdgeRow,
    PurchaseRow,
    ReceiptRow,
    ShipmentRow,
    demand_edge,
    demand_purchase,
    demand_receipt,
    demand_shipment,
    merge_genealogy,
    merge_purchases,
    merge_receipts,
    merge_shipments,
)
from portal.core.traceability.operations.taking import product_of, supplier_of
from portal.core.traceability.rules import EdgeKind
from portal.imports.cells import calendar_day, lot_number, number, one_of, text_of, whole
from portal.imports.rules import ImportMode
from portal.imports.source import Column, Source

SUPPLIER = ("supplier code", "vendor", "vendor code", "factory code", "seller", "seller id",
            "供应商编码", "供应商代码", "供应商编号", "供应商")  # fmt: skip
SKU = ("product", "item", "article", "style", "product code", "product id", "item no", "stock code",
       "stockcode", "产品编号", "产品编码", "货号", "款号", "产品")  # fmt: skip
LOT = ("lot number", "lot no", "batch", "batch no", "批号", "批次", "批次号")
QUANTITY = ("qty", "pieces", "line item quantity", "数量", "件数")
KINDS = {kind.value: kind.value for kind in EdgeKind} | {
    "消耗": "consumed", "投料": "consumed", "包装": "packed", "拆分": "split", "分批": "split",
}  # fmt: skip


Known = tuple[Mapping[str, int], Mapping[str, int]]


def known(session: Session) -> Known:
    """Return the suppliers and the products that rows can name."""
    suppliers = {row[0]: row[1] for row in session.execute(select(Supplier.code, Supplier.id))}
    products = {row[0]: row[1] for row in session.execute(select(Product.sku, Product.id))}
    return suppliers, products


def _check_purchase(row: PurchaseRow, codes: Known) -> None:
    demand_purchase(row)
    supplier_of(row.supplier, codes[0])
    product_of(row.sku, codes[1])


def _check_supplier(code: str, codes: Known, field: str = "supplier") -> None:
    if code:
        supplier_of(code, codes[0], field)


def _check_edge(row: EdgeRow, codes: Known) -> None:
    demand_edge(row)
    _check_supplier(row.from_supplier, codes, "from_supplier")
    _check_supplier(row.to_supplier, codes, "to_supplier")


def _check_shipment(row: ShipmentRow, codes: Known) -> None:
    demand_shipment(row)
    _check_supplier(row.supplier, codes)


def _check_receipt(row: ReceiptRow, codes: Known) -> None:
    demand_receipt(row)
    _check_supplier(row.supplier, codes)


def _to_edge(values: Mapping[str, Any]) -> EdgeRow:
    told = dict(values)
    kinds = told.pop("kind", None) or (EdgeKind.CONSUMED.value,)
    if len(kinds) > 1:
        raise Invalid(N_("Only one of them at a time."), field="kind")
    at = told.pop("at", None)
    moment = datetime.combine(at, time(), UTC) if at else None
    return EdgeRow(**told, kind=EdgeKind(kinds[0]), at=moment)


PURCHASE_ORDERS = Source(
    code="purchase_orders",
    label=N_("Purchase orders"),
    text=N_("What was ordered of suppliers, line by line, with promised and real days."),
    columns=(
        Column("supplier", N_("Supplier code"), text_of(40), required=True, constant=True,
               aliases=SUPPLIER),
        Column("number", N_("Order number"), text_of(60), required=True,
               aliases=("po", "po number", "purchase order", "order", "po / so #", "po so",
                        "订单", "订单号", "采购订单", "采购订单号")),
        Column("line", N_("Line"), text_of(40),
               aliases=("line number", "po line", "item number", "position", "id", "行号", "项次")),
        Column("sku", N_("SKU"), text_of(60), required=True, constant=True, aliases=SKU),
        Column("quantity", N_("Quantity"), whole, required=True, aliases=QUANTITY),
        Column("ordered_on", N_("Ordered on"), calendar_day, constant=True,
               aliases=("order date", "ordered", "po date", "下单日期", "订单日期")),
        Column("due_on", N_("Due on"), calendar_day,
               aliases=("due date", "scheduled delivery date", "promised", "交货日期", "交期")),
        Column("delivered_on", N_("Delivered on"), calendar_day,
               aliases=("delivery date", "delivered", "delivered to client date", "实际交货日期",
                        "到货日期")),
    ),
    to_row=lambda values: PurchaseRow(**values),
    apply=merge_purchases,
    mode=ImportMode.KEEP_GOOD,
    look_up=known,
    check=_check_purchase,
    keys=lambda row: [(row.supplier.upper(), row.number, row.line)],
)  # fmt: skip

GENEALOGY = Source(
    code="genealogy",
    label=N_("Genealogy"),
    text=N_("Which lot went into which: components into batches, batches into finished lots."),
    columns=(
        Column("from_lot", N_("From lot"), lot_number(60), required=True,
               aliases=("component lot", "input lot", "source lot", "parent", "parent lot",
                        "来源批次", "投入批次", "原料批次", "父批次")),
        Column("to_lot", N_("Into lot"), lot_number(60), required=True,
               aliases=("to lot", "output lot", "finished lot", "child", "child lot", "去向批次",
                        "产出批次", "成品批次", "子批次")),
        Column("quantity", N_("Quantity"), number, required=True, aliases=QUANTITY,
               hint=N_("In the unit of the lot it came from")),
        Column("kind", N_("Kind"), one_of(KINDS), constant=True,
               hint=N_("consumed, packed or split; consumed if left out"),
               aliases=("edge", "relation", "关系", "类型")),
        Column("at", N_("On"), calendar_day, constant=True,
               aliases=("date", "time", "日期", "时间")),
        Column("from_supplier", N_("Supplier of the first lot"), text_of(40), constant=True,
               aliases=("component supplier", "input supplier", "来源供应商")),
        Column("to_supplier", N_("Supplier of the second lot"), text_of(40), constant=True,
               aliases=("output supplier", "去向供应商")),
    ),
    to_row=_to_edge,
    apply=merge_genealogy,
    mode=ImportMode.KEEP_GOOD,
    look_up=known,
    check=_check_edge,
    keys=lambda row: [
        (row.from_supplier.upper(), row.from_lot, row.to_supplier.upper(), row.to_lot, row.kind)
    ],
)  # fmt: skip

SHIPMENTS = Source(
    code="shipments",
    label=N_("Shipments"),
    text=N_("What left the suppliers: which lots, how many, when, where to."),
    columns=(
        Column("number", N_("Shipment number"), text_of(60), required=True,
               aliases=("shipment", "shipment no", "asn", "asn/dn #", "delivery note", "发货单号",
                        "发货单", "装运单号")),
        Column("lot", N_("Lot number"), lot_number(60), required=True, aliases=LOT),
        Column("quantity", N_("Quantity"), whole, required=True, aliases=QUANTITY),
        Column("supplier", N_("Supplier code"), text_of(40), constant=True, aliases=SUPPLIER),
        Column("shipped_on", N_("Shipped on"), calendar_day, constant=True,
               aliases=("ship date", "shipped", "date", "发货日期", "日期")),
        Column("destination", N_("Destination"), text_of(120), constant=True,
               aliases=("to", "ship to", "country", "目的地")),
        Column("sscc", N_("SSCC"), text_of(18), aliases=("pallet", "箱码", "托盘码")),
        Column("order_lines", N_("Order lines"), text_of(400), constant=True,
               aliases=("po", "order", "采购订单")),
    ),
    to_row=lambda values: ShipmentRow(**values),
    apply=merge_shipments,
    mode=ImportMode.KEEP_GOOD,
    look_up=known,
    check=_check_shipment,
    keys=lambda row: [(row.supplier.upper(), row.number, row.lot)],
)  # fmt: skip

RECEIPTS = Source(
    code="receipts",
    label=N_("Receipts"),
    text=N_("What came in: which lots, how many, when, where."),
    columns=(
        Column("number", N_("Receipt number"), text_of(60), required=True,
               aliases=("receipt", "receipt no", "grn", "goods receipt", "收货单号", "收货单",
                        "入库单号")),
        Column("lot", N_("Lot number"), lot_number(60), required=True, aliases=LOT),
        Column("quantity", N_("Quantity"), whole, required=True, aliases=QUANTITY),
        Column("received_on", N_("Received on"), calendar_day, required=True, constant=True,
               aliases=("receipt date", "received", "date", "收货日期", "入库日期", "日期")),
        Column("supplier", N_("Supplier code"), text_of(40), constant=True, aliases=SUPPLIER),
        Column("place", N_("Place"), text_of(120), constant=True,
               aliases=("warehouse", "location", "仓库", "地点")),
    ),
    to_row=lambda values: ReceiptRow(**values),
    apply=merge_receipts,
    mode=ImportMode.KEEP_GOOD,
    look_up=known,
    check=_check_receipt,
    keys=lambda row: [(row.supplier.upper(), row.number, row.lot)],
)  # fmt: skip
