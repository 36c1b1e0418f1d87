"""What is done once a day: one step after the other, each on its own."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date
from itertools import islice
from typing import Any

import structlog
from sqlalchemy.orm import Session

from portal.adapters.jobs import CutShort, Failed, Job, Stopped, Work
from portal.adapters.verification import verify_all
from portal.core.actor import Actor
from portal.core.audit.queries import trail_length
from portal.core.clock import now, today
from portal.core.db import EVERYTHING
from portal.core.i18n import N_
from portal.core.jobs.operations import forget_old_jobs
from portal.core.notifications.delivery import forget_links
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_with
from portal.core.permissions import Permission

log = structlog.get_logger("portal.nightly")

Step = Callable[[Work], object]
"""One step; what it returns (a count, a few figures) is kept with the run."""
DailyAct = Callable[[Session, Actor, date], object]

NOT_WHOLE = N_("%(failed)s of %(steps)s steps failed; the others are done.")
CLOCK = "nightly"
MOST_FINDINGS = 20


def in_one_transaction(act: DailyAct) -> Step:
    """Return a step that does `act(session, actor, today)` as one transaction."""

    def step(work: Work) -> object:
        with work.database.transaction() as session:
            return act(session, Actor.system(CLOCK), today())

    step.__name__ = act.__name__
    return step


def nightly_job(steps: Sequence[tuple[str, Step]]) -> Job:
    """Return the job that takes all `steps`; one that fails does not stop the others."""

    def run(work: Work) -> dict[str, Any]:
        taken = []
        for number, (name, step) in enumerate(steps):
            work.report(number, len(steps))
            taken.append(_take(work, name, step))
        work.report(len(steps), len(steps))
        failed = sum("failure" in one for one in taken)
        if failed:
            _tell(work, failed, len(taken))
            raise Failed(NOT_WHOLE, {"steps": taken}, failed=failed, steps=len(taken))
        return {"steps": taken}

    return run


def _tell(work: Work, failed: int, steps: int) -> None:
    """Let those who look after the portal know in the morning, once per run."""
    notice = NoticeInput(
        subject=N_("The nightly work did not succeed"),
        body=NOT_WHOLE,
        link=f"/jobs/{work.job_id}",
        values={"failed": failed, "steps": steps},
        dedupe=f"nightly/{work.job_id}",
    )
    with work.database.transaction() as session:
        tell(session, people_with(Permission.JOB_MANAGE), notice)


def _take(work: Work, name: str, step: Step) -> dict[str, Any]:
    begun = time.monotonic()
    taken: dict[str, Any] = {"step": name}
    try:
        taken["result"] = _plain(step(work))
    except (Stopped, CutShort):
        raise
    except Exception as error:
        incident = secrets.token_hex(4)
        log.exception("step.failed", step=name, incident=incident)
        taken |= {"failure": f"{type(error).__name__}: {error}"[:500], "incident": incident}
    return taken | {"ms": round((time.monotonic() - begun) * 1000)}


def _plain(result: object) -> object:
    if isinstance(result, Mapping):
        return {str(key): _plain(value) for key, value in result.items()}
    if isinstance(result, Sequence) and not isinstance(result, str):
        return [_plain(value) for value in result]
    return result if isinstance(result, str | int | float | bool | None) else str(result)


class NotAsWritten(Exception):
    """The trail, a row or a file is not what it was."""


def verify(work: Work) -> dict[str, int]:
    """Check the trail, the anchors, all rows and all files; fail with the first differences.

    Return how many lines the trail had when it began: so many at least were checked.
    """
    with work.database.reading(EVERYTHING) as session:
        lines = trail_length(session)
    with closing(verify_all(work.database, work.files, work.config.anchors_url)) as findings:
        first = [finding.in_("en") for finding in islice(findings, MOST_FINDINGS)]
    if first:
        log.error("records.differ", findings=first)
        raise NotAsWritten("; ".join(first))
    return {"lines": lines}


def sweep_files(work: Work) -> object:
    """Remove what uploads left over in the store's incoming folder for more than a day."""
    sweep: Callable[[], int] | None = getattr(work.files, "sweep", None)
    return sweep() if sweep else 0


def sweep_jobs(work: Work) -> int:
    """Take old finished work off the list, and then what it made off the store."""
    with work.database.transaction() as session:
        forgotten = forget_old_jobs(session, now())
    for key in forgotten.keys:
        work.files.delete(key)
    return forgotten.count


def sweep_links(work: Work) -> int:
    """Wipe the one-time links of mails that never left."""
    with work.database.transaction() as session:
        return forget_links(session)
