"""What calls about sampling plans take, and what they answer."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from inspections.sampling.rules.vocabulary import (
    CriticalMode,
    Edition,
    Kind,
    Regime,
    Severity,
)
from portal.core.products.rules import DefectClass

MOST_EVENTS = 100_000


def _one_of(kind: Any, default: Any) -> fields.Enum[Any]:
    return fields.Enum(kind, by_value=True, load_default=default)


class PlanQuerySchema(ma.Schema):
    lot_size = fields.Raw(required=True)
    aql = fields.Raw(
        required=True, metadata={"description": "A preferred value in any usual form: 2.5, “4.0”."}
    )
    level = fields.Raw(load_default="II")
    severity = _one_of(Severity, Severity.NORMAL)
    kind = _one_of(Kind, Kind.SINGLE)
    edition = _one_of(Edition, Edition.ISO_2859_1)
    regime = _one_of(Regime, Regime.PERCENT)


class StageSchema(ma.Schema):
    n = fields.Integer(required=True)
    cumulative_n = fields.Integer(required=True)
    ac = fields.Integer(
        required=True, metadata={"description": "-1 where the sample cannot accept the lot yet."}
    )
    re = fields.Integer(required=True)


class PlanSchema(ma.Schema):
    lot_size = fields.Integer(required=True)
    level = fields.String(required=True)
    aql = fields.String(required=True)
    severity = fields.String(required=True)
    kind = fields.String(required=True, metadata={"description": "As it is carried out."})
    regime = fields.String(required=True)
    edition = fields.String(required=True)
    code_letter = fields.String(required=True)
    cell = fields.String(required=True)
    letter = fields.String(required=True)
    stages = fields.List(fields.Nested(StageSchema), required=True)
    full_inspection = fields.Boolean(required=True)
    units_to_inspect = fields.Integer(required=True)
    path = fields.List(fields.String(), required=True)
    notes = fields.List(fields.String(), required=True)


class InspectionQuerySchema(ma.Schema):
    lot_size = fields.Raw(required=True)
    level = fields.Raw(load_default="II")
    classes = fields.Dict(
        keys=fields.Enum(DefectClass, by_value=True), values=fields.Raw(), required=True
    )
    critical_mode = _one_of(CriticalMode, None)
    severities = fields.Dict(
        keys=fields.Enum(DefectClass, by_value=True),
        values=fields.Enum(Severity, by_value=True),
        load_default=dict,
    )
    largest_letter = fields.Boolean(load_default=False)
    edition = _one_of(Edition, Edition.ISO_2859_1)
    kind = _one_of(Kind, Kind.SINGLE)
    regime = _one_of(Regime, Regime.PERCENT)


class ClassPlanSchema(PlanSchema):
    mode = fields.Enum(CriticalMode, by_value=True, required=True)
    detectable = fields.Float(
        required=True,
        allow_none=True,
        metadata={
            "description": "The fraction nonconforming that Ac = 0 shows with 95 % certainty; null"
            " where more than 0 are accepted."
        },
    )


class InspectionPlanSchema(ma.Schema):
    classes = fields.Dict(
        keys=fields.String(), values=fields.Nested(ClassPlanSchema), required=True
    )
    draw = fields.Integer(required=True)
    subsets = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    warnings = fields.List(fields.String(), required=True)


class DecidedStageSchema(ma.Schema):
    class Meta:
        unknown = ma.EXCLUDE

    n = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    ac = fields.Integer(required=True, strict=True, allow_none=True)
    re = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))


class DecidedPlanSchema(ma.Schema):
    class Meta:
        unknown = ma.EXCLUDE

    stages = fields.List(
        fields.Nested(DecidedStageSchema), required=True, validate=validate.Length(1, 7)
    )
    regime = fields.String(load_default="percent", allow_none=True)
    lot_size = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(min=1)
    )
    mode = fields.String(load_default="", allow_none=True)


class DecisionQuerySchema(ma.Schema):
    plan = fields.Nested(DecidedPlanSchema, required=True)
    counts = fields.List(fields.Integer(strict=True), required=True)


class DecisionSchema(ma.Schema):
    decision = fields.String(required=True)
    stage = fields.Integer(required=True)
    cumulative = fields.Integer(required=True)
    next_n = fields.Integer(required=True, allow_none=True)


class SwitchingQuerySchema(ma.Schema):
    edition = _one_of(Edition, Edition.ISO_2859_1)
    start = _one_of(Severity, Severity.NORMAL)
    kind = _one_of(Kind, Kind.SINGLE)
    ac = fields.Integer(
        load_default=0, strict=True, allow_none=True, validate=validate.Range(min=0)
    )
    steady = fields.Boolean(load_default=True)
    reduced_approved = fields.Boolean(load_default=False)
    limit_number = fields.Integer(load_default=None, allow_none=True, strict=True)
    found = fields.List(
        fields.Integer(strict=True),
        load_default=list,
        metadata={"description": "Nonconforming items per event, for the limit number of Z1.4."},
    )
    events = fields.List(fields.String(), required=True, validate=validate.Length(max=MOST_EVENTS))


class SwitchingStepSchema(ma.Schema):
    event = fields.String(required=True)
    severity_used = fields.String(required=True, allow_none=True)
    severity_next = fields.String(required=True)
    score = fields.Integer(required=True, allow_none=True)
    reason = fields.String(required=True)


class SwitchingSchema(ma.Schema):
    events = fields.List(fields.Nested(SwitchingStepSchema), required=True)
