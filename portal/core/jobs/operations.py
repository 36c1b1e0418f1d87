"""Asking for background work and steering it."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.clock import now
from portal.core.jobs.models import JobRun
from portal.core.numbering import new_id


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
    session.info.setdefault("jobs", []).append(job.id)
    return job


def report_progress(session: Session, job_id: int, done: int, total: int | None) -> bool:
    """Note how far the work is; return False when somebody asked it to stop."""
    stop_asked = session.scalar(
        update(JobRun)
        .where(JobRun.id == job_id)
        .values(done=done, total=total, heartbeat_at=now())
        .returning(JobRun.stop_asked)
    )
    return not stop_asked


def ask_to_stop(session: Session, job_id: int) -> None:
    """Ask background work to stop at the next place where it is whole."""
    session.execute(update(JobRun).where(JobRun.id == job_id).values(stop_asked=True))
