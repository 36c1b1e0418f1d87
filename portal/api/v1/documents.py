"""Calls about documents: send, read, decide."""

from typing import TYPE_CHECKING, Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from portal.adapters.staging import Reception
from portal.api.frame import Calls, scope
from portal.api.idempotency import described, fingerprint, idempotent, kept_answer, once
from portal.api.schemas import page, page_of, tagged
from portal.core.db import reach_of
from portal.core.documents.operations.deciding import Seen
from portal.core.documents.operations.review import approve_version, note_download, return_version
from portal.core.documents.operations.submission import SubmitInput, submit_document
from portal.core.documents.queries.finding import (
    documents_after,
    find_document,
    find_version,
    find_version_of,
    versions_of,
)
from portal.core.documents.queries.types import find_type_by_code
from portal.core.documents.rules import SubjectKind
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.suppliers.queries.finding import find_supplier, own_supplier, sites_of
from portal.web.files.body import received_files
from portal.web.files.download import send_stored
from portal.web.request import State, acts, db, me, stands_alone

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.adapters.staging import Staged
    from portal.core.documents.models import DocumentType, DocumentVersion
    from portal.core.suppliers.models import Supplier
from portal.api.v1.document_schemas import (
    DocumentSchema,
    DocumentsQuery,
    ReturnSchema,
    SeenSchema,
    SentSchema,
    VersionQuery,
    WholeDocumentSchema,
    shown,
    version_shown,
)

calls = Calls(
    "documents", __name__, "/documents", "Documents", "Certificates and reports, and their review."
)


@calls.get("")
@scope(Permission.DOCUMENT_READ)
@calls.response(200, page_of(DocumentSchema))
@calls.arguments(DocumentsQuery, location="query")
def list_documents(query: dict[str, Any]) -> ResponseReturnValue:
    """List the documents within reach, oldest first."""
    limit, state = query["limit"], query["state"]
    narrowed = {"supplier": query["supplier"], "type": query["type"]}
    rows = documents_after(db(), me(), query["cursor"], limit + 1, state=state, **narrowed)
    return jsonify(page(rows, limit, shown, key="document_id"))


@calls.post("")
@scope(Permission.DOCUMENT_UPLOAD)
@stands_alone
@described
@calls.response(201, DocumentSchema)
@calls.arguments(SentSchema, location="form", content_type="multipart/form-data")
def send_document(sent: dict[str, Any]) -> ResponseReturnValue:
    """Send one file for review, as a new document or the next version of an existing one."""
    files = received_files("file")
    if len(files) != 1:
        raise Invalid(N_("Send exactly one file, in the field “file”."), field="file")
    (received,) = files
    asked = fingerprint(
        received.sha256, *(f"{key}={sent[key]}" for key in sorted(sent) if key != "file")
    )
    again = kept_answer(db(), asked)
    if again is not None:
        return again
    supplier = find_supplier(db(), me(), sent["supplier"]) if sent["supplier"] else None
    supplier = supplier or own_supplier(db(), me())
    here = State.here()
    staged = Reception(here.config, here.database, here.files).keep(me(), supplier.code, received)
    with here.database.transaction(reach_of(me())) as session:
        return once(session, asked, lambda: _submit(session, supplier, staged, sent))


def _submit(
    session: "Session", supplier: "Supplier", staged: "Staged", sent: dict[str, Any]
) -> ResponseReturnValue:
    kind = find_type_by_code(session, me(), sent["type"])
    if kind is None:
        raise Invalid(N_("There is no document type with this code."), field="type")
    given = SubmitInput(
        supplier_id=supplier.id,
        type_id=kind.id,
        upload_id=staged.id,
        site_id=_site(session, supplier, kind, sent["subject"]),
        subject="" if kind.subject_kind is SubjectKind.SITE else sent["subject"],
        certificate_number=sent["number"],
        issuer=sent["issuer"],
        issued_on=sent["issued_on"],
        expires_on=sent["expires_on"],
        note=sent["note"],
    )
    try:
        made = submit_document(session, me(), given)
    except Invalid as error:
        named = {"certificate_number": "number", "site_id": "subject", "upload_id": "file"}
        error.field = named.get(error.field or "", error.field)
        raise
    session.flush()
    answer = jsonify(shown(find_version(session, me(), made.id)))
    answer.status_code = 201
    answer.headers["Location"] = f"/api/v1/documents/{made.document_id}"
    return answer


def _site(
    session: "Session", supplier: "Supplier", kind: "DocumentType", subject: str
) -> int | None:
    """Return the site whose code the subject is, where the type is about a site."""
    if kind.subject_kind is not SubjectKind.SITE:
        return None
    found = [site.id for site in sites_of(session, me(), supplier) if site.code == subject]
    if not found:
        raise Invalid(N_("Name the site by its code."), field="subject")
    return found[0]


@calls.get("/<int:document_id>")
@scope(Permission.DOCUMENT_READ)
@calls.response(200, WholeDocumentSchema)
@calls.alt_response(404, "NOT_FOUND")
def read_document(document_id: int) -> ResponseReturnValue:
    """Return a document with all its versions, newest first."""
    document = find_document(db(), me(), document_id)
    versions = versions_of(db(), me(), document)
    newest = find_version(db(), me(), versions[0].id)
    told = shown(newest) | {"versions": [version_shown(version) for version in versions]}
    return tagged(jsonify(told), document.id, *(version.revision for version in versions))


@calls.get("/<int:document_id>/file")
@scope(Permission.DOCUMENT_READ)
@acts
@calls.response(200, {"type": "string", "format": "binary"}, content_type="application/*")
@calls.alt_response(404, "NOT_FOUND")
@calls.arguments(VersionQuery, location="query")
def read_file(query: dict[str, Any], document_id: int) -> ResponseReturnValue:
    """Return the bytes of the newest version, or of the one asked for; the trail says so."""
    version = find_version_of(db(), me(), document_id, query["version"])
    response = send_stored(version.file, version.file_name)
    if request.method == "GET":
        note_download(db(), me(), version)
    return response


@calls.post("/<int:document_id>/approve")
@scope(Permission.DOCUMENT_REVIEW)
@idempotent
@calls.response(200, DocumentSchema)
@calls.alt_response(404, "NOT_FOUND")
@calls.alt_response(409, "CONFLICT")
@calls.arguments(SeenSchema, required=False)
def approve_document(seen: dict[str, Any], document_id: int) -> ResponseReturnValue:
    """Accept the newest version as proof; never by who submitted it."""
    version = _decidable(document_id, seen)
    approve_version(db(), me(), version, Seen.of(version))
    return jsonify(shown(version))


@calls.post("/<int:document_id>/reject")
@scope(Permission.DOCUMENT_REVIEW)
@idempotent
@calls.response(200, DocumentSchema)
@calls.alt_response(404, "NOT_FOUND")
@calls.alt_response(409, "CONFLICT")
@calls.arguments(ReturnSchema)
def reject_document(seen: dict[str, Any], document_id: int) -> ResponseReturnValue:
    """Send the newest version back with a comment."""
    version = _decidable(document_id, seen)
    return_version(db(), me(), version, Seen.of(version), seen["comment"])
    return jsonify(shown(version))


def _decidable(document_id: int, seen: dict[str, Any]) -> "DocumentVersion":
    """Return the newest version if it is the one that was seen; raises Outpaced."""
    version = find_version_of(db(), me(), document_id)
    if seen["version"] not in (None, version.number) or seen["sha256"] not in ("", version.sha256):
        raise Outpaced(N_("A newer version has taken the place of this one."))
    return version
