"""What an import may be and become."""

from enum import StrEnum

from portal.core.i18n import N_
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


MODES = {
    ImportMode.ALL_OR_NOTHING: N_("All or nothing: one bad row and nothing is stored"),
    ImportMode.KEEP_GOOD: N_("Keep the good rows, list the refused ones"),
}

R = RunState
LIFE = Lifecycle(
    {
        R.UPLOADED: frozenset({R.QUEUED, R.STOPPED}),
        R.QUEUED: frozenset({R.RUNNING, R.STOPPED}),
        R.RUNNING: frozenset({R.DONE, R.REFUSED, R.STOPPED, R.FAILED, R.QUEUED}),
        R.DONE: frozenset(),
        R.REFUSED: frozenset(),
        R.STOPPED: frozenset({R.QUEUED}),
        R.FAILED: frozenset({R.QUEUED}),
    }
)

UNDER_WAY = frozenset({R.QUEUED, R.RUNNING})
OVER = frozenset({R.DONE, R.REFUSED, R.STOPPED, R.FAILED})

CHUNK_ROWS = 500
CHUNK_OF_FACTS = 10_000
"""Of sources that store their rows set by set."""
CHUNK_OF_COLUMNS = 40_000
"""Of sources that store them column by column: indices are written once for each chunk."""
MOST_REFUSALS_SHOWN = 10_000
"""Of a run that keeps nothing: beyond these, rows are only counted."""
