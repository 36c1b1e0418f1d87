"""What people do with imports, and how a run writes down what it did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import DomainError, Invalid, Outpaced, WrongState
from portal.core.events import _plain
from portal.core.i18n import N_
from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job, stop_job
from portal.core.jobs.rules import OVER
from portal.core.numbering import new_id
from portal.core.permissions import Permission, Role
from portal.imports.events import (
    FileReceived,
    ImportAsked,
    ImportBegun,
    ImportEnded,
    ImportMapped,
    ImportStopAsked,
    MappingDeleted,
    MappingSaved,
    RefusalsDownloaded,
)
from portal.imports.mapping import ColumnMapping, forms_that_fit, guess, make_plan
from portal.imports.models import ImportMapping, ImportRefusal, ImportRun
from portal.imports.queries import is_abandoned, mapping_named, mapping_that_fits
from portal.imports.readers.shape import Fault, Reading, Row, Wanted
from portal.imports.rules import LIFE, ImportMode, RunState
from portal.imports.source import Source

DETECT = Wanted()
FORMS = ("numbers", "days")
"""What of a reading is kept with a saved mapping."""


@dataclass(frozen=True)
class ReceivedFile:
    """A file that lies in the store and was found readable."""

    file_name: str
    sha256: str
    size: int
    reading: Reading

    @property
    def key(self) -> str:
        return f"imports/{self.sha256}"


@dataclass(frozen=True)
class Choice:
    """What the person decided about a run."""

    mapping: ColumnMapping
    mode: ImportMode
    dry_run: bool = False


def create_run(session: Session, actor: Actor, source: Source, file: ReceivedFile) -> ImportRun:
    """Begin with a received file; a saved mapping that fits is taken, else one is guessed."""
    actor.must(Permission.IMPORT_RUN)
    run = ImportRun(
        source=source.code,
        file_name=file.file_name,
        sha256=file.sha256,
        size=file.size,
        mode=source.mode,
        by_id=actor.user_id,
        by_name=actor.name,
    )
    _read_as(session, run, source, file.reading)
    session.add(run)
    session.flush()
    record(session, actor, FileReceived(None, run.id, source.code, file.sha256))
    return run


def reread_run(
    session: Session,
    actor: Actor,
    run: ImportRun,
    source: Source,
    reading: Reading,
    wanted: Wanted = DETECT,
) -> None:
    """Understand the file differently: another encoding, delimiter, header line, form of days."""
    actor.must(Permission.IMPORT_RUN)
    _must_be_open(run)
    _read_as(session, run, source, reading, wanted)
    record(session, actor, ImportMapped(None, run.id, source.code, run.columns, run.defaults))


def map_run(
    session: Session, actor: Actor, run: ImportRun, source: Source, mapping: ColumnMapping
) -> None:
    """Decide what each column of the file means."""
    actor.must(Permission.IMPORT_RUN)
    _must_be_open(run)
    _fit_forms(run, source, mapping)
    make_plan(source, Reading.from_json(run.reading), mapping)
    run.columns, run.defaults = dict(mapping.columns), dict(mapping.defaults)
    record(session, actor, ImportMapped(None, run.id, source.code, run.columns, run.defaults))


def begin_run(
    session: Session,
    actor: Actor,
    run: ImportRun,
    source: Source,
    choice: Choice,
    *,
    in_background: bool = True,
) -> None:
    """Let the run read its file, as a try or for good."""
    actor.must(Permission.IMPORT_RUN)
    _fit_forms(run, source, choice.mapping)
    make_plan(source, Reading.from_json(run.reading), choice.mapping)
    run.state = LIFE.move(run.state, RunState.QUEUED)
    run.columns, run.defaults = dict(choice.mapping.columns), dict(choice.mapping.defaults)
    run.mode, run.dry_run = choice.mode, choice.dry_run
    _queue(session, actor, run, in_background=in_background)


def begin_unseen_run(
    session: Session,
    actor: Actor,
    run: ImportRun,
    source: Source,
    *,
    mapping_name: str = "",
    mode: ImportMode | None = None,
    dry_run: bool = False,
    in_background: bool = True,
) -> None:
    """Begin a run at whose mapping nobody looks: from the command line or the API.

    Refuses what a person would have to confirm: an encoding that is a guess, an unknown header.
    """
    actor.must(Permission.IMPORT_RUN)
    if not run.reading["is_sure"]:
        raise Invalid(
            N_("The encoding is neither UTF-8 nor clearly Chinese. Say it, or save as UTF-8."),
            field="encoding",
        )
    mapping = ColumnMapping(run.columns, run.defaults)
    if mapping_name:
        saved = mapping_named(session, source.code, mapping_name)
        if saved is None:
            raise Invalid(
                N_("No mapping is saved under the name “%(name)s”."),
                field="mapping",
                name=mapping_name,
            )
        mapping = ColumnMapping(saved.columns, saved.defaults)
        run.mapping_name, run.reading = saved.name, run.reading | saved.forms
    choice = Choice(mapping, mode or source.mode, dry_run)
    begin_run(session, actor, run, source, choice, in_background=in_background)


def resume_run(
    session: Session, actor: Actor, run: ImportRun, *, in_background: bool = True
) -> None:
    """Go on with a stopped or failed run; whole chunks that were stored are not read again."""
    actor.must(Permission.IMPORT_RUN)
    if run.state is RunState.UPLOADED:
        raise WrongState(N_("Say first what the columns mean."))
    if run.state is RunState.RUNNING and not is_abandoned(session, run):
        raise WrongState(N_("The run is under way."))
    run.state = LIFE.move(run.state, RunState.QUEUED)
    run.message, run.finished_at = None, None
    _queue(session, actor, run, in_background=in_background)


def repeat_run(session: Session, actor: Actor, run: ImportRun) -> ImportRun:
    """Take the same file once more, with the same mapping, as a run of its own."""
    actor.must(Permission.IMPORT_RUN)
    again = ImportRun(
        source=run.source,
        file_name=run.file_name,
        sha256=run.sha256,
        size=run.size,
        reading=run.reading,
        columns=run.columns,
        defaults=run.defaults,
        mapping_name=run.mapping_name,
        mode=run.mode,
        by_id=actor.user_id,
        by_name=actor.name,
    )
    session.add(again)
    session.flush()
    record(session, actor, FileReceived(None, again.id, run.source, run.sha256))
    return again


def stop_run(session: Session, actor: Actor, run: ImportRun) -> None:
    """Stop a run: at once if it has not begun, else after the chunk it is at."""
    actor.must(Permission.IMPORT_RUN)
    if run.state is not RunState.RUNNING:
        run.state = LIFE.move(run.state, RunState.STOPPED)
        run.finished_at = now()
    job = session.get(JobRun, run.job_id) if run.job_id else None
    if job is not None and job.state not in OVER:
        stop_job(session, replace(actor, roles=frozenset({Role.SYSTEM})), job)
    record(session, actor, ImportStopAsked(None, run.id, run.source))


def save_mapping(session: Session, actor: Actor, run: ImportRun, name: str) -> ImportMapping:
    """Keep a run's mapping under a name; the next file with the same header takes it."""
    actor.must(Permission.IMPORT_RUN)
    if not name.strip() or len(name) > 120:
        raise Invalid(N_("Give the mapping a name of up to 120 characters."), field="name")
    mapping = mapping_named(session, run.source, name)
    if mapping is None:
        mapping = ImportMapping(source=run.source, name=name, saved_by_id=actor.user_id)
        session.add(mapping)
    mapping.columns, mapping.defaults, mapping.saved_at = run.columns, run.defaults, now()
    mapping.forms = {name: run.reading[name] for name in FORMS if name in run.reading}
    run.mapping_name = name
    record(session, actor, MappingSaved(None, mapping.id, run.source, name))
    return mapping


def delete_mapping(session: Session, actor: Actor, mapping: ImportMapping) -> None:
    """Forget a saved mapping; runs that used it keep theirs."""
    actor.must(Permission.IMPORT_RUN)
    session.delete(mapping)
    record(session, actor, MappingDeleted(None, mapping.id, mapping.source, mapping.name))


def take_mapping(session: Session, actor: Actor, run: ImportRun, mapping: ImportMapping) -> None:
    """Use a saved mapping for this file; headers it does not know stay undecided."""
    actor.must(Permission.IMPORT_RUN)
    _must_be_open(run)
    header = run.reading["header"]
    run.columns = {name: code for name, code in mapping.columns.items() if name in header}
    run.defaults, run.mapping_name = mapping.defaults, mapping.name
    run.reading = run.reading | mapping.forms
    record(session, actor, ImportMapped(None, run.id, run.source, run.columns, run.defaults))


def note_download(session: Session, actor: Actor, run: ImportRun) -> None:
    """Write down that the refused rows left the portal."""
    actor.must(Permission.IMPORT_RUN)
    record(session, actor, RefusalsDownloaded(None, run.id, run.source))


def start_run(session: Session, actor: Actor, run: ImportRun) -> None:
    """Take up the work: from the beginning, or after the last whole chunk."""
    actor.must(Permission.IMPORT_RUN)
    if run.state is RunState.QUEUED:
        run.state = LIFE.move(run.state, RunState.RUNNING)
    run.message, run.message_values = None, {}
    record(session, actor, ImportBegun(None, run.id, run.source, from_row=run.next_row))


@dataclass(frozen=True)
class Tally:
    """What became of some rows."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            *(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )


Refusals = Sequence[tuple[Row, Fault]]


def note_chunk(session: Session, run: ImportRun, tally: Tally, refusals: Refusals) -> None:
    """Write down what became of the next rows, in the transaction that stored them."""
    for name, count in vars(tally).items():
        setattr(run, name, getattr(run, name) + count)
    run.next_row += tally.rows
    if refusals:
        session.execute(insert(ImportRefusal), [_refusal(run, row, f) for row, f in refusals])


def expect_row(run: ImportRun, row: int) -> None:
    """Refuse to go on when another worker has taken over, or the run is over."""
    if run.state is not RunState.RUNNING or run.next_row != row:
        raise Outpaced(N_("Somebody else was faster. Reload to see how it stands now."))


def end_run(
    session: Session, actor: Actor, run: ImportRun, state: RunState, why: DomainError | None = None
) -> None:
    """Close a run and say once, for all its rows, what happened."""
    actor.must(Permission.IMPORT_RUN)
    run.state = LIFE.move(run.state, state)
    run.finished_at = now()
    if why is not None:
        run.message, run.message_values = why.message, _storable(why.values)
    counts = {name: getattr(run, name) for name in vars(Tally())}
    record(session, actor, ImportEnded(None, run.id, run.source, state, run.dry_run, **counts))


def _must_be_open(run: ImportRun) -> None:
    if run.state is not RunState.UPLOADED:
        raise WrongState(N_("This run has begun. Take the file once more to change its mapping."))


def _read_as(
    session: Session, run: ImportRun, source: Source, reading: Reading, wanted: Wanted = DETECT
) -> None:
    saved = mapping_that_fits(session, source, reading.header)
    guessed = guess(source, reading.header)
    fitting = forms_that_fit(source, reading, ColumnMapping(saved.columns) if saved else guessed)
    kept = saved.forms if saved else {}
    forms = {
        name: getattr(wanted, name) or kept.get(name) or getattr(fitting, name).value
        for name in FORMS
    }
    run.reading = replace(reading, **forms).as_json()
    run.columns = dict(saved.columns if saved else guessed.columns)
    run.defaults = dict(saved.defaults if saved else guessed.defaults)
    run.mapping_name = saved.name if saved else ""


def _fit_forms(run: ImportRun, source: Source, mapping: ColumnMapping) -> None:
    """Take numbers and days as the mapped columns leave no doubt about, unless it was said."""
    reading, usual = Reading.from_json(run.reading), Reading(kind="")
    fitting = forms_that_fit(source, reading, mapping)
    fresh = {
        name: getattr(fitting, name).value
        for name in FORMS
        if getattr(reading, name) == getattr(usual, name)
    }
    run.reading = run.reading | fresh


def _queue(session: Session, actor: Actor, run: ImportRun, *, in_background: bool) -> None:
    if run.mode is ImportMode.ALL_OR_NOTHING or run.dry_run:
        for name in vars(Tally()):
            setattr(run, name, 0)
        run.next_row = 0
        session.execute(delete(ImportRefusal).where(ImportRefusal.run_id == run.id))
    run.job_id = None
    if in_background:
        slot = f"import-{run.id}-{run.revision}"
        run.job_id = request_job(session, "import", slot=slot, actor=actor, args={"run": run.id}).id
    asked = ImportAsked(None, run.id, run.source, run.sha256, run.mode, run.dry_run)
    record(session, actor, asked)


def _refusal(run: ImportRun, row: Row, fault: Fault) -> dict[str, Any]:
    return {
        "id": new_id(),
        "run_id": run.id,
        "line": row.line,
        "column": fault.column[:120],
        "value": fault.value[:500],
        "reason": fault.reason[:300],
        "values": _storable(fault.values),
        "row": list(row.cells),
    }


def _storable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in values.items()}
