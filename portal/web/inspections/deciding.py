"""What may be done with one inspection, each on the revision that was shown."""

from collections.abc import Callable

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.booking import cancel_inspection, change_booking
from inspections.lot_inspections.operations.scheduling import (
    assign_inspector,
    confirm_inspection,
    decline_inspection,
    reschedule_inspection,
    waive_inspection,
)
from inspections.lot_inspections.queries.finding import find_inspection
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message, say
from portal.core.permissions import Permission
from portal.web.inspections.blueprint import bp
from portal.web.inspections.forms import AssignForm, ChangeForm, CloseForm, ConfirmForm, MoveForm
from portal.web.inspections.showing import show_inspection
from portal.web.request import db, locale, me, needs


def _found(inspection_id: int) -> Inspection:
    return find_inspection(db(), me(), inspection_id)


def _done(inspection: Inspection, said: Message) -> ResponseReturnValue:
    flash(say(locale(), said))
    return redirect(f"/inspections/{inspection.id}", 303)


@bp.post("/<int:inspection_id>/confirm")
@needs(Permission.INSPECTION_SCHEDULE)
def confirm(inspection_id: int) -> ResponseReturnValue:
    """Set the day, and who comes if it is known."""
    inspection, form = _found(inspection_id), ConfirmForm()
    if form.validate():
        try:
            confirm_inspection(db(), me(), inspection, form.to_input())
            return _done(inspection, N_("Confirmed. The supplier is told."))
        except Invalid as error:
            form.blame(error)
    return show_inspection(inspection, confirming=form), 422


@bp.post("/<int:inspection_id>/reschedule")
@needs(Permission.INSPECTION_SCHEDULE)
def reschedule(inspection_id: int) -> ResponseReturnValue:
    """Move it to another day or inspector."""
    inspection, form = _found(inspection_id), MoveForm()
    if form.validate():
        try:
            reschedule_inspection(db(), me(), inspection, form.to_input())
            return _done(inspection, N_("Moved. The supplier is told."))
        except Invalid as error:
            form.blame(error)
    return show_inspection(inspection, moving=form), 422


@bp.post("/<int:inspection_id>/assign")
@needs(Permission.INSPECTION_SCHEDULE)
def assign(inspection_id: int) -> ResponseReturnValue:
    """Say who carries it out."""
    inspection, form = _found(inspection_id), AssignForm()
    if form.validate():
        seen, who = form.revision.data or 0, form.inspector_id.data
        try:
            assign_inspector(db(), me(), inspection, seen, who)
            return _done(inspection, N_("Assigned. The inspector is told."))
        except Invalid as error:
            form.blame(error)
    return show_inspection(inspection, assigning=form), 422


@bp.post("/<int:inspection_id>/waive")
@needs(Permission.INSPECTION_SCHEDULE)
def waive(inspection_id: int) -> ResponseReturnValue:
    """Let the lot go on without this inspection."""
    return _close(inspection_id, waive_inspection, N_("Waived. The supplier is told."))


@bp.post("/<int:inspection_id>/decline")
@needs(Permission.INSPECTION_SCHEDULE)
def decline(inspection_id: int) -> ResponseReturnValue:
    """Refuse the booking."""
    return _close(inspection_id, decline_inspection, N_("Declined. The supplier is told."))


@bp.post("/<int:inspection_id>/cancel")
@needs(Permission.INSPECTION_BOOK)
def cancel(inspection_id: int) -> ResponseReturnValue:
    """Call it off."""
    return _close(inspection_id, cancel_inspection, N_("Cancelled. The others are told."))


def _close(inspection_id: int, act: Callable[..., None], said: Message) -> ResponseReturnValue:
    inspection, form = _found(inspection_id), CloseForm()
    if form.validate():
        try:
            act(db(), me(), inspection, form.revision.data or 0, form.reason.data or "")
            return _done(inspection, said)
        except Invalid as error:
            form.blame(error)
    return show_inspection(inspection, closing=form), 422


@bp.post("/<int:inspection_id>/change")
@needs(Permission.INSPECTION_BOOK)
def change(inspection_id: int) -> ResponseReturnValue:
    """Change what is presented and when."""
    inspection, form = _found(inspection_id), ChangeForm()
    if form.validate():
        try:
            given = form.to_input(inspection.lot.quantity)
            change_booking(db(), me(), inspection, given)
            return _done(inspection, N_("Changed. The brand is told."))
        except Invalid as error:
            form.blame(error)
    return show_inspection(inspection, changing=form), 422
