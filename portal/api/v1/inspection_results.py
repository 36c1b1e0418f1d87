"""Calls about what inspections found: one request records, decides and is written down."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import marshmallow as ma
from flask import jsonify, request
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from inspections.lot_inspections.operations.results import record_result
from inspections.lot_inspections.operations.weighing import (
    FoundInput,
    MeasuredInput,
    ResultInput,
)
from inspections.lot_inspections.queries.naming import find_inspection_to_judge
from inspections.lot_inspections.rules import Verdict
from portal.api.frame import Calls, scope
from portal.api.idempotency import idempotent
from portal.api.schemas import words
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
    inspection = find_inspection_to_judge(db(), me(), inspection_number)
    result = record_result(db(), me(), inspection, _given(sent))
    answer = jsonify(_shown(inspection, result))
    answer.status_code = 201
    answer.headers["Location"] = f"/api/v1/inspections/{inspection.number}"
    return answer


def _given(sent: Mapping[str, Any]) -> ResultInput:
    return ResultInput(
        key=(request.headers.get("Idempotency-Key") or new_secret())[:64],
        counts=sent["counts"],
        defects=[
            FoundInput(one["defect"], one["count"], one["defect_class"], one["comment"])
            for one in sent["defects"]
        ],
        measured=[
            MeasuredInput(one["characteristic"], one["unit"], one["value"])
            for one in sent["measurements"]
        ],
        cartons_opened=sent["cartons_opened"],
        remarks=sent["remarks"],
    )


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
            for one in result.classes
        },
        "decided_at": result.decided_at.isoformat(),
        "decided_by": result.decided_by,
    }
