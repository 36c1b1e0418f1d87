"""Recording what was found: the verdict follows from the plan that was copied in alone."""

from typing import Any

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from inspections.lot_inspections.events import InspectionDecided, InspectionRevised
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.models.results import (
    ClassResult,
    FoundDefect,
    InspectionResult,
    Measurement,
)
from inspections.lot_inspections.operations.weighing import (
    Noted,
    ResultInput,
    Weighed,
    weigh,
)
from inspections.lot_inspections.queries.results import may_record, result_by_key
from inspections.lot_inspections.rules import InspectionState, Verdict
from inspections.lot_inspections.rules.judging import Judged
from inspections.sampling.operations.ledger import LotTaken, correct_results, take_results
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, NotAllowed, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.jobs.working import rows_changed
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_with
from portal.core.numbering import new_id
from portal.core.permissions import Permission


def record_result(
    session: Session, actor: Actor, inspection: Inspection, given: ResultInput
) -> InspectionResult:
    """Decide a lot by what was found; the same key again returns the same result.

    Of two results at once one decides and the other is Outpaced. Raises Invalid for counts that
    cannot be and for a plan that would go on, WrongState for an inspection that is not under way.
    """
    actor.must(Permission.INSPECTION_PERFORM, inspection.supplier_id)
    _demand_hand(actor, inspection)
    if inspection.state is not InspectionState.STARTED:
        return _again(session, inspection, given, _not_started(inspection))
    weighed = weigh(session, inspection, given)
    if not _claim(session, inspection, weighed.verdict, 1):
        return _again(session, inspection, given, Outpaced(AT_ONCE))
    result = _write(session, actor, inspection, given, weighed, 1)
    if taken := _taken(inspection, weighed, inspection.previous_id is not None):
        take_results(session, actor, inspection.supplier_id, taken)
    if weighed.verdict is Verdict.NOT_ACCEPTED:
        _tell_not_accepted(session, inspection, result)
    decided = InspectionDecided(
        inspection.supplier_id, inspection.id, inspection.number, weighed.verdict, result.number
    )
    record(session, actor, decided)
    return result


def revise_result(
    session: Session, actor: Actor, inspection: Inspection, given: ResultInput, revision: int
) -> InspectionResult:
    """Put a corrected result beside the earlier ones, with its reason; nothing is overwritten.

    What the lot counted as in the switching ledger is corrected by a line of its own.
    """
    actor.must(Permission.INSPECTION_RELEASE, inspection.supplier_id)
    same = result_by_key(session, inspection, given.key)
    if same is not None:
        return same
    if inspection.state is not InspectionState.DECIDED or inspection.verdict is None:
        raise WrongState(N_("This inspection has no result yet that could be revised."))
    if not given.reason.strip():
        raise Invalid(N_("Say why the result is corrected; the reason stays."), field="reason")
    weighed = weigh(session, inspection, given)
    if inspection.revision != revision:
        raise Outpaced(AT_ONCE)
    before, number = inspection.verdict, inspection.last_result + 1
    if not _claim(session, inspection, weighed.verdict, number):
        return _again(session, inspection, given, Outpaced(AT_ONCE))
    result = _write(session, actor, inspection, given, weighed, number)
    if inspection.previous_id is None and (taken := _taken(inspection, weighed, False)):
        correct_results(session, actor, inspection.supplier_id, taken, given.reason.strip())
    if weighed.verdict is Verdict.NOT_ACCEPTED is not before:
        _tell_not_accepted(session, inspection, result)
    revised = InspectionRevised(
        inspection.supplier_id, inspection.id, inspection.number, before, weighed.verdict,
        number, result.reason,
    )  # fmt: skip
    record(session, actor, revised)
    return result


AT_ONCE = N_("Somebody else recorded a result of this inspection at the same time.")


def _demand_hand(actor: Actor, inspection: Inspection) -> None:
    if not may_record(actor, inspection):
        raise NotAllowed(N_("This inspection is somebody else's."))


def _not_started(inspection: Inspection) -> WrongState:
    if inspection.state is InspectionState.DECIDED:
        return Outpaced(N_("This inspection has been decided already. Revise its result instead."))
    if inspection.state in (InspectionState.REQUESTED, InspectionState.SCHEDULED):
        return WrongState(N_("This inspection has not been started."))
    return WrongState(N_("This inspection is over; there is nothing to record."))


def _again(
    session: Session, inspection: Inspection, given: ResultInput, refusal: WrongState
) -> InspectionResult:
    """Return the result that was sent under the same key, or refuse."""
    same = result_by_key(session, inspection, given.key)
    if same is None:
        raise refusal
    return same


def _claim(session: Session, inspection: Inspection, verdict: Verdict, number: int) -> bool:
    """Decide the inspection, unless somebody was faster; the row in hand says so, too."""
    first = {"state": InspectionState.DECIDED, "decided_at": now()} if number == 1 else {}
    values = {
        **first, "verdict": verdict, "last_result": number, "revision": inspection.revision + 1,
    }  # fmt: skip
    as_seen = {"its_id": inspection.id, "seen": inspection.revision}
    if rows_changed(session, _AS_SEEN, as_seen | values) == 0:
        return False
    for name, value in values.items():
        set_committed_value(inspection, name, value)
    return True


_INSPECTION: Table = Inspection.__table__  # type: ignore[assignment]
_AS_SEEN = update(_INSPECTION).where(
    _INSPECTION.c.id == bindparam("its_id"), _INSPECTION.c.revision == bindparam("seen")
)


def _write(
    session: Session,
    actor: Actor,
    inspection: Inspection,
    given: ResultInput,
    weighed: Weighed,
    number: int,
) -> InspectionResult:
    """Write the result with all that goes into it, and return it as it was written."""
    values = {
        "id": new_id(),
        "supplier_id": inspection.supplier_id,
        "inspection_id": inspection.id,
        "number": number,
        "key": given.key,
        "verdict": weighed.verdict,
        "reason": given.reason.strip(),
        "cartons_opened": given.cartons_opened,
        "remarks": given.remarks.strip(),
        "decided_by_id": actor.user_id,
        "decided_by": actor.name,
        "decided_at": now(),
    }
    of = {"supplier_id": inspection.supplier_id, "result_id": values["id"]}
    classes = [of | _class_row(one) for one in weighed.judged.values()]
    session.execute(_ADD_RESULT, values)
    session.execute(_ADD_CLASSES, classes)
    if weighed.found:
        rows = [{**of, "id": new_id(), **vars(one)} for one in weighed.found]
        session.execute(_ADD_DEFECTS, rows)
    if weighed.noted:
        session.execute(_ADD_MEASUREMENTS, [of | _noted_row(one) for one in weighed.noted])
    result = InspectionResult(**values)
    # Whoever recorded it reads at once what was decided: it need not be read from the database.
    set_committed_value(result, "classes", [ClassResult(**row) for row in classes])
    return result


_ADD_RESULT = insert(InspectionResult.__table__)  # type: ignore[arg-type]
_ADD_CLASSES = insert(ClassResult.__table__)  # type: ignore[arg-type]
_ADD_DEFECTS = insert(FoundDefect.__table__)  # type: ignore[arg-type]
_ADD_MEASUREMENTS = insert(Measurement.__table__)  # type: ignore[arg-type]
"""Rows without objects: nobody holds on to them."""


def _class_row(one: Judged) -> dict[str, Any]:
    return {
        "id": new_id(),
        "defect_class": one.plan.defect_class,
        "counts": list(one.counts),
        "found": one.found,
        "decision": one.decided.outcome.value,
        "stage": one.decided.stage,
        "inspected": one.inspected,
    }


def _noted_row(one: Noted) -> dict[str, Any]:
    return {
        "id": new_id(),
        "characteristic_id": one.characteristic_id,
        "unit": one.unit,
        "value": one.value,
        "keeps": one.keeps,
    }


def _taken(inspection: Inspection, weighed: Weighed, resubmitted: bool) -> list[LotTaken]:
    return [
        LotTaken(
            line.pair_id,
            weighed.judged[name].token(resubmitted=resubmitted),
            line.plan.severity,
            line.plan.single_ac,
            inspection.id,
            inspection.lot.number,
        )
        for name, line in weighed.lines.items()
        if line.pair_id is not None
    ]


def _tell_not_accepted(session: Session, inspection: Inspection, result: InspectionResult) -> None:
    notice = NoticeInput(
        subject=N_("Not accepted: inspection %(number)s"),
        body=N_("The lot of inspection %(number)s was not accepted. Decide what happens to it."),
        link=f"/inspections/{inspection.id}",
        values={"number": inspection.number},
        supplier_id=inspection.supplier_id,
        dedupe=f"not-accepted:{inspection.id}:{result.number}",
    )
    tell(session, people_with(Permission.INSPECTION_RELEASE), notice)
