"""The decision at the end of the way in."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import today
from portal.core.errors import Invalid, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.operations import StateInput, move_supplier
from portal.core.suppliers.rules import SupplierState
from scoring.admission.events import AdmissionDecided
from scoring.admission.models import AdmissionCondition
from scoring.admission.operations.conditions import ConditionInput, check_condition, condition_of
from scoring.admission.queries.gates import gates_of
from scoring.admission.rules import ADMITTING, DECIDED, ConditionState, GateLine, summed_up


def decide_admission(
    session: Session,
    actor: Actor,
    supplier: Supplier,
    step: StateInput,
    conditions: Sequence[ConditionInput] = (),
) -> Sequence[GateLine]:
    """Approve, approve conditionally or reject; return the gates that only warned.

    Raises WrongState with all that is missing behind a gate that blocks and has no exception.
    """
    actor.must(Permission.SUPPLIER_DECIDE)
    if step.to not in DECIDED:
        raise WrongState(N_("This is no decision about an admission."))
    gates = gates_of(session, supplier, today(), step.to) if step.to in ADMITTING else []
    _refuse_blocked(supplier, gates)
    told = _with_conditions(step, conditions)
    move_supplier(session, actor, supplier, told)
    if step.to is SupplierState.CONDITIONAL and step.until:
        until = step.until
        session.add_all(condition_of(actor, supplier, one, until) for one in conditions)
    else:
        _drop_conditions(session, supplier)
    warned = [one for one in gates if one.warns]
    excepted = tuple(one.kind for one in gates if one.missing and one.excepted_until)
    kinds = tuple(one.kind for one in warned)
    record(session, actor, AdmissionDecided(None, supplier.id, step.to, kinds, excepted))
    return warned


def _refuse_blocked(supplier: Supplier, gates: Sequence[GateLine]) -> None:
    missing = [one.missing for one in gates if one.refuses and one.missing]
    if missing:
        raise WrongState(
            N_("%(supplier)s cannot be approved yet: %(missing)s."),
            supplier=supplier.name,
            missing=summed_up(missing),
        )


def _with_conditions(step: StateInput, conditions: Sequence[ConditionInput]) -> StateInput:
    """Return the step with its conditions as one text; the act of the step checks the rest."""
    if step.to is not SupplierState.CONDITIONAL:
        return step
    if step.until is None or step.until <= today():
        raise Invalid(N_("Give a day in the future until which it holds."), field="until")
    if not conditions:
        raise Invalid(N_("Say what has to be done until then."), field="conditions")
    for place, one in enumerate(conditions):
        check_condition(one, step.until, f"conditions-{place}-")
    return replace(step, conditions="\n".join(one.text.strip() for one in conditions))


def _drop_conditions(session: Session, supplier: Supplier) -> None:
    """Let nothing wait any more that the decision has overtaken."""
    session.execute(
        update(AdmissionCondition)
        .where(
            AdmissionCondition.supplier_id == supplier.id,
            AdmissionCondition.state == ConditionState.OPEN,
        )
        .values(state=ConditionState.DROPPED, revision=AdmissionCondition.revision + 1)
        .execution_options(synchronize_session=False)
    )
