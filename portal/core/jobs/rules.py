"""What a piece of background work may be and become."""

from enum import StrEnum

from portal.core.lifecycle import Lifecycle

MAX_ATTEMPTS = 5
HEARTBEAT_SECONDS = 15
LOST_AFTER_SECONDS = 90
"""A running job that has not been heard of for so long belongs to a dead process."""


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


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
