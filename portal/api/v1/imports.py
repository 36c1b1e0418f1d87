"""Calls about imports: hand a file in, see what came of it."""

from typing import TYPE_CHECKING, Any

import marshmallow as ma
from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_smorest.fields import Upload
from marshmallow import fields

from portal.api.frame import Calls, scope
from portal.api.idempotency import described, fingerprint, kept_answer, once
from portal.api.schemas import words
from portal.core.db import reach_of
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import N_, say
from portal.core.permissions import Permission
from portal.imports.operations import begin_unseen_run, create_run
from portal.imports.queries import find_run
from portal.imports.receiving import receive_file
from portal.imports.rules import ImportMode, RunState
from portal.imports.sources import SOURCES
from portal.web.files.body import received_files
from portal.web.imports.refusals import refusals
from portal.web.request import State, acts, db, locale, me, stands_alone

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.imports.models import ImportRun
    from portal.imports.operations import ReceivedFile

calls = Calls(
    "imports", __name__, "/imports", "Imports", "Lists from other systems, read in the background."
)


class AskedSchema(ma.Schema):
    class Meta:
        unknown = ma.EXCLUDE

    file = Upload(load_default=None, metadata={"description": "The list itself; needed."})
    mapping = words(120, load_default="", metadata={"description": "Name of a saved mapping."})
    mode = fields.Enum(ImportMode, by_value=True, load_default=None)
    dry_run = fields.Boolean(load_default=False)


class RunSchema(ma.Schema):
    id = fields.String(required=True)
    source = fields.String(required=True)
    state = fields.Enum(RunState, by_value=True, required=True)
    mode = fields.Enum(ImportMode, by_value=True, required=True)
    dry_run = fields.Boolean(required=True)
    rows = fields.Integer(required=True)
    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    message = fields.String(required=True, allow_none=True)


def shown(run: "ImportRun") -> dict[str, Any]:
    """Return a run as programs see it."""
    counts = ("rows", "created", "updated", "unchanged", "refused")
    said = say(locale(), run.message, **run.message_values) if run.message else None
    told = {
        "id": str(run.id),
        "source": run.source,
        "state": run.state.value,
        "mode": run.mode.value,
        "dry_run": run.dry_run,
        "message": said,
    }
    return told | {name: getattr(run, name) for name in counts}


@calls.post("/<source>")
@scope(Permission.IMPORT_RUN)
@stands_alone
@described
@calls.response(202, RunSchema)
@calls.alt_response(404, "NOT_FOUND")
@calls.arguments(AskedSchema, location="form", content_type="multipart/form-data")
def hand_in(asked: dict[str, Any], source: str) -> ResponseReturnValue:
    """Hand a file in (multipart, field `file`); it is read in the background."""
    if source not in SOURCES:
        raise NotFound
    files = received_files("file")
    if len(files) != 1:
        raise Invalid(N_("Send exactly one file, in the field “file”."), field="file")
    (received,) = files
    print_of = fingerprint(
        received.sha256, *(f"{key}={asked[key]}" for key in sorted(asked) if key != "file")
    )
    again = kept_answer(db(), print_of)
    if again is not None:
        return again
    here = State.here()
    with received.path.open("rb") as stream:
        most = here.config.max_upload_mb
        file = receive_file(here.files, SOURCES[source], stream, received.name, most_mb=most)
    with here.database.transaction(reach_of(me())) as session:
        return once(session, print_of, lambda: _begin(session, source, file, asked))


def _begin(
    session: "Session", source: str, file: "ReceivedFile", asked: dict[str, Any]
) -> ResponseReturnValue:
    run = create_run(session, me(), SOURCES[source], file)
    begin_unseen_run(
        session,
        me(),
        run,
        SOURCES[source],
        mapping_name=asked["mapping"],
        mode=asked["mode"],
        dry_run=asked["dry_run"],
    )
    session.flush()
    answer = jsonify(shown(run))
    answer.status_code = 202
    answer.headers["Location"] = f"/api/v1/imports/{run.id}"
    return answer


@calls.get("/<int:run_id>")
@scope(Permission.IMPORT_RUN)
@calls.response(200, RunSchema)
@calls.alt_response(404, "NOT_FOUND")
def read_run(run_id: int) -> ResponseReturnValue:
    """Return how a run stands and what it did to how many rows."""
    return jsonify(shown(find_run(db(), me(), run_id)))


@calls.get("/<int:run_id>/refusals.csv")
@scope(Permission.IMPORT_RUN)
@acts
@calls.response(200, {"type": "string"}, content_type="text/csv")
@calls.alt_response(404, "NOT_FOUND")
def read_refusals(run_id: int) -> ResponseReturnValue:
    """Return the refused rows in their own columns, each with line, column and reason."""
    return refusals(run_id)
