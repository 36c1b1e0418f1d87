"""Calls about what inspections found: one request records, decides and is written down."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import marshmallow as ma
from flask import jsonify, request
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from inspections.lot_inspections.operations.results import (
    FoundInput,
    MeasuredInput,
    ResultInput,
    record_result,
)
from inspections.lot_inspections.queries.naming import (
    characteristics_by_code,
    defects_by_code,
    find_inspection_named,
)
from inspections.lot_inspections.queries.results import class_results
from inspections.lot_inspections.rules import Verdict
from portal.api.frame import Calls, scope
from portal.api.idempotency import idempotent
from portal.api.schemas import words
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message
from portal.core.numbering import new_secret
from portal.core.permissions import Permission
from portal.core.products.rules import DefectClass
from portal.web.request import db, me

if TYPE_CHECKING:
    from inspections.lot_inspections.models.booking import Inspection
    from inspections.lot_inspections.models.results import InspectionResult

calls = Calls(
    "inspection_results", __name__, "/inspections", "Inspection results", "What was found in lots."
)
MOST = 10_000


class FoundSchema(ma.Schema):
    defect = words(40, required=True, metadata={"description": "Code of the catalogue."})
    count = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1_000_000))
    defect_class = fields.Enum(
        DefectClass,
        by_value=True,
        load_default=None,
        data_key="class",
        metadata={"description": "Where it counts another way than the catalogue says."},
    )
    comment = words(400, load_default="")


class MeasuredSchema(ma.Schema):
    characteristic = words(40, required=True)
    unit = fields.Integer(
        required=True,
        strict=True,
        metadata={"description": "From 1, in the order of drawing."},
    )
    value = fields.Decimal(required=True, allow_nan=False)


class ResultSchema(ma.Schema):
    """What was found; counts are per sample, not cumulative."""

    counts = fields.Dict(
        keys=fields.Enum(DefectClass, by_value=True),
        values=fields.List(fields.Integer(strict=True), validate=validate.Length(1, 7)),
        required=True,
        metadata={"example": {"critical": [0], "major": [3], "minor": [5]}},
    )
    defects = fields.List(
        fields.Nested(FoundSchema), load_default=list, validate=validate.Length(max=MOST)
    )
    measurements = fields.List(
        fields.Nested(MeasuredSchema), load_default=list, validate=validate.Length(max=MOST)
    )
    cartons_opened = fields.Integer(load_default=None, allow_none=True, strict=True)
    remarks = words(4000, load_default="")


class ClassResultSchema(ma.Schema):
    found = fields.Integer(required=True)
    inspected = fields.Integer(required=True)
    stage = fields.Integer(required=True)
    decision = fields.String(required=True)


class DecidedSchema(ma.Schema):
    inspection = fields.String(required=True)
    number = fields.Integer(required=True, metadata={"description": "1 for the first result."})
    verdict = fields.Enum(Verdict, by_value=True, required=True)
    classes = fields.Dict(keys=fields.String(), values=fields.Nested(ClassResultSchema))
    decided_at = fields.DateTime(required=True)
    decided_by = fields.String(required=True)


@calls.post("/<inspection_number>/results")
@scope(Permission.INSPECTION_PERFORM)
@idempotent
@calls.response(201, DecidedSchema)
@calls.alt_response(404, "NOT_FOUND")
@calls.alt_response(409, "CONFLICT")
@calls.arguments(ResultSchema)
def record(sent: dict[str, Any], inspection_number: str) -> ResponseReturnValue:
    """Record what was found in a lot, by number or id of the inspection; the verdict follows."""
    inspection = find_inspection_named(db(), me(), inspection_number)
    result = record_result(db(), me(), inspection, _given(inspection, sent))
    answer = jsonify(_shown(inspection, result))
    answer.status_code = 201
    answer.headers["Location"] = f"/api/v1/inspections/{inspection.number}"
    return answer


def _given(inspection: "Inspection", sent: Mapping[str, Any]) -> ResultInput:
    defects = defects_by_code(db(), {one["defect"] for one in sent["defects"]})
    measured = characteristics_by_code(db(), inspection) if sent["measurements"] else {}
    unknown_defect = N_("The catalogue has no defect “%(code)s”.")
    unknown_characteristic = N_("The specification has no characteristic “%(code)s”.")
    find_defect = _finder(defects, unknown_defect, "defects")
    find_characteristic = _finder(measured, unknown_characteristic, "measurements")
    return ResultInput(
        key=(request.headers.get("Idempotency-Key") or new_secret())[:64],
        counts=sent["counts"],
        defects=[
            FoundInput(
                find_defect(one["defect"]), one["count"], one["defect_class"], one["comment"]
            )
            for one in sent["defects"]
        ],
        measured=[
            MeasuredInput(find_characteristic(one["characteristic"]), one["unit"], one["value"])
            for one in sent["measurements"]
        ],
        cartons_opened=sent["cartons_opened"],
        remarks=sent["remarks"],
    )


def _finder(known: Mapping[str, int], refusal: Message, field: str) -> Callable[[str], int]:
    def find(code: str) -> int:
        if code not in known:
            raise Invalid(refusal, field=field, code=code)
        return known[code]

    return find


def _shown(inspection: "Inspection", result: "InspectionResult") -> dict[str, Any]:
    return {
        "inspection": inspection.number,
        "number": result.number,
        "verdict": result.verdict.value,
        "classes": {
            one.defect_class.value: {
                "found": one.found,
                "inspected": one.inspected,
                "stage": one.stage,
                "decision": one.decision,
            }
            for one in class_results(db(), result)
        },
        "decided_at": result.decided_at.isoformat(),
        "decided_by": result.decided_by,
    }
