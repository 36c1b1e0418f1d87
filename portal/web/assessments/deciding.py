"""Submitting, handing back, closing and releasing."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid
from portal.core.permissions import Permission as P
from portal.web.assessments.forms import CloseForm, HandBackForm
from portal.web.assessments.views import bp, page
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.request import db, locale, me, needs
from scoring.assessments.operations import (
    close_assessment,
    hand_back,
    release_assessment,
    submit_answers,
)
from scoring.assessments.queries.finding import find_assessment


@bp.post("/<int:assessment_id>/submit")
@needs(P.ASSESSMENT_ANSWER)
def submit(assessment_id: int) -> ResponseReturnValue:
    """Hand the supplier's answers in."""
    assessment = find_assessment(db(), me(), assessment_id)
    try:
        submit_answers(db(), me(), assessment, seen_revision(request.form.get("revision")))
    except Invalid as error:
        return page(assessment, refusal=error.in_(locale())), 422
    flash(gettext("Thank you. Your answers are with the auditor."))
    return redirect(f"/assessments/{assessment_id}", 303)


@bp.post("/<int:assessment_id>/hand-back")
@needs(P.ASSESSMENT_PERFORM)
def give_back(assessment_id: int) -> ResponseReturnValue:
    """Let the supplier answer again."""
    assessment, form = find_assessment(db(), me(), assessment_id), HandBackForm()
    if form.validate():
        try:
            seen = seen_revision(form.revision.data)
            hand_back(db(), me(), assessment, seen, form.reason.data or "")
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The supplier can answer again."))
            return redirect(f"/assessments/{assessment_id}", 303)
    return page(assessment, handing=form), 422


@bp.post("/<int:assessment_id>/close")
@needs(P.ASSESSMENT_PERFORM)
def close(assessment_id: int) -> ResponseReturnValue:
    """Close the assessment and keep its result."""
    assessment, form = find_assessment(db(), me(), assessment_id), CloseForm()
    if form.validate():
        try:
            seen = seen_revision(form.revision.data)
            close_assessment(db(), me(), assessment, seen, form.summary.data or "")
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The assessment is closed; its result is kept as it is."))
            return redirect(f"/assessments/{assessment_id}", 303)
    return page(assessment, closing=form), 422


@bp.post("/<int:assessment_id>/release")
@needs(P.ASSESSMENT_PERFORM)
def release(assessment_id: int) -> ResponseReturnValue:
    """Let the supplier read the result."""
    assessment = find_assessment(db(), me(), assessment_id)
    release_assessment(db(), me(), assessment, seen_revision(request.form.get("revision")))
    flash(gettext("The supplier can read the result now."))
    return redirect(f"/assessments/{assessment_id}", 303)
