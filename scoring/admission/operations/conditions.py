"""Conditions of a conditional approval: set, fulfilled."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Invalid, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of, people_with
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState
from scoring.admission.events import ConditionMet, ConditionSet
from scoring.admission.models import AdmissionCondition
from scoring.admission.rules import ConditionState

LONGEST = 1000


@dataclass(frozen=True)
class ConditionInput:
    """What has to be done, and by when; without a day by the end of the approval."""

    text: str
    due_on: date | None = None


def check_condition(given: ConditionInput, until: date, place: str) -> None:
    """Refuse a condition that nobody could keep; raises Invalid."""
    if not given.text.strip():
        raise Invalid(N_("Say what has to be done."), field=f"{place}text")
    if len(given.text) > LONGEST:
        sentence = N_("At most %(most)s characters, please.")
        raise Invalid(sentence, field=f"{place}text", most=LONGEST)
    if given.due_on is not None and not today() < given.due_on <= until:
        raise Invalid(
            N_("A condition is due after today, and not after the approval ends (%(day)s)."),
            field=f"{place}due_on",
            day=until.isoformat(),
        )


def condition_of(
    actor: Actor, supplier: Supplier, given: ConditionInput, until: date
) -> AdmissionCondition:
    """Return a condition that was checked, not yet kept."""
    return AdmissionCondition(
        supplier_id=supplier.id, text=given.text.strip(), due_on=given.due_on or until,
        set_by_id=actor.user_id, set_by=actor.name,
    )  # fmt: skip


def add_condition(
    session: Session, actor: Actor, supplier: Supplier, given: ConditionInput
) -> AdmissionCondition:
    """Ask one more thing of a conditionally approved company."""
    actor.must(Permission.SUPPLIER_DECIDE)
    if supplier.state is not SupplierState.CONDITIONAL or supplier.state_until is None:
        raise WrongState(N_("Only a conditionally approved supplier has conditions."))
    check_condition(given, supplier.state_until, "")
    condition = condition_of(actor, supplier, given, supplier.state_until)
    session.add(condition)
    notice = NoticeInput(
        subject=N_("One more condition of your approval"),
        body=N_("By %(day)s: %(text)s"),
        link=f"/suppliers/{supplier.code}/admission",
        values={"day": condition.due_on.isoformat(), "text": condition.text},
        supplier_id=supplier.id,
    )
    tell(session, people_of(supplier.id), notice)
    happened = ConditionSet(supplier.id, condition.id, condition.text, condition.due_on)
    record(session, actor, happened)
    return condition


def fulfil_condition(
    session: Session, actor: Actor, condition: AdmissionCondition, how: str, revision: int
) -> None:
    """Put on record that a condition is fulfilled, and how one knows."""
    actor.must(Permission.ASSESSMENT_PERFORM, condition.supplier_id)
    if not how.strip():
        raise Invalid(N_("Say how you know that it is fulfilled."), field="how")
    if len(how) > LONGEST:
        raise Invalid(N_("At most %(most)s characters, please."), field="how", most=LONGEST)
    if condition.state is not ConditionState.OPEN or condition.revision != revision:
        raise Outpaced(N_("Somebody else has changed this condition since you opened it."))
    condition.state, condition.how = ConditionState.MET, how.strip()
    condition.met_at, condition.met_by_id, condition.met_by = now(), actor.user_id, actor.name
    _tell_when_all_are(session, condition)
    met = ConditionMet(condition.supplier_id, condition.id, condition.text, condition.how)
    record(session, actor, met)


def _tell_when_all_are(session: Session, condition: AdmissionCondition) -> None:
    """Tell who decides that nothing is left to wait for."""
    session.flush()
    left = select(func.count(AdmissionCondition.id)).where(
        AdmissionCondition.supplier_id == condition.supplier_id,
        AdmissionCondition.state == ConditionState.OPEN,
    )
    if session.scalar(left):
        return
    supplier = session.get_one(Supplier, condition.supplier_id)
    notice = NoticeInput(
        subject=N_("%(supplier)s has fulfilled every condition"),
        body=N_("Nothing is open any more. Decide whether %(supplier)s is approved."),
        link=f"/suppliers/{supplier.code}/admission",
        values={"supplier": supplier.name},
        dedupe=f"conditions-met:{condition.id}",
    )
    tell(session, people_with(Permission.SUPPLIER_DECIDE), notice)
