"""The background work of a run: whole chunks, or everything in one transaction, or nothing."""

import gc
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.adapters.jobs import CutShort, Failed, Stopped, Work
from portal.core.actor import Actor
from portal.core.db import undo
from portal.core.errors import DomainError, Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.jobs.working import report_progress
from portal.core.memory import collector_resting, give_back_pages
from portal.core.permissions import Role
from portal.imports.checking import Desk
from portal.imports.mapping import ColumnMapping, make_plan
from portal.imports.models import ImportRun
from portal.imports.operations import (
    Tally,
    end_run,
    expect_row,
    note_chunk,
    start_run,
)
from portal.imports.queries import actor_of_run
from portal.imports.readers.files import open_batches
from portal.imports.readers.shape import Reading
from portal.imports.receiving import fetched
from portal.imports.rules import (
    CHUNK_OF_FACTS,
    MOST_REFUSALS_SHOWN,
    UNDER_WAY,
    ImportMode,
    RunState,
)
from portal.imports.source import Source
from portal.imports.sources import SOURCES
from portal.imports.storing import Chunk, Refused, store_chunk

log = structlog.get_logger("portal.imports")

REPORT_SECONDS = 1.0
TRIES: Final = 3
"""How often a chunk is tried when others change the same rows at the same moment."""

INTERRUPTED = N_("The run broke off. What was stored until then is whole; it can be resumed.")


@dataclass(frozen=True)
class Begun:
    """What a worker needs to know of a run, read once."""

    job: Work
    run_id: int
    sha256: str
    reading: Reading
    desk: Desk
    mode: ImportMode
    dry_run: bool
    next_row: int
    actor: Actor

    @property
    def clerk(self) -> Actor:
        """Return who keeps the books of the run: the person's name, the system's rights."""
        return replace(self.actor, roles=frozenset({Role.SYSTEM}), supplier_id=None)

    @property
    def source(self) -> Source:
        return self.desk.plan.source

    def find(self, session: Session) -> ImportRun:
        return session.get_one(ImportRun, self.run_id)

    def report(self, session: Session, done: int) -> None:
        """Say how far it is; raises Stopped or CutShort. Work without a job (0) just goes on."""
        job = self.job
        if job.job_id and not report_progress(session, job.job_id, done, self.reading.rows):
            raise Stopped
        if job.ending.is_set():
            raise CutShort


def run_import(job: Work) -> dict[str, Any] | None:
    """Read a queued or interrupted run's file and store its rows."""
    begun = _begin(job)
    if begun is None:
        return None
    try:
        with fetched(job.files, begun.sha256) as path, collector_resting():
            if begun.mode is ImportMode.KEEP_GOOD and not begun.dry_run:
                _in_chunks(begun, path)
            elif not _is_refused(begun, path):
                _at_once(begun, path)
    except Stopped:
        _close(begun, RunState.STOPPED)
        raise
    except CutShort:
        raise
    except Outpaced:
        return None
    except DomainError as error:
        _close(begun, RunState.FAILED, error)
        raise Failed(error.message, None, **error.values) from error
    except Exception as error:
        log.exception("import.failed", run=begun.run_id)
        _close(begun, RunState.FAILED, Invalid(INTERRUPTED))
        raise Failed(INTERRUPTED) from error
    with job.database.transaction() as session:
        run = begun.find(session)
        return {"run": run.id, "state": run.state.value, "rows": run.rows, "refused": run.refused}


def _begin(job: Work) -> Begun | None:
    with job.database.transaction() as session:
        run = session.get(ImportRun, job.args["run"])
        if run is None or run.state not in UNDER_WAY:
            return None
        actor = actor_of_run(session, run)
        reading = Reading.from_json(run.reading)
        mapping = ColumnMapping(run.columns, run.defaults)
        source = SOURCES[run.source]
        begun = Begun(
            job=job,
            run_id=run.id,
            sha256=run.sha256,
            reading=reading,
            desk=Desk(make_plan(source, reading, mapping), source.look_up(session)),
            mode=run.mode,
            dry_run=run.dry_run,
            next_row=run.next_row,
            actor=actor,
        )
        start_run(session, begun.clerk, run)
        return begun


def _close(begun: Begun, state: RunState, why: DomainError | None = None) -> None:
    with begun.job.database.transaction() as session:
        run = begun.find(session)
        if run.state is RunState.RUNNING:
            end_run(session, begun.clerk, run, state, why)


def _in_chunks(begun: Begun, path: Path) -> None:
    """Store good rows chunk by chunk; each is committed whole with the place where to go on."""
    at = 0
    with open_batches(path, begun.reading, begun.source.chunk) as batches:
        for batch in batches:
            known = min(len(batch), max(0, begun.next_row - at))
            for place in range(known):
                begun.desk.check(batch.row(place))
            if known < len(batch):
                chunk = Chunk(begun.desk, batch.after(known) if known else batch)
                _store_patiently(begun, at + known, chunk)
            at += len(batch)
            gc.collect(0)
    _close(begun, RunState.DONE)


def _store_patiently(begun: Begun, at: int, chunk: Chunk) -> None:
    """Store a chunk, again where somebody else wrote the same rows at that moment."""
    for attempt in range(TRIES):
        try:
            _store_chunk(begun, at, chunk)
            return
        except (IntegrityError, StaleDataError):
            if attempt == TRIES - 1:
                raise


def _store_chunk(begun: Begun, at: int, chunk: Chunk) -> None:
    with begun.job.database.transaction() as session:
        run = begun.find(session)
        expect_row(run, at)
        give_back_pages(session)
        begun.report(session, at + len(chunk.batch))
        tally, refused = store_chunk(session, begun.actor, chunk)
        note_chunk(session, run, tally, refused)


def _is_refused(begun: Begun, path: Path) -> bool:
    """Look at every row as such before anything is locked; end a run that is to keep nothing."""
    rows = bad_rows = 0
    refused: Refused = []
    reported = time.monotonic()
    with open_batches(path, begun.reading, CHUNK_OF_FACTS) as batches:
        for batch in batches:
            more = Chunk(begun.desk, batch).refused()
            bad_rows += len({row.line for row, _ in more})
            refused += more[: MOST_REFUSALS_SHOWN - len(refused)]
            rows += len(batch)
            if time.monotonic() - reported > REPORT_SECONDS:
                with begun.job.database.transaction() as session:
                    begun.report(session, rows)
                reported = time.monotonic()
    if begun.mode is ImportMode.KEEP_GOOD or not refused:
        return False
    with begun.job.database.transaction() as session:
        expect_row(begun.find(session), 0)
        _finish(session, begun, Tally(rows=rows, refused=bad_rows), refused, RunState.REFUSED)
    return True


def _at_once(begun: Begun, path: Path) -> None:
    """Store all rows in one transaction, which a trial or a refused row undoes."""
    source, keeps = begun.source, begun.mode is ImportMode.KEEP_GOOD
    tally = Tally()
    refused: Refused = []
    most = begun.reading.rows if source.order else source.chunk
    with (
        begun.job.database.transaction() as session,
        open_batches(path, begun.reading, most) as batches,
    ):
        expect_row(begun.find(session), 0)
        desk = Desk(begun.desk.plan, source.look_up(session))
        for batch in batches:
            if begun.job.ending.is_set():
                raise CutShort
            done, more = store_chunk(session, begun.actor, Chunk(desk, batch))
            tally += done
            refused += more[: MOST_REFUSALS_SHOWN - len(refused)]
            gc.collect(0)
        if not begun.dry_run and (keeps or not refused):
            _finish(session, begun, tally, refused, RunState.DONE)
            return
        undo(session)
    state = RunState.DONE
    if refused and not keeps:
        state, tally = RunState.REFUSED, Tally(rows=tally.rows, refused=tally.refused)
    with begun.job.database.transaction() as session:
        _finish(session, begun, tally, refused, state)


def _finish(
    session: Session, begun: Begun, tally: Tally, refused: Refused, state: RunState
) -> None:
    run = begun.find(session)
    note_chunk(session, run, tally, refused)
    end_run(session, begun.clerk, run, state)
