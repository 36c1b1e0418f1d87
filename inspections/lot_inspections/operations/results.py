"""Recording what was found: the verdict follows from the plan that was copied in alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, update
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
from inspections.lot_inspections.queries.results import (
    Measured,
    PlannedLine,
    default_classes,
    may_record,
    measured_characteristics,
    planned_lines,
    result_by_key,
)
from inspections.lot_inspections.rules import InspectionState, Verdict
from inspections.lot_inspections.rules.judging import (
    Judged,
    demand_defects_counted,
    demand_measurements_counted,
    judge,
    verdict_of,
)
from inspections.lot_inspections.rules.own_samples import all_accept, planned_tests
from inspections.sampling.operations.ledger import LotTaken, correct_results, take_results
from inspections.sampling.rules.vocabulary import Regime
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, NotAllowed, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_with
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.products.rules import DefectClass, is_entry

LONGEST_KEY = 64
MOST_CARTONS = 1_000_000
LARGEST_VALUE = Decimal(10) ** 12


@dataclass(frozen=True)
class FoundInput:
    """How often a defect of the catalogue was found."""

    defect_id: int
    count: int
    defect_class: DefectClass | None = None
    """Where it counts another way than the catalogue says."""
    comment: str = ""


@dataclass(frozen=True)
class MeasuredInput:
    """One measured value of one unit, counted from 1 in the order of drawing."""

    characteristic_id: int
    unit: int
    value: Decimal


@dataclass(frozen=True)
class ResultInput:
    """What was found in a lot."""

    key: str
    """Of whoever sends it: the same key is the same result."""
    counts: Mapping[DefectClass, Sequence[int]]
    """Per sample, not cumulative: nonconforming units, or nonconformities."""
    defects: Sequence[FoundInput] = ()
    measured: Sequence[MeasuredInput] = ()
    cartons_opened: int | None = None
    remarks: str = ""
    reason: str = field(default="")
    """Why an earlier result is corrected."""


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
    weighed = _weigh(session, inspection, given)
    values = _decided(inspection, weighed.verdict, 1)
    moved = session.execute(
        update(Inspection)
        .where(
            Inspection.id == inspection.id,
            Inspection.state == InspectionState.STARTED,
            Inspection.revision == inspection.revision,
        )
        .values(values)
        .execution_options(synchronize_session=False)
        .returning(Inspection.id)
    )
    if moved.one_or_none() is None:
        return _again(session, inspection, given, Outpaced(AT_ONCE))
    _settle(inspection, values)
    result = _write(session, actor, inspection, given, weighed, 1)
    resubmitted = inspection.previous_id is not None
    taken = _taken(inspection, weighed, resubmitted)
    if taken:
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
    weighed = _weigh(session, inspection, given)
    if inspection.revision != revision:
        raise Outpaced(AT_ONCE)
    before, number = inspection.verdict, inspection.last_result + 1
    values = _decided(inspection, weighed.verdict, number)
    moved = session.execute(
        update(Inspection)
        .where(Inspection.id == inspection.id, Inspection.revision == revision)
        .values(values)
        .execution_options(synchronize_session=False)
        .returning(Inspection.id)
    )
    if moved.one_or_none() is None:
        return _again(session, inspection, given, Outpaced(AT_ONCE))
    _settle(inspection, values)
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


@dataclass(frozen=True)
class _Weighed:
    """A result that can be true, with everything that goes into its rows."""

    lines: Mapping[DefectClass, PlannedLine]
    judged: Mapping[DefectClass, Judged]
    found: Sequence[tuple[FoundInput, DefectClass]]
    measured: Mapping[int, Measured]
    verdict: Verdict


def _weigh(session: Session, inspection: Inspection, given: ResultInput) -> _Weighed:
    """Hold what was reported against the copied plan, and refuse what cannot be."""
    _check_frame(inspection, given)
    lines = planned_lines(session, inspection)
    per_100 = inspection.regime is Regime.PER_100
    judged = judge([line.plan for line in lines.values()], given.counts, per_100=per_100)
    found = _found(session, given)
    if found:
        counted = [(defect_class, one.count) for one, defect_class in found]
        demand_defects_counted(judged, counted, per_100=per_100)
    measured = measured_characteristics(session, inspection) if given.measured else {}
    tests = planned_tests(inspection.own_samples)
    if given.measured:
        drawn = max(one.inspected for one in judged.values())
        drawn = max([drawn, *(one.n for one in tests)])
        _check_measured(given.measured, measured, drawn)
        demand_measurements_counted(judged, _beyond(given.measured, measured), per_100=per_100)
    verdict = verdict_of(judged.values())
    if tests:
        keeps = {
            (one.characteristic_id, one.unit): measured[one.characteristic_id].limits.keeps(
                one.value
            )
            for one in given.measured
        }
        verdict = verdict if all_accept(tests, keeps) else Verdict.NOT_ACCEPTED
    return _Weighed(lines, judged, found, measured, verdict)


def _check_frame(inspection: Inspection, given: ResultInput) -> None:
    if not given.key or len(given.key) > LONGEST_KEY:
        raise Invalid(N_("A result needs a key of its own, of at most 64 characters."), field="key")
    opened = given.cartons_opened
    if opened is not None and not 0 <= opened <= (inspection.cartons or MOST_CARTONS):
        raise Invalid(N_("More cartons were opened than there are."), field="cartons_opened")


def _found(session: Session, given: ResultInput) -> list[tuple[FoundInput, DefectClass]]:
    if not given.defects:
        return []
    known = default_classes(session, {one.defect_id for one in given.defects})
    for one in given.defects:
        if one.defect_id not in known:
            raise Invalid(N_("This defect is not in the catalogue."), field="defects")
    return [(one, one.defect_class or known[one.defect_id]) for one in given.defects]


def _check_measured(
    given: Sequence[MeasuredInput], known: Mapping[int, Measured], drawn: int
) -> None:
    seen: set[tuple[int, int]] = set()
    for one in given:
        if one.characteristic_id not in known:
            refusal = N_("This is not a measured characteristic of the specification.")
            raise Invalid(refusal, field="measured")
        if not 1 <= one.unit <= drawn:
            refusal = N_("Unit %(unit)s was not looked at; the sample has %(drawn)s units.")
            raise Invalid(refusal, field="measured", unit=one.unit, drawn=drawn)
        if not one.value.is_finite() or abs(one.value) >= LARGEST_VALUE:
            raise Invalid(N_("A measured value is a number."), field="measured")
        if not is_entry(known[one.characteristic_id].limits, one.value):
            raise Invalid(N_("This test is passed or failed: note 1 or 0."), field="measured")
        if (one.characteristic_id, one.unit) in seen:
            refusal = N_("Unit %(unit)s has two values of the same characteristic.")
            raise Invalid(refusal, field="measured", unit=one.unit)
        seen.add((one.characteristic_id, one.unit))


def _beyond(
    given: Sequence[MeasuredInput], known: Mapping[int, Measured]
) -> Iterator[tuple[DefectClass, int]]:
    for one in given:
        asked = known[one.characteristic_id]
        if not asked.limits.keeps(one.value):
            yield asked.defect_class, one.unit


def _decided(inspection: Inspection, verdict: Verdict, number: int) -> dict[str, Any]:
    first = {"state": InspectionState.DECIDED, "decided_at": now()} if number == 1 else {}
    return first | {
        "verdict": verdict,
        "last_result": number,
        "revision": inspection.revision + 1,
    }


def _settle(inspection: Inspection, values: Mapping[str, Any]) -> None:
    """Let the row in hand say what the conditional change wrote, without reading it again."""
    for name, value in values.items():
        set_committed_value(inspection, name, value)


def _write(
    session: Session,
    actor: Actor,
    inspection: Inspection,
    given: ResultInput,
    weighed: _Weighed,
    number: int,
) -> InspectionResult:
    result = InspectionResult(
        supplier_id=inspection.supplier_id,
        inspection_id=inspection.id,
        number=number,
        key=given.key,
        verdict=weighed.verdict,
        reason=given.reason.strip(),
        cartons_opened=given.cartons_opened,
        remarks=given.remarks.strip(),
        decided_by_id=actor.user_id,
        decided_by=actor.name,
        decided_at=now(),
    )
    session.add(result)
    session.flush()
    of = {"supplier_id": inspection.supplier_id, "result_id": result.id}
    session.execute(insert(ClassResult), [of | _class_row(one) for one in weighed.judged.values()])
    if weighed.found:
        session.execute(insert(FoundDefect), [of | _found_row(*one) for one in weighed.found])
    if given.measured:
        rows = [of | _measured_row(one, weighed.measured) for one in given.measured]
        session.execute(insert(Measurement), rows)
    return result


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


def _found_row(one: FoundInput, defect_class: DefectClass) -> dict[str, Any]:
    return {
        "id": new_id(),
        "defect_id": one.defect_id,
        "defect_class": defect_class,
        "count": one.count,
        "comment": one.comment.strip()[:400],
    }


def _measured_row(one: MeasuredInput, known: Mapping[int, Measured]) -> dict[str, Any]:
    return vars(one) | {
        "id": new_id(),
        "keeps": known[one.characteristic_id].limits.keeps(one.value),
    }


def _taken(inspection: Inspection, weighed: _Weighed, resubmitted: bool) -> list[LotTaken]:
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
