"""Defects: what came to light after acceptance, from a complaint desk or a plant."""

import re
from collections.abc import Mapping
from typing import Any

from portal.core.clock import today
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.imports.cells import (
    NUMBERS,
    calendar_day,
    clean,
    lot_number,
    number,
    text_of,
    whole,
    yes_or_no,
)
from portal.imports.rules import ImportMode
from portal.imports.source import Column, Source
from scoring.facts.operations import merge_reports
from scoring.facts.queries import Known, whom_rows_can_name
from scoring.facts.rules import ReportKind, ReportRow, demand_report

KINDS = {
    "escape": ReportKind.ESCAPE, "escaped": ReportKind.ESCAPE, "incoming": ReportKind.ESCAPE,
    "field": ReportKind.ESCAPE, "流出": ReportKind.ESCAPE, "漏检": ReportKind.ESCAPE,
    "return": ReportKind.RETURN, "returned": ReportKind.RETURN, "rma": ReportKind.RETURN,
    "退货": ReportKind.RETURN, "complaint": ReportKind.COMPLAINT, "claim": ReportKind.COMPLAINT,
    "投诉": ReportKind.COMPLAINT, "客诉": ReportKind.COMPLAINT,
}  # fmt: skip


def kind(cell: str) -> ReportKind:
    """Return which kind of report a word means."""
    try:
        return KINDS[clean(cell).casefold()]
    except KeyError:
        raise Invalid(N_("This is none of: escape, return, complaint.")) from None


def cents(cell: str) -> int:
    """Return an amount of money in hundredths; a third decimal or a minus is refused."""
    amount = number(cell)
    if amount < 0:
        raise Invalid(N_("An amount is not negative."))
    if amount * 100 != int(amount * 100):
        raise Invalid(N_("An amount has at most two decimals."))
    return int(amount * 100)


NUMBERS.add(cents)


def currency(cell: str) -> str:
    """Return a currency by its three letters."""
    code = clean(cell).upper()
    if not re.fullmatch("[A-Z]{3}", code):
        raise Invalid(N_("A currency is written with three letters, such as EUR or CNY."))
    return code


COLUMNS = (
    Column("supplier", N_("Supplier code"), text_of(200), required=True, constant=True,
           hint=N_("Code, or the name if only one supplier has it"),
           aliases=("supplier code", "vendor", "vendor code", "vendor name", "vendor id",
                    "supplier name", "供应商编码", "供应商代码", "供应商编号", "供应商",
                    "供应商名称")),
    Column("number", N_("Report number"), text_of(60), required=True,
           aliases=("report", "report no", "number", "no", "ticket", "claim no", "rma no", "id",
                    "报告编号", "编号", "单号", "退货单号", "投诉编号")),
    Column("kind", N_("Kind of report"), kind, required=True, constant=True,
           hint=N_("escape, return or complaint"),
           aliases=("type", "category", "类型", "类别")),
    Column("found_on", N_("Found on"), calendar_day, required=True,
           aliases=("date", "found", "reported", "reported on", "day", "发现日期", "日期",
                    "报告日期")),
    Column("shipped_on", N_("Shipped on"), calendar_day,
           hint=N_("Needed for returns and complaints: they count where the goods were shipped"),
           aliases=("shipped", "ship date", "order shipped", "发货日期", "出货日期")),
    Column("quantity", N_("Quantity"), whole, required=True,
           aliases=("qty", "defect qty", "units", "pieces", "数量", "不良数量", "退货数量")),
    Column("supplier_caused", N_("Caused by the supplier"), yes_or_no, constant=True,
           hint=N_("yes or no; empty while nobody has said"),
           aliases=("attributable", "supplier fault", "attributed", "供应商责任", "责任",
                    "是否供应商责任")),
    Column("sku", N_("SKU"), text_of(120),
           aliases=("product", "item", "article", "material", "material id", "产品编号",
                    "产品编码", "货号", "款号", "产品", "物料")),
    Column("lot", N_("Lot number"), lot_number(60),
           aliases=("lot no", "batch", "batch no", "批号", "批次")),
    Column("cause", N_("Cause"), text_of(200),
           aliases=("defect", "reason", "defect name", "defect type", "原因", "缺陷", "不良现象")),
    Column("cost_cents", N_("Cost"), cents,
           aliases=("cost", "amount", "copq", "金额", "费用", "质量成本")),
    Column("currency", N_("Currency"), currency, constant=True, aliases=("币种", "货币")),
    Column("booked_on", N_("Booked on"), calendar_day,
           hint=N_("Costs count on this day; empty: on the day found"),
           aliases=("booked", "posting date", "booking date", "记账日期", "过账日期", "入账日期")),
    Column("downtime_minutes", N_("Downtime in minutes"), whole,
           aliases=("downtime", "downtime min", "停机", "停机分钟", "停线分钟")),
)  # fmt: skip


def to_row(values: Mapping[str, Any]) -> ReportRow:
    """Return what the act takes."""
    return ReportRow(**values)


def check(row: ReportRow, known: Known) -> None:
    """Refuse a row of nobody's, and one that cannot have happened."""
    known.supplier_of(row.supplier)
    demand_report(row, today())


DEFECTS = Source(
    code="defects",
    label=N_("Defect reports"),
    text=N_("Escapes, returns and complaints after acceptance, with quantity, cause and cost."),
    columns=COLUMNS,
    to_row=to_row,
    apply=merge_reports,
    mode=ImportMode.KEEP_GOOD,
    look_up=whom_rows_can_name,
    check=check,
    keys=lambda row: [(row.supplier.casefold(), row.number)],
)
