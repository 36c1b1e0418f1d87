"""The list of checklists, one version of one, and what differs between two."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid, NotFound
from portal.core.permissions import Permission as P
from portal.web.checklists.forms import (
    ChecklistForm,
    PublishForm,
    QuestionForm,
    SectionForm,
    SheetForm,
    told,
)
from portal.web.language import gettext
from portal.web.paging import PAGE_ROWS, address, page_of
from portal.web.request import db, locale, me, needs
from scoring.checklists.models import Checklist, ChecklistVersion
from scoring.checklists.operations import (
    add_checklist,
    draft_version,
    duplicate_checklist,
    install_checklists,
)
from scoring.checklists.queries import (
    ChecklistFilter,
    count_checklists,
    find_checklist,
    find_version,
    list_checklists,
    versions_of,
)
from scoring.checklists.rules import (
    KIND_WORDS,
    TYPE_WORDS,
    ChecklistKind,
    ChecklistState,
    compare,
)

bp = Blueprint("checklists", __name__, url_prefix="/checklists")


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of checklists in the person's language."""
    return [(kind.value, gettext(word)) for kind, word in KIND_WORDS.items()]


@bp.get("")
@needs(P.CHECKLIST_READ)
def checklists() -> ResponseReturnValue:
    """List the checklists."""
    given = request.args
    kind = given.get("kind", "")
    wanted = ChecklistFilter(
        given.get("q", "").strip()[:100],
        ChecklistKind(kind) if kind in set(ChecklistKind) else None,
        given.get("sort", "code")[:20],
    )
    page = page_of(count_checklists(db(), me(), wanted))
    lines = list_checklists(db(), me(), wanted, begin=(page.number - 1) * PAGE_ROWS)
    return render_template(
        "checklists/list.html",
        lines=lines,
        page=page,
        wanted=wanted,
        address=address,
        kinds=kinds(),
        kind_words=KIND_WORDS,
    )


@bp.post("/install")
@needs(P.CHECKLIST_EDIT)
def install() -> ResponseReturnValue:
    """Take in the checklists that come with the portal."""
    taken = install_checklists(db(), me())
    said = gettext("Taken in: %(codes)s.") % {"codes": ", ".join(taken)}
    flash(said if taken else gettext("They are all here already."))
    return redirect("/checklists", 303)


@bp.get("/new")
@needs(P.CHECKLIST_EDIT)
def new() -> ResponseReturnValue:
    """Ask for a new checklist."""
    return render_template("checklists/edit.html", form=ChecklistForm(), of=None)


@bp.post("/new")
@needs(P.CHECKLIST_EDIT)
def add() -> ResponseReturnValue:
    """Add a checklist."""
    form = ChecklistForm()
    if form.validate():
        try:
            add_checklist(db(), me(), form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The checklist is here. Now add sections and questions."))
            return redirect(f"/checklists/{(form.code.data or '').upper()}/1", 303)
    return render_template("checklists/edit.html", form=form, of=None), 422


@bp.get("/<checklist>")
@needs(P.CHECKLIST_READ)
def show(checklist: str) -> ResponseReturnValue:
    """Go to the version in force, else to the newest."""
    found = find_checklist(db(), me(), checklist)
    versions = versions_of(db(), me(), found)
    in_force = (one for one in versions if one.state is ChecklistState.PUBLISHED)
    version = next(in_force, versions[0] if versions else None)
    if version is None:
        raise NotFound
    return redirect(f"/checklists/{found.code}/{version.number}")


@bp.post("/<checklist>/draft")
@needs(P.CHECKLIST_EDIT)
def draft(checklist: str) -> ResponseReturnValue:
    """Begin the next version."""
    version = draft_version(db(), me(), find_checklist(db(), me(), checklist))
    return redirect(f"/checklists/{checklist}/{version.number}", 303)


@bp.get("/<checklist>/duplicate")
@needs(P.CHECKLIST_EDIT)
def duplicate(checklist: str) -> ResponseReturnValue:
    """Ask what the copy is called."""
    found = find_checklist(db(), me(), checklist)
    form = ChecklistForm(data={"kind": found.kind.value})
    return render_template("checklists/edit.html", form=form, of=found)


@bp.post("/<checklist>/duplicate")
@needs(P.CHECKLIST_EDIT)
def copy(checklist: str) -> ResponseReturnValue:
    """Begin another checklist with the same questions."""
    found, form = find_checklist(db(), me(), checklist), ChecklistForm()
    if form.validate():
        try:
            duplicate_checklist(db(), me(), found, form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The copy is a draft of its own."))
            return redirect(f"/checklists/{(form.code.data or '').upper()}/1", 303)
    return render_template("checklists/edit.html", form=form, of=found), 422


@bp.get("/<checklist>/<int:number>")
@needs(P.CHECKLIST_READ)
def version(checklist: str, number: int) -> ResponseReturnValue:
    """Show one version; of a draft, what can still be changed."""
    found = find_checklist(db(), me(), checklist)
    return version_page(found, find_version(db(), me(), found, number))


@bp.get("/<checklist>/<int:number>/compare/<int:other>")
@needs(P.CHECKLIST_READ)
def compared(checklist: str, number: int, other: int) -> ResponseReturnValue:
    """Show what is new in one version against another."""
    found = find_checklist(db(), me(), checklist)
    after, before = (find_version(db(), me(), found, each) for each in (number, other))
    return render_template(
        "checklists/compared.html",
        checklist=found,
        before=before,
        after=after,
        lines=compare(before.questions, after.questions),
        type_words=TYPE_WORDS,
    )


def version_page(
    checklist: Checklist, version: ChecklistVersion, **more: object
) -> str:  # fmt: skip
    """Draw the page of a version; `more` holds forms that were refused."""
    versions = versions_of(db(), me(), checklist)
    sections = [(one.code, one.name.in_(locale())) for one in version.sections]
    code = request.args.get("question", "")
    line = next((one for one in version.questions if one.code == code), None)
    named = request.args.get("section", "")
    section = next((one for one in version.sections if one.code == named), None)
    question = QuestionForm(formdata=None, data=told(line) if line else {"section": named})
    forms = {
        "form": question,
        "section_form": SectionForm(formdata=None, obj=section),
        "publishing": PublishForm(formdata=None, data={"revision": version.revision}),
        "sheet": SheetForm(formdata=None),
        **more,
    }
    if isinstance(forms["form"], QuestionForm):
        forms["form"].offer(sections)
    return render_template(
        "checklists/version.html",
        checklist=checklist,
        version=version,
        versions=versions,
        questions=version.questions,
        before=next((each for each in versions if each.number < version.number), None),
        has_draft=any(each.state is ChecklistState.DRAFT for each in versions),
        kind_words=KIND_WORDS,
        type_words=TYPE_WORDS,
        total_weight=sum(one.weight for one in version.questions),
        **forms,
    )
