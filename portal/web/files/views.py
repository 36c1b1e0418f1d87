"""Uploads: a file is sent, checked and waits; other pages make it a document."""

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from portal.adapters.intake import too_large
from portal.adapters.staging import Reception, Staged
from portal.core.errors import DomainError, Invalid, NotFound
from portal.core.files.operations import drop_upload
from portal.core.files.queries import find_upload
from portal.core.i18n import N_, say
from portal.core.permissions import Permission
from portal.core.ports import StoreFailure
from portal.web.errors import SENTENCES, log, status_of
from portal.web.files.body import received_files
from portal.web.files.pictures import page_picture
from portal.web.request import State, db, locale, me, needs, stands_alone

bp = Blueprint("files", __name__, url_prefix="/files")


@bp.put("/uploads")
@needs(Permission.DOCUMENT_UPLOAD)
@stands_alone
def put_upload() -> ResponseReturnValue:
    """Receive one file as the body itself, so that nothing of it is ever held in memory."""
    name, supplier = request.args.get("name", ""), request.args.get("supplier")
    staged = _reception().take(me(), supplier, name, request.stream, request.content_length)
    return jsonify(staged.as_json()), 201


@bp.post("/uploads")
@needs(Permission.DOCUMENT_UPLOAD)
@stands_alone
def post_uploads() -> ResponseReturnValue:
    """Receive the files of a form; each is taken or refused by itself."""
    supplier = request.args.get("supplier") or request.form.get("supplier")
    reception, answers = _reception(), []
    reception.owner(me(), supplier)
    received = received_files("file")
    if not received:
        raise Invalid(N_("Choose at least one file."), field="file")
    for file in received:
        try:
            answers.append(reception.keep(me(), supplier, file).as_json())
        except DomainError as error:
            _note_refusal(error)
            answers.append({"name": file.name, "error": error.in_(locale())})
    taken = sum("id" in answer for answer in answers)
    return jsonify(uploads=answers), 201 if taken else 422


@bp.get("/uploads/<int:upload_id>")
@needs(Permission.DOCUMENT_UPLOAD)
def show_upload(upload_id: int) -> ResponseReturnValue:
    """Say how an upload stands, its scan above all."""
    return jsonify(Staged.of(find_upload(db(), me(), upload_id)).as_json())


@bp.delete("/uploads/<int:upload_id>")
@needs(Permission.DOCUMENT_UPLOAD)
def delete_upload(upload_id: int) -> ResponseReturnValue:
    """Take an upload back."""
    drop_upload(db(), me(), find_upload(db(), me(), upload_id))
    return "", 204


@bp.get("/uploads/<int:upload_id>/pages/<int:page>.png")
@needs(Permission.DOCUMENT_UPLOAD)
def show_page(upload_id: int, page: int) -> ResponseReturnValue:
    """Show a page of an upload as a picture."""
    upload = find_upload(db(), me(), upload_id)
    return Response(page_picture(upload.file, page), mimetype="image/png")


def _reception() -> Reception:
    here = State.here()
    return Reception(here.config, here.database, here.files)


def _note_refusal(error: DomainError) -> None:
    """Leave a line in the log; it names the reason, not the file."""
    log.warning("upload.refused", reason=str(error.message)[:120], user=me().user_id)


@bp.errorhandler(DomainError)
def refuse(error: DomainError) -> ResponseReturnValue:
    """Say no in the form a script reads."""
    if not isinstance(error, NotFound):
        _note_refusal(error)
    return jsonify(error=error.in_(locale()), field=error.field), status_of(error)


@bp.errorhandler(CSRFError)
def refuse_token(error: CSRFError) -> ResponseReturnValue:
    """Explain a token that does not fit this session."""
    log.warning("csrf.refused", path=request.path)
    return jsonify(error=say(locale(), SENTENCES[400])), 400


@bp.errorhandler(HTTPException)
def refuse_http(error: HTTPException) -> ResponseReturnValue:
    """Say Werkzeug's refusals in our words."""
    if error.response is not None:
        return error.response
    if isinstance(error, RequestEntityTooLarge):
        return refuse(too_large(State.here().config.max_upload_mb * 1024 * 1024))
    status = error.code or 500
    return jsonify(error=say(locale(), SENTENCES.get(status, SENTENCES[400]))), status


@bp.errorhandler(StoreFailure)
def refuse_for_store(error: StoreFailure) -> ResponseReturnValue:
    """Acknowledge nothing while the store does not answer as it should."""
    log.error("store.failed", reason=str(error)[:200])
    return jsonify(error=say(locale(), SENTENCES[503])), 503
