"""What the brand says to a booking: when and by whom, or why not."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from inspections.lot_inspections.events import (
    InspectionDeclined,
    InspectionRescheduled,
    InspectionScheduled,
    InspectionWaived,
    InspectorAssigned,
)
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.booking import day_of
from inspections.lot_inspections.operations.deciding import decide
from inspections.lot_inspections.operations.skipping import skip_lot
from inspections.lot_inspections.operations.telling import Words, tell_inspector, tell_supplier
from inspections.lot_inspections.queries.finding import find_inspector
from inspections.lot_inspections.rules import InspectionState
from inspections.lot_inspections.rules.booking import check_day
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.permissions import Permission

S = InspectionState
WAITING = {S.REQUESTED, S.SCHEDULED}
CONFIRMED = Words(
    N_("Confirmed for %(day)s: %(product)s, lot %(lot)s"),
    N_("%(type)s of lot %(lot)s takes place on %(day)s. Inspector: %(inspector)s."),
)
MOVED = Words(
    N_("Moved to %(day)s: %(product)s, lot %(lot)s"),
    N_(
        "%(type)s of lot %(lot)s now takes place on %(day)s. Inspector: %(inspector)s."
        " Reason: %(reason)s"
    ),
)
WAIVED = Words(
    N_("Waived: inspection of %(product)s, lot %(lot)s"),
    N_("%(type)s of lot %(lot)s was waived; the lot may ship without it. %(reason)s"),
)
DECLINED = Words(
    N_("Declined: inspection of %(product)s, lot %(lot)s"),
    N_("%(type)s of lot %(lot)s was declined: %(reason)s Mend it and book again."),
)
YOURS = Words(
    N_("Your inspection: %(product)s, lot %(lot)s, %(day)s"),
    N_("%(type)s of lot %(lot)s at %(supplier)s on %(day)s is assigned to you."),
)
NOT_YOURS = Words(
    N_("No longer yours: inspection of %(product)s, lot %(lot)s"),
    N_("%(type)s of lot %(lot)s at %(supplier)s is now with: %(inspector)s."),
)


@dataclass(frozen=True)
class ScheduleInput:
    """The day, and who comes, on a booking seen in that revision."""

    revision: int
    on: date
    inspector_id: int | None = None
    reason: str = ""


def confirm_inspection(
    session: Session, actor: Actor, inspection: Inspection, given: ScheduleInput
) -> None:
    """Set the day of a requested inspection, and who comes if it is known.

    Where skip-lot holds, chance may accept the lot without anybody coming.
    """
    actor.must(Permission.INSPECTION_SCHEDULE, inspection.supplier_id)
    check_day(given.on, inspection.ready_on, day_of(actor))
    name = _name_of(session, given.inspector_id)
    if inspection.state is S.REQUESTED and skip_lot(session, actor, inspection, given.revision):
        return
    decide(
        session,
        inspection,
        given.revision,
        {S.REQUESTED},
        state=S.SCHEDULED,
        scheduled_on=given.on,
        due_on=given.on,
        inspector_id=given.inspector_id,
        inspector=name,
    )
    tell_supplier(session, inspection, CONFIRMED)
    tell_inspector(session, inspection, given.inspector_id, YOURS)
    happened = InspectionScheduled(*_of(inspection), given.on, given.inspector_id, name)
    record(session, actor, happened)


def reschedule_inspection(
    session: Session, actor: Actor, inspection: Inspection, given: ScheduleInput
) -> None:
    """Move a scheduled inspection to another day or inspector, and say why."""
    actor.must(Permission.INSPECTION_SCHEDULE, inspection.supplier_id)
    before, inspector_before = inspection.scheduled_on, inspection.inspector_id
    if (given.on, given.inspector_id) == (before, inspector_before):
        raise Invalid(N_("This is the day and the inspector it has already."), field="on")
    if given.on != before:
        check_day(given.on, inspection.ready_on, day_of(actor))
    reason = _reason(given.reason)
    name = _name_of(session, given.inspector_id)
    decide(
        session,
        inspection,
        given.revision,
        {S.SCHEDULED},
        scheduled_on=given.on,
        due_on=given.on,
        inspector_id=given.inspector_id,
        inspector=name,
    )
    tell_supplier(session, inspection, replace(MOVED, reason=reason))
    _tell_inspectors(session, inspection, inspector_before)
    happened = InspectionRescheduled(
        *_of(inspection), given.on, before or given.on, given.inspector_id, reason, name
    )
    record(session, actor, happened)


def assign_inspector(
    session: Session,
    actor: Actor,
    inspection: Inspection,
    revision: int,
    inspector_id: int | None,
) -> None:
    """Say who carries the inspection out; the day stays."""
    actor.must(Permission.INSPECTION_SCHEDULE, inspection.supplier_id)
    inspector_before = inspection.inspector_id
    name = _name_of(session, inspector_id)
    values = {"inspector_id": inspector_id, "inspector": name}
    decide(session, inspection, revision, {S.SCHEDULED, S.STARTED}, **values)
    _tell_inspectors(session, inspection, inspector_before)
    record(session, actor, InspectorAssigned(*_of(inspection), inspector_id, name))


def waive_inspection(
    session: Session, actor: Actor, inspection: Inspection, revision: int, reason: str
) -> None:
    """Let the goods ship without this inspection, for a reason that is kept."""
    actor.must(Permission.INSPECTION_SCHEDULE, inspection.supplier_id)
    closing = {"state": S.WAIVED, "closing_reason": _reason(reason)}
    decide(session, inspection, revision, WAITING, **closing)
    _tell_closed(session, inspection, replace(WAIVED, reason=reason.strip()))
    record(session, actor, InspectionWaived(*_of(inspection), reason.strip()))


def decline_inspection(
    session: Session, actor: Actor, inspection: Inspection, revision: int, reason: str
) -> None:
    """Refuse a booking, for a reason that the supplier reads."""
    actor.must(Permission.INSPECTION_SCHEDULE, inspection.supplier_id)
    closing = {"state": S.DECLINED, "closing_reason": _reason(reason)}
    decide(session, inspection, revision, WAITING, **closing)
    _tell_closed(session, inspection, replace(DECLINED, reason=reason.strip()))
    record(session, actor, InspectionDeclined(*_of(inspection), reason.strip()))


def _of(inspection: Inspection) -> tuple[int, int, str]:
    return inspection.supplier_id, inspection.id, inspection.number


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid(N_("Say why; the supplier reads it."), field="reason")
    return text.strip()


def _name_of(session: Session, inspector_id: int | None) -> str:
    if inspector_id is None:
        return ""
    found = find_inspector(session, inspector_id)
    if found is None:
        raise Invalid(N_("This person cannot carry out inspections."), field="inspector_id")
    return found.name


def _tell_inspectors(session: Session, inspection: Inspection, before: int | None) -> None:
    tell_inspector(session, inspection, inspection.inspector_id, YOURS)
    if before != inspection.inspector_id:
        tell_inspector(session, inspection, before, NOT_YOURS)


def _tell_closed(session: Session, inspection: Inspection, words: Words) -> None:
    tell_supplier(session, inspection, words)
    tell_inspector(session, inspection, inspection.inspector_id, words)
