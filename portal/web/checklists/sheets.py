"""Checklists as workbooks: out as XLSX, and back in."""

from collections.abc import Sequence

from flask import Response, flash, redirect
from flask.typing import ResponseReturnValue

from portal.adapters.tables import xlsx_table
from portal.core.db import reach_of
from portal.core.errors import Invalid
from portal.core.i18n import N_, say
from portal.core.permissions import Permission as P
from portal.imports.readers.checklist_sheet import RefusedRow, read_checklist, rows_of
from portal.web.checklists.forms import SheetForm
from portal.web.checklists.views import bp, version_page
from portal.web.files.body import received_files
from portal.web.files.download import attachment
from portal.web.language import gettext
from portal.web.limits import costly
from portal.web.request import State, db, locale, me, needs, stands_alone
from scoring.checklists.operations import replace_questions
from scoring.checklists.queries import find_checklist, find_version

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _told(refused: Sequence[RefusedRow]) -> list[dict[str, object]]:
    """Return refused rows in the person's words."""
    return [
        {
            "line": row.line,
            "column": row.fault.column,
            "value": row.fault.value[:60],
            "sentence": say(locale(), row.fault.reason, **row.fault.values),
        }
        for row in refused
    ]


@bp.get("/<checklist>/<int:number>.xlsx")
@needs(P.CHECKLIST_READ)
def export(checklist: str, number: int) -> ResponseReturnValue:
    """Hand a version out as a workbook, one row per question."""
    found = find_checklist(db(), me(), checklist)
    version = find_version(db(), me(), found, number)
    sections = [section.wanted for section in version.sections]
    response = Response(xlsx_table(rows_of(sections, version.questions)), content_type=XLSX)
    name = f"{found.code}-{version.number}.xlsx"
    response.headers["Content-Disposition"] = attachment(name)
    return response


@bp.post("/<checklist>/<int:number>/import")
@costly
@needs(P.CHECKLIST_EDIT)
@stands_alone
def bring_in(checklist: str, number: int) -> ResponseReturnValue:
    """Ask in a draft what a workbook says; with one bad row nothing changes."""
    form, found = SheetForm(), find_checklist(db(), me(), checklist)
    version = find_version(db(), me(), found, number)
    sent = received_files("file")
    try:
        if not form.validate() or not sent:
            raise Invalid(N_("Choose a file."), field="file")
        read = read_checklist(sent[0].path, sent[0].name)
    except Invalid as error:
        form.blame(error)
        return version_page(found, version, sheet=form), 422
    if read.refused:
        return version_page(found, version, sheet=form, refused=_told(read.refused)), 422
    with State.here().database.transaction(reach_of(me())) as session:
        own = find_version(session, me(), find_checklist(session, me(), checklist), number)
        replace_questions(session, me(), own, read.sections, read.questions)
    said = gettext("%(count)s questions were read in.") % {"count": len(read.questions)}
    flash(said)
    return redirect(f"/checklists/{checklist}/{number}", 303)
