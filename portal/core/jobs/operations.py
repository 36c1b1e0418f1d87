"""Asking for background work and steering it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select, true, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import NotFound, WrongState
from portal.core.i18n import N_
from portal.core.jobs.events import JobRetried, JobStopAsked
from portal.core.jobs.models import JobRun
from portal.core.jobs.queries import is_theirs
from portal.core.jobs.rules import (
    KEPT_DAYS,
    LIFE,
    OVER,
    JobState,
)
from portal.core.jobs.working import add_once, rows_changed
from portal.core.numbering import new_id
from portal.core.permissions import Permission


def request_job(
    session: Session,
    kind: str,
    *,
    slot: str | None = None,
    actor: Actor | None = None,
    args: dict[str, Any] | None = None,
) -> JobRun:
    """Write down work to be done after this transaction; it is lost only if the transaction is.

    `slot` names the one time it is for: a second request for the same slot is refused by the
    database. Without it every request is its own.
    """
    job = JobRun(
        kind=kind,
        slot=slot or str(new_id()),
        args=args or {},
        user_id=actor.user_id if actor else None,
        supplier_id=actor.supplier_id if actor else None,
    )
    session.add(job)
    session.info.setdefault("jobs", {})[job.id] = kind
    return job


def request_once(
    session: Session, kind: str, slot: str, *, not_before: datetime | None = None
) -> int | None:
    """Write down work for `slot`, or return None if somebody already has."""
    job_id, at = new_id(), now()
    values: dict[str, Any] = {
        "id": job_id,
        "kind": kind,
        "slot": slot,
        "state": JobState.QUEUED,
        "args": {},
        "done": 0,
        "stop_asked": False,
        "attempts": 0,
        "queued_at": at,
        "not_before": not_before or at,
    }
    if not add_once(session, JobRun, values):
        return None
    if values["not_before"] <= at:
        session.info.setdefault("jobs", {})[job_id] = kind
    return job_id


def request_after_commit(session: Session, kind: str) -> None:
    """Ask for work that sees to all there is: once per transaction is enough."""
    waiting: dict[int, str] = session.info.setdefault("jobs", {})
    if kind not in waiting.values():
        job_id = new_id()
        session.execute(_ADD, {"id": job_id, "kind": kind, "slot": str(job_id), "args": {}})
        waiting[job_id] = kind


_ADD = insert(JobRun.__table__)  # type: ignore[arg-type]


def stop_job(session: Session, actor: Actor, job: JobRun) -> None:
    """Ask the work to stop; what waits does not begin, what runs ends at its next step."""
    actor.must(Permission.JOB_READ, job.supplier_id)
    _must_be_theirs(actor, job)
    waiting = update(JobRun).where(JobRun.id == job.id, JobRun.state == JobState.QUEUED)
    running = update(JobRun).where(JobRun.id == job.id, JobRun.state == JobState.RUNNING)
    if job.state in OVER or not (
        rows_changed(session, waiting.values(state=JobState.STOPPED, finished_at=now()))
        or rows_changed(session, running.values(stop_asked=True))
    ):
        raise WrongState(N_("This work is already over."))
    session.expire(job)
    record(session, actor, JobStopAsked(job.supplier_id, job.id, job.kind))


def retry_job(session: Session, actor: Actor, job: JobRun) -> None:
    """Let failed work begin again, with all its tries."""
    actor.must(Permission.JOB_READ, job.supplier_id)
    _must_be_theirs(actor, job)
    LIFE.move(job.state, JobState.QUEUED)
    again = update(JobRun).where(JobRun.id == job.id, JobRun.state == JobState.FAILED)
    if not rows_changed(
        session,
        again.values(
            state=JobState.QUEUED,
            not_before=now(),
            attempts=0,
            failure=None,
            failure_values=None,
            claimed_by=None,
            finished_at=None,
            stop_asked=False,
        ),
    ):
        raise WrongState(N_("Somebody has already tried this again."))
    session.expire(job)
    session.info.setdefault("jobs", {})[job.id] = job.kind
    record(session, actor, JobRetried(job.supplier_id, job.id, job.kind))


@dataclass(frozen=True)
class Forgotten:
    """What was taken off the list."""

    count: int
    keys: frozenset[str]
    """Files that the work made and that nobody can fetch any more."""


def forget_old_jobs(session: Session, at: datetime) -> Forgotten:
    """Take what was done or stopped long ago off the list."""
    is_old = and_(
        JobRun.state.in_((JobState.DONE, JobState.STOPPED)),
        JobRun.finished_at < at - timedelta(days=KEPT_DAYS),
    )
    gone = _keys(session, is_old)
    count = rows_changed(session, delete(JobRun).where(is_old))
    return Forgotten(count, gone - _keys(session, true()) if gone else gone)


def _keys(session: Session, which: ColumnElement[bool]) -> frozenset[str]:
    made = JobRun.result["key"].as_string()
    return frozenset(session.scalars(select(made).where(which, made.is_not(None))))


def _must_be_theirs(actor: Actor, job: JobRun) -> None:
    if not is_theirs(actor, job):
        raise NotFound
