"""Doing background work: who holds a job, how far it is, how it ended.

These steps are taken by workers, not by people; each is one conditional update, so that a job that
was given to another worker in the meantime cannot be ended by the first.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Update, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.db import Base
from portal.core.i18n import N_, Message
from portal.core.jobs.models import JobRun
from portal.core.jobs.queries import Silent
from portal.core.jobs.rules import Claim, JobState, is_last, wait_after

BY_ACCIDENT = N_("Something went wrong on our side. The log tells more under %(incident)s.")
CUT_OFF = N_("The work was cut off %(times)s times and is not tried again by itself.")
UNKNOWN = N_("This version of the portal does not know this kind of work.")


def claim_job(session: Session, job_id: int, worker: str) -> Claim | None:
    """Take a waiting job for `worker`; None if another was faster or it is not due."""
    at = now()
    taken = session.execute(
        update(JobRun)
        .where(JobRun.id == job_id, JobRun.state == JobState.QUEUED, JobRun.not_before <= at)
        .values(
            state=JobState.RUNNING,
            claimed_by=worker,
            attempts=JobRun.attempts + 1,
            started_at=at,
            heartbeat_at=at,
            failure=None,
            failure_values=None,
        )
        .returning(JobRun.kind, JobRun.args, JobRun.attempts, JobRun.user_id, JobRun.supplier_id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if taken is None:
        return None
    return Claim(
        job_id, taken.kind, taken.args, taken.attempts, worker, taken.user_id, taken.supplier_id
    )


def beat(session: Session, claim: Claim) -> bool:
    """Say that the work goes on; False if it is no longer this worker's."""
    return rows_changed(session, _held(claim).values(heartbeat_at=now())) == 1


def report_progress(session: Session, job_id: int, done: int, total: int | None = None) -> bool:
    """Note how far the work is; False when it was asked to stop."""
    going_on = session.scalar(
        update(JobRun)
        .where(JobRun.id == job_id, JobRun.state == JobState.RUNNING)
        .values(done=done, total=total, heartbeat_at=now())
        .returning(JobRun.stop_asked),
        execution_options={"synchronize_session": False},
    )
    return going_on is False


def finish_job(session: Session, claim: Claim, result: dict[str, Any] | None) -> bool:
    """Keep what came of the work; False if it was no longer this worker's to finish."""
    return _end(session, claim, state=JobState.DONE, result=result)


def halt_job(session: Session, claim: Claim) -> bool:
    """Note that the work stopped because it was asked to."""
    return _end(session, claim, state=JobState.STOPPED)


def postpone_job(session: Session, claim: Claim) -> bool:
    """Give work back that the end of the process cut short; it does not count as a try."""
    return _end(
        session,
        claim,
        state=JobState.QUEUED,
        claimed_by=None,
        finished_at=None,
        attempts=claim.attempt - 1,
    )


def fail_job(
    session: Session,
    claim: Claim,
    failure: Message,
    values: dict[str, Any] | None = None,
    *,
    again: bool = True,
    result: dict[str, Any] | None = None,
) -> bool:
    """Note why the work failed; try again later, unless that is pointless or was tried enough."""
    reason = {"failure": failure, "failure_values": values or {}, "result": result}
    if not again or is_last(claim.attempt):
        return _end(session, claim, state=JobState.FAILED, **reason)
    later = now() + wait_after(claim.attempt)
    return _end(
        session,
        claim,
        state=JobState.QUEUED,
        claimed_by=None,
        finished_at=None,
        not_before=later,
        **reason,
    )


def requeue_lost(session: Session, lost: Sequence[Silent]) -> int:
    """Give the jobs of dead workers back to the queue, or up after too many tries."""
    count = 0
    for silent in lost:
        over = is_last(silent.attempts)
        values: dict[str, Any] = (
            {
                "state": JobState.FAILED,
                "failure": CUT_OFF,
                "failure_values": {"times": silent.attempts},
                "finished_at": now(),
            }
            if over
            else {"state": JobState.QUEUED, "claimed_by": None, "not_before": now()}
        )
        count += rows_changed(
            session,
            update(JobRun)
            .where(
                JobRun.id == silent.job_id,
                JobRun.state == JobState.RUNNING,
                JobRun.claimed_by == silent.worker,
                JobRun.attempts == silent.attempts,
            )
            .values(**values),
        )
    return count


def _held(claim: Claim) -> Update:
    """Return an update of the job that only its present holder can make."""
    return update(JobRun).where(
        JobRun.id == claim.job_id,
        JobRun.state == JobState.RUNNING,
        JobRun.claimed_by == claim.worker,
        JobRun.attempts == claim.attempt,
    )


def _end(session: Session, claim: Claim, **values: Any) -> bool:
    return rows_changed(session, _held(claim).values({"finished_at": now()} | values)) == 1


_COUNTING = {"synchronize_session": False, "preserve_rowcount": True}


def rows_changed(session: Session, statement: Any, values: dict[str, Any] | None = None) -> int:
    """Carry out a conditional change and return how many rows it found."""
    done = session.execute(statement, values, execution_options=_COUNTING)
    assert isinstance(done, CursorResult)  # noqa: S101
    return done.rowcount


def add_once(session: Session, kind: type[Base], values: dict[str, Any]) -> bool:
    """Add a row unless one with the same unique values is there; return whether it was added."""
    dialects: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    insert = dialects[session.get_bind().dialect.name]
    return (
        rows_changed(session, insert(kind.__table__).values(values).on_conflict_do_nothing()) == 1
    )
