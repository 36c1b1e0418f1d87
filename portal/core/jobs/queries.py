"""Looking at background work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.errors import NotFound
from portal.core.jobs.models import JobRun
from portal.core.jobs.rules import LOST_AFTER_SECONDS, JobState
from portal.core.permissions import Permission

LARGEST_ID = 2**63 - 1


def is_theirs(actor: Actor, job: JobRun) -> bool:
    """Return whether the actor asked for the work, or looks after all of it."""
    asked = actor.user_id is not None and job.user_id == actor.user_id
    return asked or Permission.JOB_MANAGE in actor.permissions


def find_job(session: Session, actor: Actor, job_id: int) -> JobRun:
    """Return a job that the actor asked for; to everybody else it is not there."""
    job = session.get(JobRun, job_id) if job_id <= LARGEST_ID else None
    if job is None or not is_theirs(actor, job):
        raise NotFound
    actor.must(Permission.JOB_READ, job.supplier_id)
    return job


@dataclass(frozen=True)
class JobFilter:
    """What a list of work is narrowed to, and which page of it."""

    state: JobState | None = None
    kind: str | None = None
    newest_first: bool = True
    page: int = 1
    size: int = 50

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions in SQL."""
        found: list[ColumnElement[bool]] = []
        if self.state is not None:
            found.append(JobRun.state == self.state)
        if self.kind:
            found.append(JobRun.kind == self.kind)
        return found


def list_jobs(session: Session, actor: Actor, wanted: JobFilter) -> Sequence[Any]:
    """Return one page of all work."""
    actor.must(Permission.JOB_MANAGE, actor.supplier_id)
    order = JobRun.queued_at.desc() if wanted.newest_first else JobRun.queued_at.asc()
    return session.execute(
        select(
            JobRun.id,
            JobRun.kind,
            JobRun.slot,
            JobRun.state,
            JobRun.done,
            JobRun.total,
            JobRun.attempts,
            JobRun.queued_at,
            JobRun.finished_at,
        )
        .where(within_reach(actor, JobRun.supplier_id), *wanted.conditions())
        .order_by(order, JobRun.id.desc())
        .limit(wanted.size)
        .offset((wanted.page - 1) * wanted.size)
    ).all()


def count_jobs(session: Session, actor: Actor, wanted: JobFilter) -> int:
    """Return how many jobs the filter leaves."""
    actor.must(Permission.JOB_MANAGE, actor.supplier_id)
    query = select(func.count()).select_from(JobRun)
    return session.scalar(query.where(*wanted.conditions())) or 0


def job_kinds(session: Session, actor: Actor) -> Sequence[str]:
    """Return the kinds of work that are on the list."""
    actor.must(Permission.JOB_MANAGE, actor.supplier_id)
    return session.scalars(select(JobRun.kind).distinct().order_by(JobRun.kind)).all()


@dataclass(frozen=True)
class Verification:
    """What the last nightly verification of all records found."""

    job_id: int
    at: datetime
    lines: int | None
    is_whole: bool


VERIFY_STEP = "verify everything"


def last_verification(session: Session, actor: Actor) -> Verification | None:
    """Return the newest nightly run that came to the verification, or None."""
    actor.must(Permission.AUDIT_READ)
    ended = (
        select(JobRun.id, JobRun.finished_at, JobRun.result)
        .where(JobRun.kind == "nightly", JobRun.finished_at.is_not(None))
        .order_by(JobRun.queued_at.desc(), JobRun.id.desc())
        .limit(10)
    )
    for run in session.execute(ended):
        for step in (run.result or {}).get("steps", ()):
            if step["step"] == VERIFY_STEP:
                found = step.get("result")
                lines = found.get("lines") if isinstance(found, dict) else None
                return Verification(run.id, run.finished_at, lines, "failure" not in step)
    return None


def _due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (JobRun.state == JobState.QUEUED, JobRun.not_before <= at)


def due_jobs(session: Session, at: datetime, most: int = 200) -> Sequence[int]:
    """Return the ids of what waits and may begin, longest waiting first."""
    query: Select[Any] = select(JobRun.id).where(*_due(at)).order_by(JobRun.not_before, JobRun.id)
    return session.scalars(query.limit(most)).all()


def waiting_since(session: Session, at: datetime) -> datetime | None:
    """Return since when the longest waiting work could have begun."""
    return session.scalar(select(func.min(JobRun.not_before)).where(*_due(at)))


def jobs_by_state(session: Session) -> dict[JobState, int]:
    """Return how many jobs are in each state."""
    query = select(JobRun.state, func.count()).group_by(JobRun.state)
    return {state: count for state, count in session.execute(query)}  # noqa: C416


@dataclass(frozen=True)
class Silent:
    """Running work that may have lost its worker."""

    job_id: int
    worker: str
    attempts: int
    is_overdue: bool


def silent_jobs(session: Session, at: datetime, mine: Collection[int]) -> list[Silent]:
    """Return what runs elsewhere, and whether it has not been heard of for too long."""
    limit = at - timedelta(seconds=LOST_AFTER_SECONDS)
    query = select(
        JobRun.id,
        JobRun.claimed_by,
        JobRun.attempts,
        or_(JobRun.heartbeat_at.is_(None), JobRun.heartbeat_at < limit),
    ).where(JobRun.state == JobState.RUNNING)
    return [
        Silent(job_id, worker or "", attempts, bool(overdue))
        for job_id, worker, attempts, overdue in session.execute(query)
        if job_id not in mine
    ]
