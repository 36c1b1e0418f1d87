"""The list of documents, one document, its file and its pictures."""

from itertools import chain

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.clock import today
from portal.core.documents.operations.export import export_documents
from portal.core.documents.operations.review import note_download
from portal.core.documents.operations.submission import withdraw_version
from portal.core.documents.queries.choosing import suppliers_to_choose
from portal.core.documents.queries.finding import find_document
from portal.core.documents.queries.listing import documents_to_show
from portal.core.documents.rules import VersionState
from portal.core.i18n import N_, say
from portal.core.permissions import Permission
from portal.web.documents.blueprint import bp
from portal.web.documents.forms import SeenForm
from portal.web.documents.listing import (
    Sorter,
    address_of,
    badges,
    filters_set,
    page_of,
    place_from,
    start_from,
    wanted_from,
)
from portal.web.documents.naming import type_names
from portal.web.documents.showing import show_document, version_of
from portal.web.downloads import table_file
from portal.web.files.download import send_stored
from portal.web.files.pictures import page_picture
from portal.web.language import day, gettext
from portal.web.limits import costly
from portal.web.marks import day_marks
from portal.web.numbers import whole
from portal.web.request import acts, db, locale, me, needs
from portal.web.shell import look

LIST, SORT = "/documents", "-new"


@bp.get("")
@needs(Permission.DOCUMENT_READ)
def documents() -> ResponseReturnValue:
    """List the documents within reach."""
    wanted, place = wanted_from(request.args, SORT), place_from(request.args)
    found = documents_to_show(db(), me(), wanted, place, today())
    start = start_from(request.args, place)
    rows = list(found.rows)
    days = {each for row in rows for each in (row.expires_on, row.issued_on) if each}
    return render_template(
        "documents/documents.html",
        rows=rows,
        wanted=wanted,
        state_choices=[(state.value, gettext(look(state).word)) for state in VersionState],
        badges=badges(),
        types=type_names(),
        suppliers=supplier_choices(),
        days=day_marks(days),
        sent={row.submitted_at: day(row.submitted_at) for row in rows},
        zh=locale() == "zh",
        filters_set=filters_set(wanted),
        query=address_of(wanted, SORT),
        page=page_of(found, wanted, place, LIST, SORT, start),
        sorter=Sorter(wanted, LIST, SORT),
    )


MOST_CHOICES = 100


def supplier_choices() -> list[tuple[int, str]]:
    """Return the suppliers to choose from, none where there are too many to read: then one types.

    A supplier's own people have no choice.
    """
    found = [] if me().is_supplier else suppliers_to_choose(db(), me(), limit=MOST_CHOICES + 1)
    few = found if len(found) <= MOST_CHOICES else []
    return [(each.id, each.name.in_(locale()) or each.code) for each in few]


HEADS = (
    N_("Type"), N_("Supplier"), N_("Concerns"), N_("Number"), N_("Issued by"), N_("Issued on"),
    N_("Valid until"), N_("State"), N_("Version"), N_("Sent on"), N_("File"), N_("SHA-256"),
)  # fmt: skip


@bp.get("/export.<any(csv, xlsx):kind>")
@costly
@needs(Permission.DOCUMENT_READ)
@acts
def export(kind: str) -> ResponseReturnValue:
    """Give the filtered list as a file; that it was taken is written down."""
    wanted, types = wanted_from(request.args, SORT), type_names()
    rows = export_documents(db(), me(), wanted, kind, today())
    body = (
        (
            types.get(row.type_id, ""),
            (row.name_zh or row.name_en) if locale() == "zh" else (row.name_en or row.name_zh),
            row.subject, row.certificate_number, row.issuer, row.issued_on or "",
            row.expires_on or "", gettext(look(row.state).word), row.number,
            day(row.submitted_at), row.file_name, row.sha256,
        )
        for row in rows
    )  # fmt: skip
    return table_file("documents", kind, chain([[gettext(head) for head in HEADS]], body))


@bp.get("/<int:document_id>")
@needs(Permission.DOCUMENT_READ)
def document(document_id: int) -> ResponseReturnValue:
    """Show a document, its newest version unless another is asked for."""
    found = find_document(db(), me(), document_id)
    wanted = whole(request.args.get("version"))
    if wanted is not None:
        return show_document(version_of(document_id, wanted), found)
    return show_document(None, found)


@bp.get("/<int:document_id>/versions/<int:version_id>/file")
@needs(Permission.DOCUMENT_READ)
@acts
def download(document_id: int, version_id: int) -> ResponseReturnValue:
    """Hand the file out and leave a line in the trail."""
    version = version_of(document_id, version_id)
    response = send_stored(version.file, version.file_name)
    if request.method == "GET":
        note_download(db(), me(), version)
    return response


@bp.get("/<int:document_id>/versions/<int:version_id>/pages/<int:page>.png")
@needs(Permission.DOCUMENT_READ)
def show_page(document_id: int, version_id: int, page: int) -> ResponseReturnValue:
    """Show a page of the file as a picture."""
    version = version_of(document_id, version_id)
    return Response(page_picture(version.file, page), mimetype="image/png")


@bp.post("/<int:document_id>/versions/<int:version_id>/withdraw")
@needs(Permission.DOCUMENT_UPLOAD)
def withdraw(document_id: int, version_id: int) -> ResponseReturnValue:
    """Take a submission back."""
    version, form = version_of(document_id, version_id), SeenForm()
    if not form.validate():
        return show_document(version), 422
    withdraw_version(db(), me(), version, form.seen())
    flash(say(locale(), N_("Withdrawn. It is no longer reviewed.")))
    return redirect(f"/documents/{document_id}", 303)
