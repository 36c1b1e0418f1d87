"""Deliveries: the order lines of an ERP with what was confirmed and what came."""

from collections.abc import Mapping
from typing import Any

from portal.core.clock import today
from portal.core.i18n import N_
from portal.imports.cells import calendar_day, text_of, whole
from portal.imports.rules import ImportMode
from portal.imports.source import Column, Source
from scoring.facts.operations import merge_deliveries
from scoring.facts.queries import Known, whom_rows_can_name
from scoring.facts.rules import DeliveryRow, demand_delivery

COLUMNS = (
    Column("supplier", N_("Supplier code"), text_of(200), required=True, constant=True,
           hint=N_("Code, or the name if only one supplier has it"),
           aliases=("supplier code", "vendor", "vendor code", "vendor name", "supplier name",
                    "factory code", "供应商编码", "供应商代码", "供应商编号", "供应商",
                    "供应商名称")),
    Column("order_number", N_("Order number"), text_of(60), required=True,
           aliases=("order", "order no", "po", "po no", "po number", "purchase order",
                    "PO / SO #", "po so", "订单", "订单号", "采购订单", "采购订单号")),
    Column("line", N_("Order line"), text_of(40),
           aliases=("line", "line no", "line number", "position", "pos", "item no", "line item",
                    "ID", "行号", "行", "订单行", "项次")),
    Column("sku", N_("SKU"), text_of(120),
           aliases=("product", "item", "article", "material", "product code", "Item Description",
                    "产品编号", "产品编码", "货号", "款号", "产品", "物料")),
    Column("ordered_quantity", N_("Quantity ordered"), whole, required=True,
           aliases=("ordered", "order qty", "ordered qty", "qty ordered", "quantity", "qty",
                    "Line Item Quantity", "订购数量", "订单数量", "数量")),
    Column("ordered_on", N_("Ordered on"), calendar_day,
           aliases=("order date", "po date", "ordered", "下单日期", "订单日期")),
    Column("confirmed_on", N_("Confirmed for"), calendar_day, required=True,
           hint=N_("The day the supplier promised; on time is on or before it"),
           aliases=("confirmed", "confirmed date", "confirmed delivery date", "promised",
                    "promise date", "due date", "due", "Scheduled Delivery Date", "确认交期",
                    "承诺交期", "约定交期", "交期")),
    Column("shipped_on", N_("Shipped on"), calendar_day,
           aliases=("shipped", "ship date", "shipping date", "dispatch date", "发货日期",
                    "出货日期")),
    Column("received_on", N_("Received on"), calendar_day,
           aliases=("received", "receipt date", "delivery date", "delivered", "goods receipt",
                    "Delivered to Client Date", "收货日期", "到货日期", "实际交期")),
    Column("received_quantity", N_("Quantity received"), whole,
           aliases=("received qty", "qty received", "delivered qty", "receipt qty", "收货数量",
                    "到货数量", "实收数量")),
    Column("market", N_("Market"), text_of(40), constant=True,
           aliases=("country", "destination", "市场", "国家")),
    Column("channel", N_("Channel"), text_of(40), constant=True,
           aliases=("sales channel", "渠道", "销售渠道")),
)  # fmt: skip


def to_row(values: Mapping[str, Any]) -> DeliveryRow:
    """Return what the act takes."""
    return DeliveryRow(**values)


def check(row: DeliveryRow, known: Known) -> None:
    """Refuse a row of nobody's, and one that cannot have happened."""
    known.supplier_of(row.supplier)
    demand_delivery(row, today())


DELIVERIES = Source(
    code="deliveries",
    label=N_("Deliveries"),
    text=N_("Order lines: what was confirmed for which day, what came, and when."),
    columns=COLUMNS,
    to_row=to_row,
    apply=merge_deliveries,
    mode=ImportMode.KEEP_GOOD,
    look_up=whom_rows_can_name,
    check=check,
    keys=lambda row: [(row.supplier.casefold(), row.order_number, row.line)],
)
