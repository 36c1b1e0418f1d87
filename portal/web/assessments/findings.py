"""Findings: raised, followed up, closed."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.clock import today
from portal.core.errors import Invalid
from portal.core.permissions import Permission as P
from portal.web.assessments.forms import CloseFindingForm, FollowUpForm
from portal.web.assessments.views import bp, finding_form, page
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.request import db, me, needs
from scoring.assessments.models import Finding
from scoring.assessments.operations import close_finding, follow_up, raise_finding
from scoring.assessments.queries.finding import find_assessment
from scoring.assessments.queries.findings import find_finding
from scoring.assessments.rules import SEVERITY_WORDS, FindingState, is_overdue


@bp.post("/<int:assessment_id>/findings")
@needs(P.ASSESSMENT_PERFORM)
def raise_one(assessment_id: int) -> ResponseReturnValue:
    """Write down what must be put right."""
    assessment = find_assessment(db(), me(), assessment_id)
    form = finding_form(assessment)
    if form.validate():
        try:
            finding = raise_finding(db(), me(), assessment, form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("Finding %(number)s is written down.") % {"number": finding.number})
            return redirect(f"/assessments/{assessment_id}#findings", 303)
    return page(assessment, finding=form), 422


@bp.get("/<int:assessment_id>/findings/<int:number>")
@needs(P.ASSESSMENT_READ)
def show_finding(assessment_id: int, number: int) -> ResponseReturnValue:
    """Show a finding and what was done about it."""
    return _page(find_finding(db(), me(), assessment_id, number))


@bp.post("/<int:assessment_id>/findings/<int:number>/follow-up")
@needs(P.ASSESSMENT_READ)
def follow(assessment_id: int, number: int) -> ResponseReturnValue:
    """Add what was done or said."""
    finding, form = find_finding(db(), me(), assessment_id, number), FollowUpForm()
    if form.validate():
        try:
            follow_up(db(), me(), finding, form.text.data or "")
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("Saved."))
            return redirect(f"/assessments/{assessment_id}/findings/{number}", 303)
    return _page(finding, following=form), 422


@bp.post("/<int:assessment_id>/findings/<int:number>/close")
@needs(P.ASSESSMENT_PERFORM)
def close_one(assessment_id: int, number: int) -> ResponseReturnValue:
    """Close a finding with a comment."""
    finding, form = find_finding(db(), me(), assessment_id, number), CloseFindingForm()
    if form.validate():
        try:
            seen = seen_revision(form.revision.data)
            close_finding(db(), me(), finding, seen, form.comment.data or "")
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The finding is closed."))
            return redirect(f"/assessments/{assessment_id}/findings/{number}", 303)
    return _page(finding, closing=form), 422


def _page(finding: Finding, **forms: object) -> str:
    may_follow = me().may(P.ASSESSMENT_PERFORM) or me().may(
        P.ASSESSMENT_ANSWER, finding.supplier_id
    )
    shown = {
        "following": FollowUpForm(formdata=None),
        "closing": CloseFindingForm(formdata=None, data={"revision": finding.revision}),
        **forms,
    }
    return render_template(
        "assessments/finding.html",
        finding=finding,
        assessment=finding.assessment,
        severity_words=SEVERITY_WORDS,
        is_open=finding.state is FindingState.OPEN,
        is_late=is_overdue(finding.state, finding.due_on, today()),
        may_follow=may_follow,
        **shown,
    )
