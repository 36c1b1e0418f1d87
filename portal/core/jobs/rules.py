"""What a piece of background work may be and become, and when it is due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.core.lifecycle import Lifecycle

MAX_ATTEMPTS = 5
RETRY_SECONDS = (5, 30, 120, 600)
"""Waits before the second, third, ... try of work that failed by accident."""
HEARTBEAT_SECONDS = 15
LOST_AFTER_SECONDS = 90
"""A running job that has not been heard of for so long belongs to a dead process."""
SWEEP_SECONDS = 10
KEPT_DAYS = 30
"""How long finished work stays on the list."""


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


OVER = frozenset({JobState.DONE, JobState.FAILED, JobState.STOPPED})

LIFE = Lifecycle(
    {
        JobState.QUEUED: frozenset({JobState.RUNNING, JobState.STOPPED}),
        JobState.RUNNING: frozenset(
            {JobState.DONE, JobState.FAILED, JobState.STOPPED, JobState.QUEUED}
        ),
        JobState.DONE: frozenset(),
        JobState.FAILED: frozenset({JobState.QUEUED}),
        JobState.STOPPED: frozenset(),
    }
)


@dataclass(frozen=True)
class Claim:
    """The right to do one job, this time: what the worker holds while it works."""

    job_id: int
    kind: str
    args: Mapping[str, Any]
    attempt: int
    worker: str
    user_id: int | None = None
    supplier_id: int | None = None


def is_last(attempt: int) -> bool:
    """Return whether work that fails now has failed for good."""
    return attempt >= MAX_ATTEMPTS


def wait_after(attempt: int) -> timedelta:
    """Return how long to wait after that many tries."""
    return timedelta(seconds=RETRY_SECONDS[min(attempt, len(RETRY_SECONDS)) - 1])


Slots = Callable[[datetime], "str | None"]
"""Names the one time that work is for at a moment, or None while nothing is due."""


def every_minutes(kind: str, minutes: int) -> Slots:
    """Return the slots of work that is done once in each `minutes` of the hour."""

    def slot(at: datetime) -> str:
        start = at.replace(minute=at.minute - at.minute % minutes, second=0, microsecond=0)
        return f"{kind}/{start:%Y-%m-%dT%H:%M}"

    return slot


def once_a_day(kind: str, hour: int) -> Slots:
    """Return the slots of work that is done once a day, from `hour` (UTC) on."""

    def slot(at: datetime) -> str | None:
        return f"{kind}/{at:%Y-%m-%d}" if at.hour >= hour else None

    return slot
