"""What follows a lot that was not accepted: using it as it is, or inspecting it again."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from inspections.lot_inspections.events import ConcessionGranted, InspectionRepeated
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.models.results import Concession
from inspections.lot_inspections.queries.results import concession_of, repetition_of
from inspections.lot_inspections.rules import InspectionState, Verdict
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, WrongState
from portal.core.i18n import N_
from portal.core.nonconformities.queries.finding import refuse_held_elsewhere
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_with
from portal.core.permissions import GRANTS, Permission
from portal.core.traceability.models import Lot


@dataclass(frozen=True)
class ConcessionInput:
    """That a lot may be used as it is."""

    quantity: int
    reason: str


@dataclass(frozen=True)
class RepeatInput:
    """When a reworked lot can be looked at again, and how much of it there is."""

    ready_on: date
    quantity: int
    note: str = ""


def grant_concession(
    session: Session, actor: Actor, inspection: Inspection, given: ConcessionInput
) -> Concession:
    """Let a lot that was not accepted be used as it is; the verdict stays what it was."""
    actor.must(Permission.INSPECTION_CONCEDE, inspection.supplier_id)
    _demand_not_accepted(inspection)
    if not given.reason.strip():
        raise Invalid(N_("Say why the lot may be used; the reason stays."), field="reason")
    if not 1 <= given.quantity <= inspection.quantity:
        refusal = N_("The lot has %(quantity)s units.")
        raise Invalid(refusal, field="quantity", quantity=inspection.quantity)
    refuse_held_elsewhere(session, session.get_one(Lot, inspection.lot_id), inspection.id)
    if concession_of(session, actor, inspection) is not None:
        raise WrongState(N_("A concession was granted already; it stays as it is."))
    concession = Concession(
        supplier_id=inspection.supplier_id,
        inspection_id=inspection.id,
        result_number=inspection.last_result,
        quantity=given.quantity,
        reason=given.reason.strip(),
        role=_role(actor),
        granted_by_id=actor.user_id,
        granted_by=actor.name,
        granted_at=now(),
    )
    session.add(concession)
    _tell(session, inspection, given)
    granted = ConcessionGranted(
        inspection.supplier_id, inspection.id, inspection.number, given.quantity,
        concession.reason, concession.role,
    )  # fmt: skip
    record(session, actor, granted)
    return concession


def repeat_inspection(
    session: Session, actor: Actor, inspection: Inspection, given: RepeatInput
) -> Inspection:
    """Ask for another inspection of a lot that was not accepted, chained to this one.

    A lot that is submitted again does not count for switching.
    """
    actor.must(Permission.INSPECTION_BOOK, inspection.supplier_id)
    _demand_not_accepted(inspection)
    if not 1 <= given.quantity <= inspection.quantity:
        refusal = N_("At most the %(quantity)s units of before can be presented again.")
        raise Invalid(refusal, field="quantity", quantity=inspection.quantity)
    repeated = repetition_of(session, inspection)
    if repeated is not None:
        refusal = N_("This lot is inspected again already, as %(number)s.")
        raise WrongState(refusal, number=repeated.number)
    again = Inspection(
        supplier_id=inspection.supplier_id,
        lot_id=inspection.lot_id,
        product_id=inspection.product_id,
        site_id=inspection.site_id,
        type=inspection.type,
        ready_on=given.ready_on,
        quantity=given.quantity,
        cartons=inspection.cartons,
        order_lines=inspection.order_lines,
        note=given.note.strip(),
        keeps_position=inspection.keeps_position,
        requested_by_id=actor.user_id,
        requested_by=actor.name,
        previous_id=inspection.id,
    )
    session.add(again)
    asked = InspectionRepeated(again.supplier_id, again.id, again.number, inspection.id)
    record(session, actor, asked)
    return again


def _demand_not_accepted(inspection: Inspection) -> None:
    if (
        inspection.state is not InspectionState.DECIDED
        or inspection.verdict is not Verdict.NOT_ACCEPTED
    ):
        raise WrongState(N_("This lot was not refused by an inspection."))


def _role(actor: Actor) -> str:
    """Return the role that lets the actor grant it."""
    granting = (
        role for role in sorted(actor.roles) if Permission.INSPECTION_CONCEDE in GRANTS[role]
    )
    return next(granting).value


def _tell(session: Session, inspection: Inspection, given: ConcessionInput) -> None:
    notice = NoticeInput(
        subject=N_("Concession: inspection %(number)s"),
        body=N_("%(quantity)s units may be used as they are. Reason: %(reason)s"),
        link=f"/inspections/{inspection.id}",
        values={
            "number": inspection.number,
            "quantity": given.quantity,
            "reason": given.reason.strip(),
        },
        supplier_id=inspection.supplier_id,
        dedupe=f"conceded:{inspection.id}",
    )
    tell(session, people_with(Permission.INSPECTION_RELEASE), notice)
