"""Imports: files, mappings, runs and refusals."""

from collections.abc import Iterator
from itertools import chain
from tempfile import TemporaryFile
from typing import IO

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.adapters.tables import csv_table
from portal.core.db import reach_of
from portal.core.errors import Invalid, TooLarge
from portal.core.i18n import N_, say
from portal.core.permissions import Permission
from portal.imports.mapping import LEFT_OUT, REFUSAL_NAMES
from portal.imports.models import ImportRun
from portal.imports.operations import (
    begin_run,
    create_run,
    delete_mapping,
    map_run,
    note_download,
    repeat_run,
    reread_run,
    resume_run,
    save_mapping,
    stop_run,
    take_mapping,
)
from portal.imports.queries import (
    RefusedCell,
    RunFilter,
    count_refusals,
    count_runs,
    earlier_run,
    find_mapping,
    find_run,
    gather_refused_rows,
    is_abandoned,
    mappings_of,
    progress_of,
    refusals_of,
    runs_to_show,
)
from portal.imports.readers.shape import Reading
from portal.imports.receiving import read_again, receive_file
from portal.imports.rules import MODES, OVER, UNDER_WAY, ImportMode, RunState
from portal.imports.source import Source
from portal.imports.sources import SOURCES
from portal.web.choices import options
from portal.web.files.download import attachment
from portal.web.imports.forms import UNDECIDED, MappingDesk, NewImportForm, ReadingForm
from portal.web.imports.preview import preview, samples
from portal.web.language import gettext
from portal.web.limits import costly
from portal.web.numbers import whole
from portal.web.paging import PAGE_ROWS, address, page_of
from portal.web.request import State, acts, db, locale, me, needs, stands_alone
from portal.web.shell import look

bp = Blueprint("imports", __name__, url_prefix="/imports")


@bp.get("")
@needs(Permission.IMPORT_RUN)
def runs() -> ResponseReturnValue:
    """List the runs and the saved mappings."""
    wanted = RunFilter(
        source=request.args.get("source", ""),
        state=request.args.get("state", ""),
        sort=request.args.get("sort", "-at"),
    )
    page = page_of(count_runs(db(), me(), wanted))
    lines = runs_to_show(db(), me(), wanted, (page.number - 1) * PAGE_ROWS, PAGE_ROWS)
    return render_template(
        "imports/runs.html",
        runs=lines,
        page=page,
        wanted=wanted,
        address=address,
        sources=SOURCES,
        kinds=[(source.code, gettext(source.label)) for source in SOURCES.values()],
        states=[(state.value, gettext(look(state).word)) for state in RunState],
        mappings=mappings_of(db()),
    )


@bp.get("/new")
@needs(Permission.IMPORT_RUN)
def new() -> ResponseReturnValue:
    """Ask for a file."""
    source = request.args.get("source", "")
    form = NewImportForm(data={"source": source} if source in SOURCES else None)
    return render_template("imports/new.html", form=form, sources=SOURCES)


@bp.get("/template.csv")
@needs(Permission.IMPORT_RUN)
def template() -> ResponseReturnValue:
    """Send an empty file with the column names that are understood without asking."""
    source = SOURCES.get(request.args.get("source", ""), next(iter(SOURCES.values())))
    body = b"".join(csv_table([[column.code for column in source.columns]]))
    return _attachment(Response(body, mimetype="text/csv"), f"{source.code}.csv")


@bp.post("")
@needs(Permission.IMPORT_RUN)
@stands_alone
def receive() -> ResponseReturnValue:
    """Take a file, store it and say how it was understood."""
    form = NewImportForm()
    sent = request.files.get("file")
    state = State.here()
    try:
        if not form.validate() or sent is None or not sent.filename:
            raise Invalid(N_("Choose a file."), field="file")
        source = SOURCES[form.source.data]
        file = receive_file(
            state.files, source, sent.stream, sent.filename, most_mb=state.config.max_upload_mb
        )
    except (Invalid, TooLarge) as error:
        form.blame(Invalid(error.message, field=error.field, **error.values))
        page = render_template("imports/new.html", form=form, sources=SOURCES)
        return page, 413 if isinstance(error, TooLarge) else 422
    with state.database.transaction(reach_of(me())) as session:
        run_id = create_run(session, me(), source, file).id
    return redirect(f"/imports/{run_id}/mapping", 303)


@bp.get("/<int:run_id>")
@needs(Permission.IMPORT_RUN)
def run(run_id: int) -> ResponseReturnValue:
    """Show how a run stands, and what it refused."""
    found = find_run(db(), me(), run_id)
    if found.state is RunState.UPLOADED:
        return redirect(f"/imports/{run_id}/mapping")
    kept = count_refusals(db(), found)
    page = page_of(kept)
    offset = (page.number - 1) * PAGE_ROWS
    done, total = progress_of(db(), found)
    abandoned = is_abandoned(db(), found)
    return render_template(
        "imports/run.html",
        run=found,
        source=SOURCES[found.source],
        reading=Reading.from_json(found.reading),
        refusals=refusals_of(db(), found, offset, PAGE_ROWS) if kept else [],
        kept=kept,
        page=page,
        done=done,
        total=total,
        said=_said,
        message=say(locale(), found.message, **found.message_values) if found.message else "",
        modes=MODES,
        under_way=found.state in UNDER_WAY and not abandoned,
        abandoned=abandoned,
        is_over=found.state in OVER,
    )


@bp.get("/<int:run_id>/progress")
@needs(Permission.IMPORT_RUN)
def progress(run_id: int) -> ResponseReturnValue:
    """Show how far a run is; asked for again and again by its page."""
    found = find_run(db(), me(), run_id)
    done, total = progress_of(db(), found)
    return render_template(
        "imports/progress.html",
        run=found,
        done=done,
        total=total,
        is_over=found.state in OVER or is_abandoned(db(), found),
    )


@bp.get("/<int:run_id>/mapping")
@needs(Permission.IMPORT_RUN)
def mapping(run_id: int) -> ResponseReturnValue:
    """Show how the file was understood, what its columns mean, and what would be stored."""
    found = find_run(db(), me(), run_id)
    if found.state is not RunState.UPLOADED:
        return redirect(f"/imports/{run_id}")
    return _desk(found, MappingDesk.of(found))


@bp.post("/<int:run_id>/mapping")
@needs(Permission.IMPORT_RUN)
def decide(run_id: int) -> ResponseReturnValue:
    """Keep the mapping; then show it again, try it, or import."""
    found = find_run(db(), me(), run_id)
    source = SOURCES[found.source]
    desk = MappingDesk.typed(found, request.form)
    asked = request.form.get("act", "preview")
    if asked == "leave_out":
        desk.leave_out_the_rest()
    try:
        map_run(db(), me(), found, source, desk.mapping)
        if request.form.get("save"):
            save_mapping(db(), me(), found, desk.name)
            flash(gettext("The mapping is saved. Files with the same columns will take it."))
        if asked in ("try", "import"):
            begin_run(db(), me(), found, source, desk.choice(dry_run=asked == "try"))
            return redirect(f"/imports/{run_id}", 303)
        found.mode = desk.mode
    except Invalid as error:
        desk.blame(error)
        return _desk(found, desk)[0], 422
    return redirect(f"/imports/{run_id}/mapping#preview", 303)


@bp.post("/<int:run_id>/reading")
@needs(Permission.IMPORT_RUN)
@stands_alone
def understand(run_id: int) -> ResponseReturnValue:
    """Understand the file as the person says."""
    found = find_run(db(), me(), run_id)
    source = SOURCES[found.source]
    form = ReadingForm()
    try:
        if not form.validate():
            raise Invalid(N_("Check how the file is to be read."))
        reading = read_again(
            State.here().files, source, found.sha256, found.file_name, form.to_input()
        )
    except Invalid as error:
        form.blame(error)
        form.sheet.choices = options((name, name) for name in found.reading["sheets"])
        return _desk(found, MappingDesk.of(found), form)[0], 422
    with State.here().database.transaction(reach_of(me())) as session:
        found = find_run(session, me(), run_id)
        reread_run(session, me(), found, source, reading, form.to_input())
    return redirect(f"/imports/{run_id}/mapping", 303)


@bp.post("/<int:run_id>/mapping/take")
@needs(Permission.IMPORT_RUN)
def take(run_id: int) -> ResponseReturnValue:
    """Use a saved mapping."""
    found = find_run(db(), me(), run_id)
    saved = find_mapping(db(), me(), whole(request.form.get("mapping")) or 0)
    take_mapping(db(), me(), found, saved)
    return redirect(f"/imports/{run_id}/mapping", 303)


@bp.post("/<int:run_id>/stop")
@needs(Permission.IMPORT_RUN)
def stop(run_id: int) -> ResponseReturnValue:
    """Stop a run where it is whole."""
    stop_run(db(), me(), find_run(db(), me(), run_id))
    flash(gettext("The run stops after the rows it is at."))
    return redirect(f"/imports/{run_id}", 303)


@bp.post("/<int:run_id>/resume")
@needs(Permission.IMPORT_RUN)
def resume(run_id: int) -> ResponseReturnValue:
    """Go on with a stopped or failed run."""
    resume_run(db(), me(), find_run(db(), me(), run_id))
    return redirect(f"/imports/{run_id}", 303)


@bp.post("/<int:run_id>/repeat")
@needs(Permission.IMPORT_RUN)
def repeat(run_id: int) -> ResponseReturnValue:
    """Take the file once more: to change the mapping, or to store what was tried."""
    tried = find_run(db(), me(), run_id)
    again = repeat_run(db(), me(), tried)
    if request.form.get("act") != "import":
        return redirect(f"/imports/{again.id}/mapping", 303)
    desk = MappingDesk.of(again)
    begin_run(db(), me(), again, SOURCES[again.source], desk.choice(dry_run=False))
    return redirect(f"/imports/{again.id}", 303)


@bp.get("/<int:run_id>/refusals.csv")
@costly
@needs(Permission.IMPORT_RUN)
@acts
def refusals(run_id: int) -> ResponseReturnValue:
    """Send the refused rows in their own columns, each with its line, column and reason."""
    found = find_run(db(), me(), run_id)
    names = [say(locale(), name) for name in REFUSAL_NAMES]
    rows = ([*c[0].row, *_why(c)] for c in gather_refused_rows(db(), found))
    page = TemporaryFile()  # noqa: SIM115 - closed by whoever sends it
    for piece in csv_table(chain([[*found.reading["header"], *names]], rows)):
        page.write(piece)
    note_download(db(), me(), found)
    stem = found.file_name.rpartition(".")[0]
    return _attachment(Response(_pieces(page), mimetype="text/csv"), f"{stem}-refused.csv")


@bp.post("/mappings/<int:mapping_id>/delete")
@needs(Permission.IMPORT_RUN)
def forget(mapping_id: int) -> ResponseReturnValue:
    """Delete a saved mapping."""
    delete_mapping(db(), me(), find_mapping(db(), me(), mapping_id))
    flash(gettext("The mapping is deleted."))
    return redirect("/imports", 303)


def _desk(found: ImportRun, desk: MappingDesk, form: ReadingForm | None = None) -> tuple[str, int]:
    source, reading = SOURCES[found.source], Reading.from_json(found.reading)
    saved = mappings_of(db(), found.source)
    page = render_template(
        "imports/mapping.html",
        run=found,
        source=source,
        reading=reading,
        warnings=[say(locale(), text, **values) for text, values in reading.warnings],
        reading_form=form or ReadingForm.about(reading),
        desk=desk,
        samples=samples(reading),
        preview=preview(db(), source, reading, desk.mapping),
        saved=[(saved.id, saved.name) for saved in saved],
        taken=next((saved.id for saved in saved if saved.name == found.mapping_name), ""),
        targets=_targets(source),
        modes=[(m.value, gettext(text), gettext(MODE_TEXTS[m])) for m, text in MODES.items()],
        earlier=earlier_run(db(), found),
    )
    return page, 200


def _targets(source: Source) -> list[tuple[str, str]]:
    """Return what a column of the file can be made to fill."""
    words = [(column.code, gettext(column.label)) for column in source.columns]
    return [
        (UNDECIDED, gettext("Choose …")),
        (LEFT_OUT, gettext("Leave out")),
        *words,
    ]


MODE_TEXTS = {
    ImportMode.ALL_OR_NOTHING: N_("For master data: the list is corrected first, then stored."),
    ImportMode.KEEP_GOOD: N_("The refused rows can be downloaded, corrected and sent again."),
}


def _said(cell: RefusedCell) -> str:
    return say(locale(), cell.reason, **cell.values)


def _why(cells: list[RefusedCell]) -> tuple[str, str, str]:
    columns = "; ".join(cell.column for cell in cells if cell.column)
    return str(cells[0].line), columns, " ".join(_said(cell) for cell in cells)


def _pieces(page: IO[bytes]) -> Iterator[bytes]:
    """Yield a written file from its beginning and close it."""
    with page:
        page.seek(0)
        while block := page.read(65_536):
            yield block


def _attachment(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = attachment(name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
