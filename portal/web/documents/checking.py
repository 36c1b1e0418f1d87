"""Holding a third party's report against the plan, while it is reviewed."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from inspections.lot_inspections.operations.checking import check_report
from portal.core.errors import Invalid
from portal.core.permissions import Permission
from portal.web.documents.blueprint import bp
from portal.web.documents.report_card import CheckForm
from portal.web.documents.showing import show_document, version_of
from portal.web.language import gettext
from portal.web.request import db, me, needs


@bp.post("/<int:document_id>/versions/<int:version_id>/check")
@needs(Permission.DOCUMENT_REVIEW)
def check(document_id: int, version_id: int) -> ResponseReturnValue:
    """Hold the report against the plan."""
    version, form = version_of(document_id, version_id), CheckForm()
    if form.validate():
        try:
            found = check_report(db(), me(), version, form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(
                gettext("The report contradicts the plan.")
                if found.contradicts
                else gettext("The report agrees with the plan.")
            )
            return redirect(f"/documents/{document_id}?version={version_id}#check", 303)
    return show_document(version, checking=form), 422
