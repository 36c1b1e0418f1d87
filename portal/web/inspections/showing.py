"""The page of one inspection: the thing on the left, who and what may be done on the right."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from flask import render_template

from agreements.contracts.rules import GateLevel
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.queries.finding import inspections_of_lot, site_of
from inspections.lot_inspections.queries.gating import GateStanding, agreement_gate, gate_of
from inspections.lot_inspections.rules import OPEN, InspectionState, InspectionType
from portal.core.audit.queries import TrailLine, trail_of
from portal.core.clock import today
from portal.core.i18n import N_, Message, say
from portal.core.permissions import Permission
from portal.web.audit.words import EVENTS
from portal.web.choices import options
from portal.web.inspections.forms import (
    AssignForm,
    ChangeForm,
    CloseForm,
    ConfirmForm,
    MoveForm,
    SeenForm,
)
from portal.web.inspections.listing import inspector_choices, shown_state, type_names
from portal.web.language import gettext
from portal.web.request import db, locale, me
from portal.web.verdicts.showing import verdict_context

S = InspectionState
Choosing = TypeVar("Choosing", ConfirmForm, MoveForm, AssignForm)

TOLD: dict[str, tuple[Message, str]] = {
    "inspection.booked": (N_("Asked for"), "blue"),
    "inspection.booking_changed": (N_("Booking changed"), "grey"),
    "inspection.scheduled": (N_("Confirmed"), "green"),
    "inspection.rescheduled": (N_("Moved to another day"), "amber"),
    "inspection.assigned": (N_("Inspector assigned"), "grey"),
    "inspection.waived": (N_("Waived"), "grey"),
    "inspection.declined": (N_("Declined"), "red"),
    "inspection.cancelled": (N_("Cancelled"), "grey"),
    "inspection.planned": (N_("Plan made"), "grey"),
    "inspection.started": (N_("Begun"), "blue"),
    "inspection.decided": (N_("Result recorded"), "green"),
    "inspection.released": (N_("Report released"), "green"),
}
"""How the steps of an inspection are called; others are shown under the trail's name."""


@dataclass(frozen=True)
class Told:
    """One line of the history as the page tells it."""

    title: str
    colour: str
    at: datetime
    by: str
    text: str


def _tell(line: TrailLine) -> Told:
    title, colour = TOLD.get(line.event, (EVENTS.get(line.event, Message(line.event)), "grey"))
    return Told(say(locale(), title), colour, line.at, _by(line), _about(line))


def _by(line: TrailLine) -> str:
    return "" if line.facts.get("by_rule") else line.by


def _about(line: TrailLine) -> str:
    facts = line.facts
    parts = [str(facts.get("on") or facts.get("ready_on") or "")]
    parts += [str(facts.get("inspector") or ""), str(facts.get("reason") or "")]
    if facts.get("by_rule"):
        parts = [gettext("By rule, nobody had to ask"), *parts]
    return " · ".join(part for part in parts if part)


def show_inspection(
    inspection: Inspection,
    *,
    confirming: ConfirmForm | None = None,
    moving: MoveForm | None = None,
    assigning: AssignForm | None = None,
    closing: CloseForm | None = None,
    changing: ChangeForm | None = None,
) -> str:
    """Return the page of an inspection; a form that was refused is shown as it was sent."""
    actor, state = me(), inspection.state
    plans = actor.may(Permission.INSPECTION_SCHEDULE, inspection.supplier_id)
    books = actor.may(Permission.INSPECTION_BOOK, inspection.supplier_id)
    return render_template(
        "inspections/inspection.html",
        **verdict_context(inspection),
        state=shown_state(state.value, inspection.verdict.value if inspection.verdict else None),
        type=type_names()[inspection.type.value],
        may_confirm=plans and state is S.REQUESTED,
        may_move=plans and state is S.SCHEDULED,
        may_assign=plans and state in (S.SCHEDULED, S.STARTED),
        may_close=plans and state in (S.REQUESTED, S.SCHEDULED),
        may_cancel=books and (state in (S.REQUESTED, S.SCHEDULED) or (plans and state in OPEN)),
        may_change=books and state is S.REQUESTED,
        is_overdue=state in (S.SCHEDULED, S.STARTED) and inspection.due_on < today(),
        ships_without=inspection.type
        in (InspectionType.PRE_SHIPMENT, InspectionType.CONTAINER_LOADING),
        gate=_gate(inspection),
        unagreed=_unagreed(inspection),
        site=site_of(db(), actor, inspection),
        others=[
            other
            for other in inspections_of_lot(db(), actor, inspection.lot_id)
            if other.id != inspection.id
        ],
        types=type_names(),
        shown_state=shown_state,
        history=[_tell(line) for line in trail_of(db(), actor, "inspection", inspection.id)],
        confirming=_offer(confirming or ConfirmForm(formdata=None, data=_at_hand(inspection))),
        moving=_offer(moving or MoveForm(formdata=None, data=_at_hand(inspection))),
        assigning=_offer(assigning or AssignForm(formdata=None, data=_at_hand(inspection))),
        closing=closing or CloseForm(formdata=None, data=_at_hand(inspection)),
        changing=changing or ChangeForm(formdata=None, data=_presented(inspection)),
        refused=_refused(confirming, moving, assigning, closing, changing),
    )


def _refused(*forms: SeenForm | None) -> str:
    """Return the name of the form that was refused, so that it is shown open."""
    return next((type(form).__name__ for form in forms if form is not None), "")


def _at_hand(inspection: Inspection) -> dict[str, object]:
    day = inspection.scheduled_on or max(inspection.ready_on, today())
    return {
        "revision": inspection.revision,
        "on": day,
        "inspector_id": inspection.inspector_id,
    }


def _presented(inspection: Inspection) -> dict[str, object]:
    fields = (
        "revision", "ready_on", "quantity", "packed_quantity", "cartons", "order_lines", "note",
    )  # fmt: skip
    return {field: getattr(inspection, field) for field in fields}


def _offer(form: Choosing) -> Choosing:
    form.inspector_id.choices = options([("", gettext("Nobody yet")), *inspector_choices()])
    return form


def _unagreed(inspection: Inspection) -> bool:
    """Return whether people are warned that no agreement is in force for the goods."""
    if inspection.state not in OPEN:
        return False
    gate = agreement_gate(db(), inspection.supplier_id, inspection.product, today())
    return gate is not GateLevel.OFF


def _gate(inspection: Inspection) -> GateStanding | None:
    """Return what stands in the supplier's way, for those who plan and while it matters."""
    if inspection.state not in OPEN or not me().may(
        Permission.DOCUMENT_READ, inspection.supplier_id
    ):
        return None
    return gate_of(db(), inspection.supplier_id, today())
