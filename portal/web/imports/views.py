"""Imports: files received, runs begun, stopped and gone on with."""

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.adapters.tables import csv_table
from portal.core.db import reach_of
from portal.core.errors import Invalid, TooLarge
from portal.core.i18n import N_, say
from portal.core.permissions import Permission
from portal.imports.operations import (
    begin_run,
    create_run,
    repeat_run,
    resume_run,
    stop_run,
)
from portal.imports.queries import (
    RunFilter,
    count_refusals,
    count_runs,
    find_run,
    is_abandoned,
    mappings_of,
    progress_of,
    reasons_of,
    refusals_of,
    runs_to_show,
)
from portal.imports.readers.shape import Reading
from portal.imports.receiving import receive_file
from portal.imports.rules import MODES, MOST_REFUSALS_SHOWN, OVER, UNDER_WAY, RunState
from portal.imports.sources import SOURCES
from portal.web.imports.blueprint import bp
from portal.web.imports.forms import MappingDesk, NewImportForm
from portal.web.imports.refusals import said, sent_as
from portal.web.language import gettext
from portal.web.paging import PAGE_ROWS, address, page_of
from portal.web.request import State, db, locale, me, needs, stands_alone
from portal.web.shell import look

MOST_REASONS = 8


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
    return sent_as(Response(body, mimetype="text/csv"), f"{source.code}.csv")


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
        reasons=reasons_of(db(), found, MOST_REASONS) if kept > PAGE_ROWS else [],
        most_shown=MOST_REFUSALS_SHOWN,
        page=page,
        done=done,
        total=total,
        said=said,
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
