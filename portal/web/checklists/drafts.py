"""Changing a draft: sections, questions, their order, and putting it in force."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid
from portal.core.permissions import Permission as P
from portal.web.checklists.forms import PublishForm, QuestionForm, SectionForm
from portal.web.checklists.views import bp, version_page
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.request import db, locale, me, needs
from scoring.checklists.models import Checklist, ChecklistVersion
from scoring.checklists.operations import (
    move_question,
    move_section,
    publish_version,
    remove_question,
    remove_section,
    set_question,
    set_section,
)
from scoring.checklists.queries import find_checklist, find_version


def _found(checklist: str, number: int) -> tuple[Checklist, ChecklistVersion]:
    found = find_checklist(db(), me(), checklist)
    return found, find_version(db(), me(), found, number)


@bp.post("/<checklist>/<int:number>/sections")
@needs(P.CHECKLIST_EDIT)
def write_section(checklist: str, number: int) -> ResponseReturnValue:
    """Add a section to a draft, or rename one."""
    (found, version), form = _found(checklist, number), SectionForm()
    if form.validate():
        try:
            set_section(db(), me(), version, form.to_section())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("Saved."))
            return redirect(f"/checklists/{checklist}/{number}", 303)
    return version_page(found, version, section_form=form), 422


@bp.post("/<checklist>/<int:number>/questions")
@needs(P.CHECKLIST_EDIT)
def write_question(checklist: str, number: int) -> ResponseReturnValue:
    """Add a question to a draft, or change one."""
    (found, version), form = _found(checklist, number), QuestionForm()
    form.offer([(one.code, one.name.in_(locale())) for one in version.sections])
    if form.validate():
        try:
            wanted = form.to_question()
            set_question(db(), me(), version, wanted)
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("Saved."))
            here = f"/checklists/{checklist}/{number}?section={wanted.section}"
            return redirect(f"{here}#q-{wanted.code.upper()}", 303)
    return version_page(found, version, form=form), 422


@bp.post("/<checklist>/<int:number>/remove")
@needs(P.CHECKLIST_EDIT)
def take_out(checklist: str, number: int) -> ResponseReturnValue:
    """Take a question, or an empty section, out of a draft."""
    _, version = _found(checklist, number)
    code = request.form.get("code", "")
    act = remove_section if request.form.get("part") == "section" else remove_question
    act(db(), me(), version, code)
    flash(gettext("It was taken out."))
    return redirect(f"/checklists/{checklist}/{number}", 303)


@bp.post("/<checklist>/<int:number>/move")
@needs(P.CHECKLIST_EDIT)
def move(checklist: str, number: int) -> ResponseReturnValue:
    """Put a question or a section one place earlier or later."""
    _, version = _found(checklist, number)
    code, is_section = request.form.get("code", ""), request.form.get("part") == "section"
    act = move_section if is_section else move_question
    act(db(), me(), version, code, down=request.form.get("way") == "down")
    place = "s" if is_section else "q"
    return redirect(f"/checklists/{checklist}/{number}#{place}-{code}", 303)


@bp.post("/<checklist>/<int:number>/publish")
@needs(P.CHECKLIST_EDIT)
def publish(checklist: str, number: int) -> ResponseReturnValue:
    """Put a draft in force."""
    (found, version), form = _found(checklist, number), PublishForm()
    if form.validate():
        seen = seen_revision(form.revision.data)
        try:
            publish_version(db(), me(), version, seen, form.note.data or "")
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("Version %(number)s is in force.") % {"number": number})
            return redirect(f"/checklists/{checklist}/{number}", 303)
    return version_page(found, version, publishing=form), 422
