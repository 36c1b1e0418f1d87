"""The list of assessments, opening one, and how one stands."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.clock import today
from portal.core.documents.queries.choosing import sites_to_choose, suppliers_to_choose
from portal.core.errors import Invalid, NotFound
from portal.core.permissions import Permission as P
from portal.core.suppliers.queries.finding import find_supplier
from portal.web.assessments.forms import CloseForm, FindingForm, HandBackForm, OpenForm
from portal.web.assessments.showing import overview
from portal.web.checklists.views import kinds
from portal.web.language import gettext
from portal.web.numbers import whole
from portal.web.paging import PAGE_ROWS, address, page_of
from portal.web.request import db, locale, me, needs
from scoring.assessments.models import Assessment
from scoring.assessments.operations import open_assessment
from scoring.assessments.queries.finding import find_assessment, site_of
from scoring.assessments.queries.findings import findings_of, open_findings
from scoring.assessments.queries.listing import (
    AssessmentFilter,
    count_assessments,
    list_assessments,
)
from scoring.assessments.queries.people import auditors, owners_to_choose
from scoring.assessments.rules import SEVERITY_WORDS, STATE_WORDS, AssessmentState, is_overdue
from scoring.checklists.queries import checklists_to_choose
from scoring.checklists.rules import KIND_WORDS, ChecklistKind

bp = Blueprint("assessments", __name__, url_prefix="/assessments")


@bp.get("")
@needs(P.ASSESSMENT_READ)
def assessments() -> ResponseReturnValue:
    """List the assessments; a supplier sees its own."""
    wanted = _asked()
    page = page_of(count_assessments(db(), me(), wanted))
    begin = (page.number - 1) * PAGE_ROWS
    return render_template(
        "assessments/list.html",
        lines=list_assessments(db(), me(), wanted, begin=begin),
        page=page,
        wanted=wanted,
        address=address,
        kinds=kinds(),
        states=[(state.value, gettext(word)) for state, word in STATE_WORDS.items()],
        state_words=STATE_WORDS,
    )


def _asked() -> AssessmentFilter:
    """Return the filter that the address says; what is unknown filters nothing."""
    given = request.args
    state, kind = given.get("state", ""), given.get("kind", "")
    return AssessmentFilter(
        text=given.get("q", "").strip()[:100],
        state=AssessmentState(state) if state in set(AssessmentState) else None,
        kind=ChecklistKind(kind) if kind in set(ChecklistKind) else None,
        auditor_id=whole(given.get("auditor", "")),
        sort=given.get("sort", "-planned")[:20],
    )


@bp.get("/findings")
@needs(P.ASSESSMENT_READ)
def to_put_right() -> ResponseReturnValue:
    """List the open findings, the most urgent first."""
    return render_template(
        "assessments/findings.html",
        lines=open_findings(db(), me()),
        severity_words=SEVERITY_WORDS,
        today=today(),
    )


@bp.get("/new")
@needs(P.ASSESSMENT_PERFORM)
def new() -> ResponseReturnValue:
    """Ask what is gone through with whom."""
    form = OpenForm(formdata=None, data={"planned_on": today(), "auditor": str(me().user_id)})
    form.supplier.data = request.args.get("supplier", "")
    return _new_page(form)


@bp.post("/new")
@needs(P.ASSESSMENT_PERFORM)
def add() -> ResponseReturnValue:
    """Open an assessment."""
    form = OpenForm()
    _offer(form)
    if form.validate():
        try:
            supplier = find_supplier(db(), me(), form.supplier.data or "")
            assessment = open_assessment(db(), me(), supplier, form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The assessment is open."))
            return redirect(f"/assessments/{assessment.id}", 303)
    return _new_page(form), 422


def _offer(form: OpenForm) -> None:
    language = locale()
    form.supplier.choices = [
        ("", "—"),
        *(
            (one.code, f"{one.name.in_(language)} · {one.code}")
            for one in suppliers_to_choose(db(), me())
        ),
    ]
    found = checklists_to_choose(db(), me())
    form.checklist.choices = [(code, name.in_(language)) for code, name in found]
    form.auditor.choices = [(str(one.user_id), one.name) for one in auditors(db())]
    form.site.choices = [("", gettext("The company as a whole")), *_sites(form.supplier.data or "")]
    form.site.validate_choice = False


def _sites(code: str) -> list[tuple[str, str]]:
    try:
        supplier = find_supplier(db(), me(), code)
    except NotFound:
        return []
    found = sites_to_choose(db(), me(), supplier.id)
    return [(str(one.id), one.name.in_(locale()) or one.code) for one in found]


def _new_page(form: OpenForm) -> str:
    _offer(form)
    return render_template("assessments/new.html", form=form)


@bp.get("/<int:assessment_id>")
@needs(P.ASSESSMENT_READ)
def show(assessment_id: int) -> ResponseReturnValue:
    """Show how an assessment stands."""
    return page(find_assessment(db(), me(), assessment_id))


def finding_form(assessment: Assessment) -> FindingForm:
    """Return the form of a finding with the owners and questions there are."""
    form = FindingForm()
    found = owners_to_choose(db(), assessment) if me().may(P.ASSESSMENT_PERFORM) else []
    form.owner.choices = [(str(one.user_id), one.name) for one in found]
    questions = assessment.version.questions
    form.question.choices = [
        ("", "—"),
        *((one.code, f"{one.code} · {one.text.in_(locale())[:70]}") for one in questions),
    ]
    return form


def page(assessment: Assessment, **forms: object) -> str:
    """Draw the page of an assessment; `forms` holds those that were refused."""
    revision = {"revision": assessment.revision}
    return render_template(
        "assessments/show.html",
        **{
            "assessment": assessment,
            "site": site_of(db(), me(), assessment),
            "findings": findings_of(db(), me(), assessment),
            "today": today(),
            "is_overdue": is_overdue,
            "kind_words": KIND_WORDS,
            "state_words": STATE_WORDS,
            "severity_words": SEVERITY_WORDS,
            "finding": finding_form(assessment),
            "handing": HandBackForm(formdata=None, data=revision),
            "closing": CloseForm(formdata=None, data=revision),
            "refusal": "",
            **overview(assessment),
            **forms,
        },
    )
