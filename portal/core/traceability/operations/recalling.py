"""Recall lists that leave the house, and exercises with a clock."""

import time
from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.traceability.events import (
    MockRecallBegun,
    MockRecallEnded,
    RecallListAsked,
    RecallListExported,
    TraceExported,
)
from portal.core.traceability.models import Lot, MockRecall
from portal.core.traceability.queries.preview import preview_trace
from portal.core.traceability.queries.recall import gather_trace
from portal.core.traceability.rules import Direction


def note_recall_export(session: Session, actor: Actor, lot: Lot, format: str, lines: int) -> None:
    """Write down that a list of customers left the portal."""
    actor.must(Permission.TRACE_READ)
    record(session, actor, RecallListExported(None, lot.id, format, lines))


def note_trace_export(
    session: Session, actor: Actor, lot: Lot, format: str, direction: Direction, lots: int
) -> None:
    """Write down that a genealogy left the portal."""
    actor.must(Permission.TRACE_READ)
    record(session, actor, TraceExported(None, lot.id, format, direction, lots))


def ask_for_recall_list(
    session: Session, actor: Actor, lot: Lot, direction: Direction, languages: Sequence[str]
) -> JobRun:
    """Have the recall list made as a PDF in the background."""
    actor.must(Permission.TRACE_READ)
    job = request_job(
        session,
        "recall_list",
        slot=f"recall-{lot.id}-{new_id()}",
        actor=actor,
        args={
            "lot_id": str(lot.id),
            "direction": direction.value,
            "languages": " ".join(languages),
        },
    )
    record(session, actor, RecallListAsked(None, lot.id, direction))
    return job


def begin_mock_recall(session: Session, actor: Actor, lot: Lot, note: str = "") -> MockRecall:
    """Start the clock of an exercise about one lot."""
    actor.must(Permission.TRACE_READ)
    exercise = MockRecall(
        lot_id=lot.id,
        begun_at=now(),
        begun_by_id=actor.user_id,
        begun_by=actor.name,
        note=note.strip(),
    )
    session.add(exercise)
    record(session, actor, MockRecallBegun(None, exercise.id, lot.number))
    return exercise


def end_mock_recall(session: Session, actor: Actor, exercise: MockRecall, lot: Lot) -> MockRecall:
    """Stop the clock and keep what was found, as it was found."""
    actor.must(Permission.TRACE_READ)
    if exercise.ended_at is not None:
        raise WrongState(N_("This exercise is over; its result is kept."))
    begun = time.perf_counter()
    found = preview_trace(session, actor, [lot.id], Direction.BOTH)
    pieces = gather_trace(session, actor, [lot.id], Direction.BOTH).finished
    query_ms = round(1000 * (time.perf_counter() - begun))
    ended_at = now()
    ended = session.execute(
        update(MockRecall)
        .where(MockRecall.id == exercise.id, MockRecall.ended_at.is_(None))
        .values(
            ended_at=ended_at,
            ended_by=actor.name,
            lots=found.lots,
            order_lines=found.lines,
            customers=found.customers,
            produced=pieces.produced,
            accounted=pieces.accounted,
            accounted_percent=pieces.accounted_percent,
            query_ms=query_ms,
            revision=MockRecall.revision + 1,
        )
        .returning(MockRecall.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if ended is None:
        raise Outpaced(N_("Somebody else ended this exercise."))
    session.refresh(exercise)
    seconds = round((ended_at - exercise.begun_at).total_seconds())
    happened = MockRecallEnded(
        None, exercise.id, lot.number, seconds, found.lots, found.lines, pieces.accounted_percent
    )
    record(session, actor, happened)
    return exercise
