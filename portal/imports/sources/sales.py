"""Goods sold: customer orders and what came back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.i18n import N_
from portal.core.traceability.operations import (
    ReturnRow,
    SaleColumns,
    SaleRow,
    demand_return,
    demand_sale,
    merge_returns,
    merge_sales,
    take_sales_at_once,
)
from portal.core.traceability.operations.lots import EAST
from portal.core.traceability.operations.taking import product_of, supplier_of
from portal.imports.cells import calendar_day, country, lot_number, mail, text_of, whole, yes_or_no
from portal.imports.rules import CHUNK_OF_COLUMNS, CHUNK_OF_FACTS, ImportMode
from portal.imports.source import Column, Columns, Counts, Source
from portal.imports.sources.goods import LOT, QUANTITY, SKU, SUPPLIER, Known, known

ORDER = ("order", "order number", "order no", "order id", "invoice", "invoice no", "invoiceno",
         "订单", "订单号", "订单编号", "销售订单号")  # fmt: skip
LINE = ("line number", "order line", "order item id", "position", "行号", "项次")


@dataclass(frozen=True)
class KnownOfSales:
    """The codes that rows can name, and how many lines of each order and product came so far."""

    codes: Known
    seen: Counter[tuple[str, str]]
    latest: date
    """The last day on which anything can have been ordered."""


def _look_up(session: Session) -> KnownOfSales:
    return KnownOfSales(known(session), Counter(), today() + EAST)


def _check_sale(row: SaleRow, looked_up: KnownOfSales) -> None:
    demand_sale(row, looked_up.latest)
    if row.sku:
        product_of(row.sku, looked_up.codes[1])
    if row.supplier:
        supplier_of(row.supplier, looked_up.codes[0])


def _number_line(row: SaleRow, looked_up: KnownOfSales) -> SaleRow:
    """Name a line without a number by its product; a second one of the order is #2, and so on."""
    if row.line or not row.sku:
        return row
    key = (row.order, row.sku.upper())
    looked_up.seen[key] += 1
    count = looked_up.seen[key]
    sku = row.sku.upper()
    return replace(row, line=sku if count == 1 else f"{sku[:50]}#{count}")


def _take_columns(session: Session, actor: Actor, told: Columns) -> tuple[Counts, set[int]]:
    """Take the lines of new orders at once."""
    contact = [told.get(code) for code in ("name", "email", "phone", "country")]
    names = ("order", "line", "sku", "quantity", "ordered_on", "shipped_on", "lot", "supplier",
             "customer")  # fmt: skip
    columns = SaleColumns(
        **{name: told.get(name) for name in names}, contact=list(zip(*contact, strict=True))
    )
    return take_sales_at_once(session, actor, columns, told.odd)


def _to_sale(values: Mapping[str, Any]) -> SaleRow:
    """Return what the act takes."""
    return SaleRow(**values)


CUSTOMER_ORDERS = Source(
    code="customer_orders",
    label=N_("Customer orders"),
    text=N_("Who got what: order, line, product, quantity, and the lot where it is known."),
    columns=(
        Column("order", N_("Order number"), text_of(80), required=True, aliases=ORDER),
        Column("line", N_("Line"), text_of(60), aliases=LINE,
               hint=N_("Without it the product is the line.")),
        Column("sku", N_("SKU"), text_of(60), constant=True, aliases=SKU,
               hint=N_("Without it only the order itself is noted.")),
        Column("quantity", N_("Quantity"), whole, constant=True, aliases=QUANTITY),
        Column("ordered_on", N_("Ordered on"), calendar_day, constant=True,
               hint=N_("May be left out of lines whose order is known."),
               aliases=("order date", "ordered", "date", "invoice date", "invoicedate",
                        "order purchase timestamp", "下单日期", "订单日期", "日期")),
        Column("lot", N_("Lot number"), lot_number(60), aliases=LOT),
        Column("supplier", N_("Supplier code"), text_of(40), constant=True, aliases=SUPPLIER),
        Column("shipped_on", N_("Shipped on"), calendar_day, constant=True,
               aliases=("ship date", "shipped", "shipping limit date", "发货日期")),
        Column("customer", N_("Customer number"), text_of(80),
               aliases=("customer", "customer id", "customerid", "客户", "客户编号", "会员号")),
        Column("name", N_("Customer's name"), text_of(200),
               aliases=("customer name", "客户名称", "姓名")),
        Column("email", N_("Email"), mail, aliases=("customer email", "邮箱", "电子邮箱")),
        Column("phone", N_("Phone"), text_of(60), aliases=("telephone", "mobile", "电话", "手机")),
        Column("country", N_("Country"), country, constant=True,
               aliases=("country code", "国家", "国别")),
    ),
    to_row=_to_sale,
    apply=merge_sales,
    apply_columns=_take_columns,
    mode=ImportMode.KEEP_GOOD,
    chunk=CHUNK_OF_COLUMNS,
    look_up=_look_up,
    place=_number_line,
    check=_check_sale,
)  # fmt: skip

RETURNS = Source(
    code="returns",
    label=N_("Returns"),
    text=N_("What customers sent back: order, line, quantity, day, reason."),
    columns=(
        Column("order", N_("Order number"), text_of(80), required=True, aliases=ORDER),
        Column("line", N_("Line"), text_of(60), required=True, constant=True,
               aliases=(*LINE, *SKU)),
        Column("quantity", N_("Quantity"), whole, required=True, constant=True, aliases=QUANTITY),
        Column("returned_on", N_("Returned on"), calendar_day, required=True, constant=True,
               aliases=("return date", "returned", "date", "退货日期", "日期")),
        Column("reason", N_("Reason"), text_of(200), constant=True,
               aliases=("return reason", "退货原因", "原因")),
        Column("supplier_caused", N_("Caused by the supplier"), yes_or_no, constant=True,
               hint=N_("yes or no; empty while nobody has said"),
               aliases=("attributable", "supplier fault", "供应商责任", "责任")),
    ),
    to_row=lambda values: ReturnRow(**values),
    apply=merge_returns,
    mode=ImportMode.KEEP_GOOD,
    chunk=CHUNK_OF_FACTS,
    check=lambda row, _: demand_return(row),
)  # fmt: skip
