"""Past lot results: the inspection list of a spreadsheet or of another quality system."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.lot_inspections.operations.past_results import (
    PastRow,
    demand_sense,
    merge_past_results,
)
from inspections.sampling.rules.vocabulary import Level, inspection_level, preferred_aql
from portal.core.clock import today
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Supplier
from portal.imports.cells import day, one_of, text_of, whole
from portal.imports.source import Column, Source

CLASSES = {one.value: one.value for one in DefectClass} | {
    "致命": "critical", "严重": "major", "轻微": "minor", "cr": "critical", "ma": "major",
    "mi": "minor", "maj": "major", "min": "minor",
}  # fmt: skip
RESULTS = {
    "accepted": "accepted", "accept": "accepted", "pass": "accepted", "passed": "accepted",
    "ok": "accepted", "合格": "accepted", "接收": "accepted", "通过": "accepted",
    "not_accepted": "not_accepted", "not accepted": "not_accepted", "rejected": "not_accepted",
    "reject": "not_accepted", "fail": "not_accepted", "failed": "not_accepted",
    "ng": "not_accepted", "不合格": "not_accepted", "拒收": "not_accepted",
    "不通过": "not_accepted",
}  # fmt: skip
YES = {"yes": "yes", "y": "yes", "true": "yes", "是": "yes", "no": "no", "n": "no", "false": "no",
       "否": "no"}  # fmt: skip


def _aql(cell: str) -> str:
    return preferred_aql(cell.strip())


def _level(cell: str) -> Level:
    return inspection_level(cell.strip())


COLUMNS = (
    Column("supplier", N_("Supplier code"), text_of(40), required=True, constant=True,
           aliases=("supplier code", "vendor", "vendor code", "factory code", "供应商编码",
                    "供应商代码", "供应商编号", "供应商")),
    Column("sku", N_("SKU"), text_of(60), required=True, constant=True,
           aliases=("product", "item", "article", "style", "product code", "item no", "产品编号",
                    "产品编码", "货号", "款号", "产品")),
    Column("lot", N_("Lot number"), text_of(60), required=True,
           aliases=("lot number", "lot no", "batch", "batch no", "批号", "批次", "批次号")),
    Column("inspected_on", N_("Inspected on"), day, required=True,
           aliases=("date", "inspection date", "inspected", "day", "检验日期", "日期", "验货日期")),
    Column("lot_size", N_("Lot size"), whole, required=True,
           aliases=("quantity", "qty", "lot qty", "批量", "数量", "批次数量")),
    Column("aql", N_("AQL"), _aql, required=True, constant=True,
           aliases=("acceptance quality limit", "接收质量限")),
    Column("level", N_("Inspection level"), _level, constant=True,
           aliases=("inspection level", "检验水平")),
    Column("defect_class", N_("Defect class"), one_of(CLASSES), constant=True,
           hint=N_("critical, major or minor; major if left out"),
           aliases=("class", "severity of defect", "缺陷等级", "缺陷类别", "等级")),
    Column("found", N_("Found"), whole,
           hint=N_("Nonconforming units in the sample, or nonconformities per 100"),
           aliases=("nonconforming", "defects", "defects found", "不合格数", "缺陷数")),
    Column("result", N_("Result"), one_of(RESULTS),
           hint=N_("As it was decided then; else it follows from what was found"),
           aliases=("verdict", "decision", "结果", "判定", "检验结果")),
    Column("resubmitted", N_("Submitted again"), one_of(YES), constant=True,
           aliases=("resubmitted", "re-inspection", "reinspection", "复检", "复验")),
)  # fmt: skip


def to_row(values: Mapping[str, Any]) -> PastRow:
    """Return what the act takes."""
    told = dict(values)
    classes = told.pop("defect_class", None) or (DefectClass.MAJOR.value,)
    results, again = told.pop("result", None), told.pop("resubmitted", None)
    for name, found in (("defect_class", classes), ("result", results)):
        if found and len(found) > 1:
            raise Invalid(N_("Only one of them at a time."), field=name)
    return PastRow(
        **told,
        result=results[0] if results else "",
        defect_class=DefectClass(classes[0]),
        resubmitted=bool(again) and again[0] == "yes",
    )


def look_up(session: Session) -> tuple[frozenset[str], frozenset[str]]:
    """Return the codes of the suppliers and of the products that there are."""
    return (
        frozenset(session.scalars(select(Supplier.code))),
        frozenset(session.scalars(select(Product.sku))),
    )


INSPECTION_RESULTS = Source(
    code="inspection_results",
    label=N_("Past inspection results"),
    text=N_("Results of lots that were inspected before; they count in the switching ledger."),
    columns=COLUMNS,
    to_row=to_row,
    apply=merge_past_results,
    any_of=(("found", "result"),),
    look_up=look_up,
    check=lambda row, known: demand_sense(row, known, today()),
    order=lambda row: row.inspected_on,
    keys=lambda row: [tuple(map(str, row.key))],
)
