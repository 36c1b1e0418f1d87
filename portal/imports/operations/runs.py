"""What people do with a run: begin, try, stop, resume, repeat it."""

from dataclasses import dataclass, replace

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, WrongState
from portal.core.i18n import N_
from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job, stop_job
from portal.core.jobs.rules import OVER
from portal.core.permissions import Permission, Role
from portal.imports.events import (
    FileReceived,
    ImportAsked,
    ImportMapped,
    ImportStopAsked,
    RefusalsDownloaded,
)
from portal.imports.mapping import ColumnMapping, forms_that_fit, guess, make_plan
from portal.imports.models import ImportRefusal, ImportRun
from portal.imports.operations.mappings import FORMS, must_be_open
from portal.imports.operations.working import Tally
from portal.imports.queries import is_abandoned, mapping_named, mapping_that_fits
from portal.imports.readers.shape import Reading, Wanted
from portal.imports.rules import LIFE, ImportMode, RunState
from portal.imports.source import Source

DETECT = Wanted()


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
    must_be_open(run)
    _read_as(session, run, source, reading, wanted)
    record(session, actor, ImportMapped(None, run.id, source.code, run.columns, run.defaults))


def map_run(
    session: Session, actor: Actor, run: ImportRun, source: Source, mapping: ColumnMapping
) -> None:
    """Decide what each column of the file means."""
    actor.must(Permission.IMPORT_RUN)
    must_be_open(run)
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
    leave_out: bool = False,
    in_background: bool = True,
) -> None:
    """Begin a run at whose mapping nobody looks: from the command line or the API.

    Refuses what a person would have to confirm: an encoding that is a guess, an unknown header
    unless whoever sends the file said to `leave_out` the columns that nobody knows.
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
    if leave_out:
        mapping = mapping.without_the_rest(run.reading["header"])
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


def note_download(session: Session, actor: Actor, run: ImportRun) -> None:
    """Write down that the refused rows left the portal."""
    actor.must(Permission.IMPORT_RUN)
    record(session, actor, RefusalsDownloaded(None, run.id, run.source))


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
