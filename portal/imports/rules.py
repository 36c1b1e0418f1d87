"""What an import may be and become."""

from enum import StrEnum

from portal.core.lifecycle import Lifecycle


class RunState(StrEnum):
    UPLOADED = "uploaded"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"
    FAILED = "failed"


class ImportMode(StrEnum):
    """R-IMP-1: the person chooses, and the run says which."""

    ALL_OR_NOTHING = "all_or_nothing"
    KEEP_GOOD = "keep_good"


R = RunState
LIFE = Lifecycle(
    {
        R.UPLOADED: frozenset({R.QUEUED, R.STOPPED}),
        R.QUEUED: frozenset({R.RUNNING, R.STOPPED}),
        R.RUNNING: frozenset({R.DONE, R.REFUSED, R.STOPPED, R.FAILED}),
        R.DONE: frozenset(),
        R.REFUSED: frozenset(),
        R.STOPPED: frozenset({R.QUEUED}),
        R.FAILED: frozenset({R.QUEUED}),
    }
)
