"""The background work of a run: whole chunks, or everything in one transaction, or nothing."""

import gc
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
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
from portal.core.memory import collector_resting
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
from portal.imports.readers.files import open_batches, open_rows
from portal.imports.readers.shape import Batch, Reading, Row
from portal.imports.receiving import fetched
from portal.imports.rules import CHUNK_ROWS, MOST_REFUSALS_SHOWN, UNDER_WAY, ImportMode, RunState
from portal.imports.sources import SOURCES
from portal.imports.storing import (
    Checked,
    Chunk,
    Refused,
    apply_columns,
    apply_rows,
    refused_tally,
)

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
        with fetched(job.files, begun.sha256) as path:
            if begun.mode is ImportMode.KEEP_GOOD and not begun.dry_run:
                with open_batches(path, begun.reading, begun.desk.plan.source.chunk) as batches:
                    _in_chunks(begun, batches)
            else:
                with open_rows(path, begun.reading) as rows:
                    _at_once(begun, rows)
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


def _in_chunks(begun: Begun, batches: Iterable[Batch]) -> None:
    """Store good rows chunk by chunk; each is committed whole with the place where to go on."""
    at = 0
    with collector_resting():
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
        begun.report(session, at + len(chunk.batch))
        tally, left = apply_columns(session, begun.actor, chunk)
        good, refused = chunk.check(left)
        done, more = apply_rows(session, begun.actor, begun.desk.plan, good)
        tally += done + refused_tally(refused, more)
        note_chunk(session, run, tally, refused + more)


def _at_once(begun: Begun, rows: Iterable[Row]) -> None:
    """Check every row, then store all in one transaction; one refusal and nothing is stored."""
    good, refused, bad_rows = _check_all(begun, rows)
    with begun.job.database.transaction() as session:
        expect_row(begun.find(session), 0)
        tally = Tally()
        keeps = begun.mode is ImportMode.KEEP_GOOD
        if keeps or not refused:
            for chunk in _pieces(_ordered(begun, good), begun.desk.plan.source.chunk):
                done, more = apply_rows(session, begun.actor, begun.desk.plan, chunk)
                tally += done
                refused += more
                bad_rows += len({row.line for row, _ in more})
        refuses = bool(refused) and not keeps
        if refuses:
            tally = Tally(unchanged=0)
        if refuses or begun.dry_run:
            undo(session)
        else:
            tally += Tally(rows=bad_rows, refused=bad_rows)
            _finish(session, begun, tally, refused, RunState.DONE)
            return
    if refuses:
        tally = Tally(rows=len(good) + bad_rows, refused=bad_rows)
    else:
        tally += Tally(rows=bad_rows, refused=bad_rows)
    with begun.job.database.transaction() as session:
        state = RunState.REFUSED if refuses else RunState.DONE
        _finish(session, begun, tally, refused, state)


def _finish(
    session: Session, begun: Begun, tally: Tally, refused: Refused, state: RunState
) -> None:
    run = begun.find(session)
    for chunk in _pieces(refused[:MOST_REFUSALS_SHOWN]):
        note_chunk(session, run, Tally(), chunk)
    note_chunk(session, run, tally, [])
    end_run(session, begun.clerk, run, state)


def _check_all(begun: Begun, rows: Iterable[Row]) -> tuple[Checked, Refused, int]:
    """Return the good rows, the refusals to show and the number of refused rows."""
    good: Checked = []
    refused: Refused = []
    bad_rows = done = 0
    reported = 0.0
    ahead = iter(rows)
    while chunk := list(islice(ahead, CHUNK_ROWS)):
        fine, wrong = _check(begun.desk, chunk)
        good += fine
        bad_rows += len(chunk) - len(fine)
        refused += wrong[: MOST_REFUSALS_SHOWN - len(refused)]
        done += len(chunk)
        if time.monotonic() - reported > REPORT_SECONDS:
            with begun.job.database.transaction() as session:
                begun.report(session, done)
            reported = time.monotonic()
    return good, refused, bad_rows


def _check(desk: Desk, chunk: Iterable[Row]) -> tuple[Checked, Refused]:
    good: Checked = []
    refused: Refused = []
    for row in chunk:
        value, faults = desk.check(row)
        if faults:
            refused += ((row, fault) for fault in faults)
        else:
            good.append((row, value))
    return good, refused


def _ordered(begun: Begun, good: Checked) -> Checked:
    """Return the rows in the order that their source asks for."""
    order = begun.desk.plan.source.order
    return good if order is None else sorted(good, key=lambda pair: order(pair[1]))


def _pieces(rows: list[Any], most: int = CHUNK_ROWS) -> Iterator[list[Any]]:
    for start in range(0, len(rows), most):
        yield rows[start : start + most]
