"""What the columns of a file mean: looked at, tried, kept under a name."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.db import reach_of
from portal.core.errors import Invalid
from portal.core.i18n import N_, say
from portal.core.permissions import Permission
from portal.imports.mapping import LEFT_OUT
from portal.imports.models import ImportRun
from portal.imports.operations import (
    begin_run,
    delete_mapping,
    map_run,
    reread_run,
    save_mapping,
    take_mapping,
)
from portal.imports.queries import (
    earlier_run,
    find_mapping,
    find_run,
    mappings_of,
)
from portal.imports.readers.shape import Reading
from portal.imports.receiving import read_again
from portal.imports.rules import MODES, ImportMode, RunState
from portal.imports.source import Source
from portal.imports.sources import SOURCES
from portal.web.choices import options
from portal.web.imports.blueprint import bp
from portal.web.imports.forms import UNDECIDED, MappingDesk, ReadingForm
from portal.web.imports.preview import preview, samples
from portal.web.language import gettext
from portal.web.numbers import whole
from portal.web.request import State, db, locale, me, needs, stands_alone

MODE_TEXTS = {
    ImportMode.ALL_OR_NOTHING: N_("For master data: the list is corrected first, then stored."),
    ImportMode.KEEP_GOOD: N_("The refused rows can be downloaded, corrected and sent again."),
}


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
