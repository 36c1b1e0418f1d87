"""What follows a lot that was not accepted: a concession, or another inspection."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import DateField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.following import (
    ConcessionInput,
    RepeatInput,
    grant_concession,
    repeat_inspection,
)
from inspections.lot_inspections.queries.finding import find_inspection
from portal.core.clock import today
from portal.core.errors import Invalid, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.web.forms import PageForm
from portal.web.language import gettext
from portal.web.request import db, me, needs
from portal.web.verdicts.showing import demand
from portal.web.verdicts.views import NOT_OPEN, bp

LARGEST = 100_000_000


class ConcessionForm(PageForm):
    quantity = IntegerField(
        N_("Units that may be used as they are"), [InputRequired(), NumberRange(1, LARGEST)]
    )
    reason = TextAreaField(N_("Reason"), [InputRequired(), Length(max=4000)])


class RepeatForm(PageForm):
    ready_on = DateField(N_("Ready for inspection on"), [InputRequired()])
    quantity = IntegerField(N_("Units presented"), [InputRequired(), NumberRange(1, LARGEST)])
    note = TextAreaField(N_("What was done to the lot"), [Length(max=2000)])


@bp.get("/<int:inspection_id>/concession")
@needs(P.INSPECTION_CONCEDE)
def concession(inspection_id: int) -> ResponseReturnValue:
    """Ask why the lot may be used."""
    inspection = find_inspection(db(), me(), inspection_id)
    demand(inspection, "concede", WrongState(NOT_OPEN))
    form = ConcessionForm(formdata=None, data={"quantity": inspection.quantity})
    return _concession(inspection, form)


@bp.post("/<int:inspection_id>/concession")
@needs(P.INSPECTION_CONCEDE)
def concede(inspection_id: int) -> ResponseReturnValue:
    """Let the lot be used as it is; the verdict stays."""
    inspection, form = find_inspection(db(), me(), inspection_id), ConcessionForm()
    if not form.validate():
        return _concession(inspection, form), 422
    given = ConcessionInput(form.quantity.data or 0, form.reason.data or "")
    try:
        grant_concession(db(), me(), inspection, given)
    except Invalid as error:
        form.blame(error)
        return _concession(inspection, form), 422
    flash(gettext("The concession is granted. The verdict stays what it was."))
    return redirect(f"/inspections/{inspection.id}", 303)


@bp.get("/<int:inspection_id>/repeat")
@needs(P.INSPECTION_BOOK)
def repeat(inspection_id: int) -> ResponseReturnValue:
    """Ask when the lot can be looked at again."""
    inspection = find_inspection(db(), me(), inspection_id)
    demand(inspection, "repeat", WrongState(NOT_OPEN))
    data = {"quantity": inspection.quantity, "ready_on": today()}
    return _repeat(inspection, RepeatForm(formdata=None, data=data))


@bp.post("/<int:inspection_id>/repeat")
@needs(P.INSPECTION_BOOK)
def book_again(inspection_id: int) -> ResponseReturnValue:
    """Ask for another inspection of the lot, chained to this one."""
    inspection, form = find_inspection(db(), me(), inspection_id), RepeatForm()
    demand(inspection, "repeat", WrongState(NOT_OPEN))
    if not form.validate():
        return _repeat(inspection, form), 422
    assert form.ready_on.data is not None  # noqa: S101
    given = RepeatInput(form.ready_on.data, form.quantity.data or 0, form.note.data or "")
    try:
        again = repeat_inspection(db(), me(), inspection, given)
    except Invalid as error:
        form.blame(error)
        return _repeat(inspection, form), 422
    flash(gettext("The re-inspection is asked for."))
    return redirect(f"/inspections/{again.id}", 303)


def _concession(inspection: Inspection, form: ConcessionForm) -> str:
    return render_template("inspections/concession.html", inspection=inspection, form=form)


def _repeat(inspection: Inspection, form: RepeatForm) -> str:
    return render_template("inspections/repeat.html", inspection=inspection, form=form)
