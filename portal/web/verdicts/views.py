"""Recording a result on a desk: counts by class and sample, defects, measurements."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from inspections.defects.queries import defects_for
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.planning import start_inspection
from inspections.lot_inspections.operations.results import record_result, revise_result
from inspections.lot_inspections.queries.finding import find_inspection
from inspections.lot_inspections.queries.results import characteristics_to_measure, findings_of
from inspections.lot_inspections.rules import Verdict
from portal.core.errors import Invalid, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.core.products.models import Characteristic
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.request import db, locale, me, needs
from portal.web.verdicts.showing import demand, said_in, verdict_context
from portal.web.verdicts.typed import Asked, TypedResult, earlier, empty, places, rows_of, sent
from portal.web.verdicts.words import CLASS_WORDS

bp = Blueprint("verdicts", __name__, url_prefix="/inspections")

NOT_OPEN = N_("In its present state this cannot be done with the inspection.")


@bp.post("/<int:inspection_id>/start")
@needs(P.INSPECTION_PERFORM)
def start(inspection_id: int) -> ResponseReturnValue:
    """Begin looking at the lot: the plan is made and copied in."""
    inspection = find_inspection(db(), me(), inspection_id)
    start_inspection(db(), me(), inspection, full=request.form.get("full") == "yes")
    flash(gettext("The plan is made. It stays as it is, whatever is set later."))
    return redirect(f"/inspections/{inspection.id}/result", 303)


@bp.get("/<int:inspection_id>/result")
@needs(P.INSPECTION_PERFORM)
def result(inspection_id: int) -> ResponseReturnValue:
    """Ask what was found; before and after that show the plan and the findings."""
    inspection = find_inspection(db(), me(), inspection_id)
    context = verdict_context(inspection)
    if not context["may"]["record"]:  # type: ignore[index]
        return render_template("inspections/verdict.html", **context)
    draw = inspection.draw or 0
    typed = empty(_asked(inspection), rows_of(request.args.get("rows", ""), draw))
    return _form(inspection, typed)


@bp.post("/<int:inspection_id>/result")
@needs(P.INSPECTION_PERFORM)
def record(inspection_id: int) -> ResponseReturnValue:
    """Record what was found; the verdict follows from the plan."""
    inspection = find_inspection(db(), me(), inspection_id)
    typed = sent(_asked(inspection), request.form, inspection.draw or 0)
    given = typed.to_input()
    if "more" in request.form or given is None:
        typed.rows = rows_of(str(typed.rows + 10 * ("more" in request.form)), inspection.draw or 0)
        return _form(inspection, typed), 200 if given else 422
    try:
        decided = record_result(db(), me(), inspection, given)
    except Invalid as error:
        typed.blame(error)
        return _form(inspection, typed), 422
    except Outpaced as error:
        typed.errors[""] = error.in_(locale())
        return _form(inspection, typed), 409
    accepted = decided.verdict is Verdict.ACCEPTED
    flash(gettext("The lot is accepted.") if accepted else gettext("The lot is not accepted."))
    return redirect(f"/inspections/{inspection.id}", 303)


@bp.get("/<int:inspection_id>/revise")
@needs(P.INSPECTION_RELEASE)
def revise(inspection_id: int) -> ResponseReturnValue:
    """Ask what the newest result should have said, and why."""
    inspection = find_inspection(db(), me(), inspection_id)
    demand(inspection, "revise", WrongState(NOT_OPEN))
    findings = findings_of(db(), me(), inspection)
    rows = rows_of(request.args.get("rows", ""), inspection.draw or 0)
    asked = _asked(inspection)
    typed = earlier(asked, findings, rows) if findings else empty(asked, rows)
    return _form(inspection, typed, is_revision=True)


@bp.post("/<int:inspection_id>/revise")
@needs(P.INSPECTION_RELEASE)
def correct(inspection_id: int) -> ResponseReturnValue:
    """Put a corrected result beside the earlier ones."""
    inspection = find_inspection(db(), me(), inspection_id)
    demand(inspection, "revise", WrongState(NOT_OPEN))
    typed = sent(_asked(inspection), request.form, inspection.draw or 0)
    given = typed.to_input()
    if "more" in request.form or given is None:
        typed.rows = rows_of(str(typed.rows + 10 * ("more" in request.form)), inspection.draw or 0)
        return _form(inspection, typed, is_revision=True), 200 if given else 422
    seen = seen_revision(request.form.get("revision"))
    try:
        revise_result(db(), me(), inspection, given, seen)
    except Invalid as error:
        typed.blame(error)
        return _form(inspection, typed, is_revision=True), 422
    except Outpaced as error:
        typed.errors[""] = error.in_(locale())
        return _form(inspection, typed, is_revision=True), 409
    flash(gettext("The corrected result stands beside the earlier one."))
    return redirect(f"/inspections/{inspection.id}", 303)


def _asked(inspection: Inspection) -> Asked:
    return Asked(
        inspection.classes,
        defects_for(db(), inspection.product.category_id),
        characteristics_to_measure(db(), inspection),
    )


def _form(inspection: Inspection, typed: TypedResult, *, is_revision: bool = False) -> str:
    return render_template(
        "inspections/result.html",
        inspection=inspection,
        typed=typed,
        places=places,
        is_revision=is_revision,
        sentences=said_in,
        class_words=CLASS_WORDS,
        heads=[(_head(one), "", "") for one in typed.asked.measured],
    )


def _head(one: Characteristic) -> str:
    """Return a characteristic with its limits; a test is passed or failed."""
    if not one.is_measured:
        return one.name.in_(locale())
    lower, upper = (
        f"{limit.normalize():f}" if limit is not None else "–" for limit in (one.lower, one.upper)
    )
    return f"{one.name.in_(locale())} ({lower} … {upper} {one.unit})"
