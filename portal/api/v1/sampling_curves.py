"""The call about a plan's curve and risks."""

from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma
from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from inspections.sampling.rules.curves import Curve, Model, curve_of
from inspections.sampling.rules.deciding import demand_plan
from inspections.sampling.rules.plans import Stage
from inspections.sampling.rules.risks import consumers_risk_quality, outgoing_limit
from portal.api.frame import Calls, scope
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.permissions import Permission

calls = Calls(
    "sampling_curves",
    __name__,
    "/sampling",
    "Sampling curves",
    "What a sampling plan does to good and to bad lots.",
)

MOST_POINTS = 500
LARGEST_N = 100_000
LARGEST_AC = 1000
LARGEST_AC_OF_STAGES = 200
LARGEST_LOT = 10_000_000


def _whole(least: int, most: int, **options: Any) -> fields.Integer:
    """Return a whole-number field with bounds; 2.5 is not read as 2."""
    said = N_("Must be from {min} to {max}.")
    return fields.Integer(strict=True, validate=validate.Range(least, most, error=said), **options)


class CurveStageSchema(ma.Schema):
    """One stage of a plan as `/sampling/plan` answers it; the rest of it is not looked at."""

    class Meta:
        unknown = ma.EXCLUDE

    n = _whole(1, LARGEST_N, required=True)
    ac = _whole(
        -1,
        LARGEST_AC,
        required=True,
        allow_none=True,
        metadata={"description": "null or -1 where the stage cannot accept."},
    )
    re = _whole(1, LARGEST_AC + 1, required=True)


class CurvePlanSchema(ma.Schema):
    class Meta:
        unknown = ma.EXCLUDE

    stages = fields.List(
        fields.Nested(CurveStageSchema),
        required=True,
        validate=validate.Length(1, 7, error=N_("A plan has 1 to 7 stages.")),
    )
    regime = fields.String(load_default="", allow_none=True)


class CurveQuerySchema(ma.Schema):
    """A single plan by `n` and `ac`, or a `plan` of any kind."""

    n = _whole(1, LARGEST_N, load_default=None, allow_none=True)
    ac = _whole(0, LARGEST_AC, load_default=None, allow_none=True)
    plan = fields.Nested(CurvePlanSchema, load_default=None, allow_none=True)
    model = fields.Enum(
        Model,
        by_value=True,
        load_default=None,
        allow_none=True,
        metadata={
            "description": "Left out: poisson for a plan per 100, hypergeometric where the sample"
            " is more than a tenth of the lot, else binomial."
        },
    )
    lot_size = _whole(1, LARGEST_LOT, load_default=None, allow_none=True)
    p = fields.List(
        fields.Float(validate=validate.Range(0, 1000, error=N_("A quality is not below 0."))),
        required=True,
        validate=validate.Length(1, MOST_POINTS, error=N_("Ask for 1 to 500 qualities.")),
        metadata={
            "description": "Fractions nonconforming (0.025 is 2.5 %), or nonconformities per item"
            " under poisson. Under hypergeometric the nearest whole number of items is meant."
        },
    )


class PointSchema(ma.Schema):
    p = fields.Float(required=True)
    pa = fields.Float(required=True, metadata={"description": "Probability of acceptance."})
    aoq = fields.Float(required=True, metadata={"description": "Average outgoing quality."})
    ati = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "Average total inspection; null without `lot_size`."},
    )
    asn = fields.Float(required=True, metadata={"description": "Average sample number."})


class CurveSchema(ma.Schema):
    model = fields.Enum(Model, by_value=True, required=True)
    points = fields.List(fields.Nested(PointSchema), required=True)
    aoql = fields.Float(
        required=True,
        metadata={"description": "Highest `aoq` of all qualities, with (1 - n/N) for a known lot."},
    )
    crq10 = fields.Float(
        required=True, metadata={"description": "The quality that is accepted 10 times of 100."}
    )


@calls.post("/oc")
@scope(Permission.SAMPLING_READ)
@calls.response(200, CurveSchema)
@calls.arguments(CurveQuerySchema)
def draw_curve(sent: dict[str, Any]) -> ResponseReturnValue:
    """Return the operating characteristic of a plan, and the figures that sum it up."""
    curve = _curve(sent)
    if curve.model is not Model.POISSON and max(sent["p"]) > 1:
        raise Invalid(N_("A fraction nonconforming is at most 1."), field="p")
    points = [vars(point) for point in curve.points(sent["p"])]
    return jsonify(
        model=curve.model.value,
        points=points,
        aoql=outgoing_limit(curve).aoql,
        crq10=consumers_risk_quality(curve),
    )


def _curve(sent: dict[str, Any]) -> Curve:
    plan = sent["plan"]
    if (plan is None) == (sent["n"] is None) or (plan is None) == (sent["ac"] is None):
        raise Invalid(N_("Give n and ac, or a plan."), field="plan")
    given = plan["stages"] if plan else [{"n": sent["n"], "ac": sent["ac"], "re": sent["ac"] + 1}]
    stages = stages_of(given)
    demand_plan(stages)
    if len(stages) > 1 and stages[-1].re > LARGEST_AC_OF_STAGES:
        raise Invalid(
            N_("A plan of several stages rejects at %(most)s or less."),
            field="plan",
            most=LARGEST_AC_OF_STAGES,
        )
    curve = curve_of(
        [(stage.n, stage.ac, stage.re) for stage in stages],
        lot_size=sent["lot_size"],
        model=sent["model"],
        is_per_100=bool(plan) and "100" in (plan["regime"] or ""),
    )
    if curve.model is not Model.POISSON and stages[-1].ac >= stages[-1].cumulative_n:
        raise Invalid(
            N_("A sample of %(n)s cannot have more than %(ac)s nonconforming; count per 100."),
            field="plan" if plan else "ac",
            n=stages[-1].cumulative_n,
            ac=stages[-1].ac,
        )
    return curve


def stages_of(given: Sequence[Mapping[str, Any]]) -> list[Stage]:
    """Return the stages of a plan as a program sends them back."""
    stages: list[Stage] = []
    for one in given:
        before = stages[-1].cumulative_n if stages else 0
        ac = -1 if one["ac"] is None else one["ac"]
        stages.append(Stage(one["n"], before + one["n"], ac, one["re"]))
    return stages
