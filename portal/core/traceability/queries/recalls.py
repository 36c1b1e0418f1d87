"""Exercises that were held."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.jobs.models import JobRun
from portal.core.jobs.queries import find_job
from portal.core.jobs.rules import JobState
from portal.core.permissions import Permission
from portal.core.traceability.models import Lot, MockRecall


@dataclass(frozen=True)
class MockRecallLine:
    """One exercise in the list."""

    id: int
    lot: str
    begun_at: datetime
    begun_by: str
    ended_at: datetime | None
    lots: int
    order_lines: int
    accounted_percent: Decimal | None

    @property
    def seconds(self) -> int | None:
        return round((self.ended_at - self.begun_at).total_seconds()) if self.ended_at else None


def count_mock_recalls(session: Session, actor: Actor) -> int:
    """Return how many exercises there were."""
    actor.must(Permission.TRACE_READ)
    return session.scalar(select(func.count(MockRecall.id))) or 0


def list_mock_recalls(
    session: Session, actor: Actor, *, begin: int = 0, limit: int = 50
) -> list[MockRecallLine]:
    """Return the exercises, the newest first."""
    actor.must(Permission.TRACE_READ)
    rows = session.execute(
        select(
            MockRecall.id, Lot.number, MockRecall.begun_at, MockRecall.begun_by,
            MockRecall.ended_at, MockRecall.lots, MockRecall.order_lines,
            MockRecall.accounted_percent,
        )
        .join(Lot, Lot.id == MockRecall.lot_id)
        .order_by(MockRecall.id.desc())
        .offset(begin)
        .limit(limit)
    )  # fmt: skip
    return [MockRecallLine(*row) for row in rows]


def find_mock_recall(session: Session, actor: Actor, recall_id: int) -> MockRecall:
    """Return an exercise, or refuse as if it did not exist."""
    actor.must(Permission.TRACE_READ)
    found = session.get(MockRecall, recall_id)
    if found is None:
        raise NotFound
    return found


def find_recall_list(session: Session, actor: Actor, lot: Lot, job_id: int) -> JobRun:
    """Return the finished work that made a lot's recall list, or refuse as if it were not there."""
    actor.must(Permission.TRACE_READ)
    job = find_job(session, actor, job_id)
    is_it = job.kind == "recall_list" and job.args.get("lot_id") == str(lot.id)
    if not is_it or job.state is not JobState.DONE or not job.result:
        raise NotFound
    return job
