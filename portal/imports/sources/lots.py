"""Lots: the production list of an ERP or of a supplier."""

from collections.abc import Mapping
from typing import Any

from portal.core.clock import today
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.traceability.operations import LotRow, demand_lot, known_codes, merge_lots
from portal.core.traceability.rules import LotKind
from portal.imports.cells import calendar_day, lot_number, one_of, text_of, whole
from portal.imports.source import Column, Source

COLUMNS = (
    Column("supplier", N_("Supplier code"), text_of(40), required=True, constant=True,
           aliases=("supplier code", "vendor", "vendor code", "factory code", "供应商编码",
                    "供应商代码", "供应商编号", "供应商")),
    Column("number", N_("Lot number"), lot_number(60), required=True,
           aliases=("lot", "lot no", "lot number", "batch", "batch no", "batch number", "批号",
                    "批次", "批次号", "生产批号")),
    Column("sku", N_("SKU"), text_of(60), required=True, constant=True,
           aliases=("product", "item", "article", "style", "product code", "item no", "产品编号",
                    "产品编码", "货号", "款号", "产品")),
    Column("quantity", N_("Quantity"), whole, required=True,
           aliases=("qty", "lot size", "lot qty", "pieces", "数量", "批量", "批次数量",
                    "生产数量")),
    Column("produced_on", N_("Made on"), calendar_day,
           aliases=("production date", "produced", "made", "date", "生产日期", "日期")),
    Column("order_lines", N_("Order lines"), text_of(400), constant=True,
           aliases=("order", "po", "po number", "purchase order", "orders", "订单", "订单号",
                    "采购订单", "采购订单号")),
)  # fmt: skip


KIND = Column(
    "kind", N_("Kind"), one_of({"finished": "finished", "component": "component",
                                "batch": "batch", "成品": "finished", "原料": "component",
                                "物料": "component", "半成品": "batch"}), constant=True,
    hint=N_("finished, component or batch; finished if left out"),
    aliases=("lot kind", "lot type", "type", "批次类型", "类型"),
)  # fmt: skip


def to_row(values: Mapping[str, Any]) -> LotRow:
    """Return what the act takes."""
    told = dict(values)
    kinds = told.pop("kind", None) or (LotKind.FINISHED.value,)
    if len(kinds) > 1:
        raise Invalid(N_("Only one of them at a time."), field="kind")
    return LotRow(**told, kind=LotKind(kinds[0]))


def to_batch(values: Mapping[str, Any]) -> LotRow:
    """Return what the act takes, as a production run."""
    return LotRow(**values, kind=LotKind.BATCH)


LOTS = Source(
    code="lots",
    label=N_("Lots"),
    text=N_("What was made at once: lot number, supplier, product, quantity, day."),
    columns=(*COLUMNS, KIND),
    to_row=to_row,
    apply=merge_lots,
    look_up=known_codes,
    check=lambda row, codes: demand_lot(row, codes, today()),
    keys=lambda row: [(row.supplier.upper(), row.number)],
)

BATCHES = Source(
    code="batches",
    label=N_("Production batches"),
    text=N_("Production runs between the components and the finished lots."),
    columns=COLUMNS,
    to_row=to_batch,
    apply=merge_lots,
    look_up=known_codes,
    check=lambda row, codes: demand_lot(row, codes, today()),
    keys=lambda row: [(row.supplier.upper(), row.number)],
)
