"""The calls about plans, decisions and switching: the rules of sampling for programs."""

from collections.abc import Sequence
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from inspections.sampling.rules.classes import ClassPlan, Terms, plan_inspection
from inspections.sampling.rules.deciding import decide, demand_plan
from inspections.sampling.rules.plans import LotPlan, find_plan
from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.switching import Regulation, begin, event_of, replay
from inspections.sampling.rules.vocabulary import (
    Cell,
    CriticalMode,
    Kind,
    Level,
    Regime,
    demand_lot_size,
    inspection_level,
)
from portal.api.frame import Calls, scope
from portal.api.v1.sampling_curves import stages_of
from portal.api.v1.sampling_shapes import (
    DecisionQuerySchema,
    DecisionSchema,
    InspectionPlanSchema,
    InspectionQuerySchema,
    PlanQuerySchema,
    PlanSchema,
    SwitchingQuerySchema,
    SwitchingSchema,
)
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.web.request import locale

calls = Calls(
    "sampling", __name__, "/sampling", "Sampling", "Plans by ISO 2859-1 and ANSI/ASQ Z1.4."
)


@calls.post("/plan")
@scope(Permission.SAMPLING_READ)
@calls.response(200, PlanSchema)
@calls.arguments(PlanQuerySchema)
def plan(sent: dict[str, Any]) -> ResponseReturnValue:
    """Return the plan for a lot, with the path that led to it."""
    found = find_plan(**sent)
    said = _plan(found, sent["regime"])
    said["notes"] += _read_as(sent["level"], found.level)
    return jsonify(said)


@calls.post("/inspection-plan")
@scope(Permission.SAMPLING_READ)
@calls.response(200, InspectionPlanSchema)
@calls.arguments(InspectionQuerySchema)
def inspection_plan(sent: dict[str, Any]) -> ResponseReturnValue:
    """Return the plans of several defect classes on one drawing of units."""
    asked = sent | {
        "lot_size": demand_lot_size(sent["lot_size"]),
        "level": inspection_level(sent["level"]),
        "aqls": {name: str(aql) for name, aql in sent["classes"].items()},
    }
    del asked["classes"]
    terms = Terms(**asked)
    found = plan_inspection(terms)
    warnings = _said(found.warnings) + _read_as(sent["level"], terms.level)
    return jsonify(
        classes={name.value: _class(of, terms) for name, of in found.classes.items()},
        draw=found.draw,
        subsets={name.value: n for name, n in found.subsets.items()},
        warnings=warnings,
    )


@calls.post("/decide")
@scope(Permission.SAMPLING_READ)
@calls.response(200, DecisionSchema)
@calls.arguments(DecisionQuerySchema)
def decision(sent: dict[str, Any]) -> ResponseReturnValue:
    """Return what the counts per sample say of the lot."""
    given = sent["plan"]
    stages = stages_of(given["stages"])
    demand_plan(stages)
    made = decide(
        stages,
        sent["counts"],
        per_100="100" in (given["regime"] or ""),
        lot_size=given["lot_size"],
        every_unit=given["mode"] == CriticalMode.NONE_ACCEPTED.value,
    )
    return jsonify(
        decision=made.outcome.value,
        stage=made.stage,
        cumulative=made.cumulative,
        next_n=made.next_n,
    )


@calls.post("/switching")
@scope(Permission.SAMPLING_READ)
@calls.response(200, SwitchingSchema)
@calls.arguments(SwitchingQuerySchema)
def switching(sent: dict[str, Any]) -> ResponseReturnValue:
    """Return how severity follows a history of lots and other events."""
    rules = Regulation(sent["edition"], sent["kind"], sent["steady"], sent["limit_number"])
    found = dict(enumerate(sent["found"]))
    events = [
        (event_of(token)._replace(found=found.get(place, 0)), sent["ac"] or 0)
        for place, token in enumerate(sent["events"])
    ]
    start = begin(sent["start"], approved=sent["reduced_approved"])
    return jsonify(
        events=[
            {
                "event": token,
                "severity_used": step.used.value if step.used else None,
                "severity_next": step.next.value,
                "score": step.score,
                "reason": step.why.in_(locale()) if step.why else "",
            }
            for token, (_, step) in zip(sent["events"], replay(start, events, rules), strict=True)
        ]
    )


def _plan(of: LotPlan, regime: Regime) -> dict[str, Any]:
    return {
        "lot_size": of.lot_size,
        "level": of.level.value,
        "aql": of.plan.aql,
        "severity": of.plan.severity.value,
        "kind": of.plan.kind.value,
        "regime": regime.value,
        "edition": of.plan.edition.value,
        "code_letter": of.code_letter,
        "cell": of.plan.cell.value,
        "letter": of.plan.letter,
        "stages": [stage._asdict() for stage in of.plan.stages],
        "full_inspection": of.full_inspection,
        "units_to_inspect": of.units_to_inspect,
        "path": _said(of.path),
        "notes": _said(of.notes),
    }


def _class(of: ClassPlan, terms: Terms) -> dict[str, Any]:
    """Return a class's plan; without letters where no table of the standard stands behind it."""
    named = _plan(of.found, terms.regime) if of.found else _unprinted(of, terms)
    return named | {
        "mode": of.mode.value,
        "stages": [stage._asdict() for stage in of.stages],
        "full_inspection": of.full_inspection,
        "units_to_inspect": of.units,
        "detectable": of.detectable,
        "path": _said(of.path),
        "notes": _said(of.notes),
    }


def _unprinted(of: ClassPlan, terms: Terms) -> dict[str, Any]:
    return {
        "lot_size": of.lot_size,
        "level": terms.level.value,
        "aql": of.aql,
        "severity": of.severity.value,
        "kind": (Kind.SINGLE if len(of.stages) == 1 else terms.kind).value,
        "regime": terms.regime.value,
        "edition": terms.edition.value,
        "code_letter": "",
        "cell": Cell.DIRECT.value,
        "letter": "",
    }


def _read_as(given: object, level: Level) -> list[str]:
    """Say how a level was understood that is written as a mere number; S-2 is another one."""
    if not str(given).strip().isdigit():
        return []
    told = sentence(
        N_("“%(given)s” was read as general level %(level)s."), given=str(given), level=level.value
    )
    return _said([told])


def _said(sentences: Sequence[Sentence]) -> list[str]:
    return [each.in_(locale()) for each in sentences]
