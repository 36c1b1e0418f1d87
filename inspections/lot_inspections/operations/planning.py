"""Planning an inspection: everything that will decide is copied in, with its reasons."""

import secrets
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from inspections.lot_inspections.events import InspectionPlanned, InspectionStarted
from inspections.lot_inspections.models.booking import Inspection, PlannedClass
from inspections.lot_inspections.queries.planning import (
    Resolved,
    own_tests,
    resolve_plan,
    specification_in_force,
)
from inspections.lot_inspections.queries.results import may_record
from inspections.lot_inspections.rules import LIFE, InspectionState
from inspections.sampling.operations.ledger import open_pairs
from inspections.sampling.rules.classes import ClassPlan
from inspections.sampling.rules.plans import accepted_one_step_tighter
from inspections.sampling.rules.vocabulary import CriticalMode, Severity
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import NotAllowed, WrongState
from portal.core.i18n import N_
from portal.core.numbering import new_id
from portal.core.permissions import Permission

NOT_BEGUN = frozenset({InspectionState.REQUESTED, InspectionState.SCHEDULED})


def plan_inspection(
    session: Session, actor: Actor, inspection: Inspection, *, full: bool = False
) -> None:
    """Make the plan of an inspection and copy it in: later changes of schemes do not touch it.

    Raises WrongState where acceptance by sampling is discontinued, unless every unit is looked at.
    """
    actor.must(Permission.INSPECTION_PERFORM, inspection.supplier_id)
    if inspection.state not in NOT_BEGUN or inspection.planned_at is not None:
        raise WrongState(N_("This inspection has its plan already."))
    resolved = resolve_plan(session, inspection, full=full)
    _copy_in(session, inspection, resolved)
    planned = InspectionPlanned(
        inspection.supplier_id, inspection.id, inspection.number, inspection.plan_source,
        inspection.draw or 0,
    )  # fmt: skip
    record(session, actor, planned)


def start_inspection(
    session: Session, actor: Actor, inspection: Inspection, *, full: bool = False
) -> None:
    """Begin looking at a lot; the plan is made now, if it was not made before."""
    actor.must(Permission.INSPECTION_PERFORM, inspection.supplier_id)
    if not may_record(actor, inspection):
        raise NotAllowed(N_("This inspection is somebody else's."))
    LIFE.move(inspection.state, InspectionState.STARTED)
    if inspection.planned_at is None:
        plan_inspection(session, actor, inspection, full=full)
    inspection.state, inspection.started_at = InspectionState.STARTED, now()
    started = InspectionStarted(inspection.supplier_id, inspection.id, inspection.number)
    record(session, actor, started)


def _copy_in(session: Session, inspection: Inspection, resolved: Resolved) -> None:
    scheme, plan = resolved.scheme, resolved.plan
    starts = dict.fromkeys(resolved.switched, resolved.policy.start)
    pairs = open_pairs(session, inspection.supplier_id, inspection.product_id, scheme, starts)
    inspection.planned_at = now()
    inspection.specification_id = specification_in_force(session, inspection.product_id)
    inspection.edition, inspection.kind = scheme.edition, scheme.kind
    inspection.regime, inspection.level = scheme.regime, scheme.level.value
    inspection.critical_mode = CriticalMode.FULL if resolved.is_sorting else scheme.critical_mode
    inspection.largest_letter = scheme.largest_letter
    inspection.plan_source = resolved.governing.source
    if basis := resolved.governing.basis:
        inspection.agreement_number, inspection.agreement_version = basis.number, basis.version
        inspection.agreement_sha256 = basis.sha256
    inspection.plan_reason = [one.as_json() for one in (resolved.governing.reason, *plan.warnings)]
    tests = [] if resolved.is_sorting else own_tests(session, inspection, resolved)
    inspection.own_samples = [one.as_json() for one in tests]
    inspection.draw, inspection.seed = (
        max(plan.draw, *(one.n for one in tests), 0),
        secrets.token_hex(8),
    )
    rows = []
    for position, (name, one) in enumerate(plan.classes.items(), 1):
        why = resolved.reasons.get(name, ())
        pair = pairs.get(name)
        rows.append(
            _row(one)
            | {
                "id": new_id(),
                "supplier_id": inspection.supplier_id,
                "inspection_id": inspection.id,
                "position": position,
                "severity_reason": [reason.as_json() for reason in why],
                "pair_id": pair.id if pair else None,
            }
        )
    session.execute(insert(PlannedClass), rows)


def _row(one: ClassPlan) -> dict[str, Any]:
    found = one.found.plan if one.found else None
    return {
        "defect_class": one.name,
        "aql": one.aql,
        "code_letter": one.found.code_letter if one.found else "",
        "letter": found.letter if found else "",
        "cell": found.cell.value if found else "",
        "severity": one.severity,
        "stages": [list(stage) for stage in one.stages],
        "full_inspection": one.full_inspection,
        "units": one.units,
        "path": [step.as_json() for step in (*one.path, *one.notes)],
        "tighter_ac": _tighter_ac(one),
    }


def _tighter_ac(one: ClassPlan) -> int | None:
    """Return Ac with the AQL one step tighter (-1: none); None where the score does not ask it.

    It asks on normal inspection, of single plans that accept 2 or more (ISO 2859-1, 9.3.3.2).
    """
    if one.found is None or one.severity is not Severity.NORMAL or len(one.stages) > 1:
        return None
    ac = one.stages[0].ac
    if ac < 2:
        return None
    plan = one.found.plan
    counts = range(ac, -1, -1)
    return next((count for count in counts if accepted_one_step_tighter(plan, count)), -1)
