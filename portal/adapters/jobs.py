"""Background work: what was written down is done, once, also after a crash."""

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import structlog
from huey.api import Huey
from sqlalchemy.orm import Session

from portal.adapters.mail import open_mailer
from portal.adapters.processes import is_gone, this_process
from portal.adapters.queue import Workers, open_queue
from portal.config import Config
from portal.core.clock import now
from portal.core.db import EVERYTHING, Database, Reach
from portal.core.errors import DomainError
from portal.core.i18n import Message
from portal.core.jobs.operations import request_once
from portal.core.jobs.queries import due_jobs, silent_jobs
from portal.core.jobs.rules import HEARTBEAT_SECONDS, SWEEP_SECONDS, Claim, Slots
from portal.core.jobs.working import (
    BY_ACCIDENT,
    UNKNOWN,
    beat,
    claim_job,
    fail_job,
    finish_job,
    halt_job,
    postpone_job,
    report_progress,
    requeue_lost,
)
from portal.core.ports import FileStore, Mailer

log = structlog.get_logger("portal.jobs")


class Stopped(Exception):
    """The work was asked to stop, and did."""


class CutShort(Exception):
    """The process ends; the work goes on in another one."""


class Failed(Exception):
    """The work failed in a way that trying again does not mend; `result` tells how far it came."""

    def __init__(
        self, message: Message, result: dict[str, Any] | None = None, **values: Any
    ) -> None:
        super().__init__(message)
        self.message, self.result, self.values = message, result, values


@dataclass(frozen=True)
class Work:
    """What a job's function is given."""

    config: Config
    database: Database
    files: FileStore
    job_id: int
    args: Mapping[str, Any]
    mailer: Mailer
    user_id: int | None = None
    supplier_id: int | None = None
    """Who asked for it, and for which supplier: what the work may tell them."""
    ending: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def reach(self) -> Reach:
        """Return whose rows the work may touch: those of the supplier that asked for it, or all."""
        return EVERYTHING if self.supplier_id is None else self.supplier_id

    def report(self, done: int, total: int | None = None) -> None:
        """Say how far it is, between transactions; raises Stopped or CutShort when it must end."""
        with self.database.transaction() as session:
            goes_on = report_progress(session, self.job_id, done, total)
        if not goes_on:
            raise Stopped
        if self.ending.is_set():
            raise CutShort


Job = Callable[[Work], "dict[str, Any] | None"]


@dataclass(frozen=True)
class Periodic:
    """Work that the clock asks for, once per slot however many clocks there are."""

    kind: str
    slots: Slots


class Background:
    """Runs the jobs of `job_run`: here and now, in threads of this process, or until told."""

    def __init__(
        self,
        config: Config,
        database: Database,
        files: FileStore,
        jobs: Mapping[str, Job],
        periodic: Sequence[Periodic] = (),
    ) -> None:
        self.config, self.database, self.files, self.jobs = config, database, files, jobs
        self.periodic = periodic
        self.mailer: Mailer = open_mailer(config)
        self._running: set[int] = set()
        self._asked: dict[str, str] = {}
        self._ending = threading.Event()
        self._workers: Workers | None = None
        database.on_commit.append(self._announce)

    def start(self, threads: int = 2) -> None:
        """Begin to work in threads of this process."""
        self._workers = Workers(self._queue, self.sweep, workers=threads, **_PACE)
        self._workers.begin()

    def stop(self) -> None:
        """End the threads; running work finishes, or is given back at its next step."""
        self._ending.set()
        if self._workers is not None:
            self._workers.end()
            self._workers = None

    def until_told(self, threads: int) -> None:
        """Work until the process is told to end."""
        workers = Workers(self._queue, self.sweep, workers=threads, **_PACE)
        workers.until_told(self._ending.set)

    def run_due(self) -> int:
        """Do everything that is due in this thread; return how many jobs that were."""
        count = 0
        while due := self._due():
            count += sum(self.perform(job_id) for job_id in due)
        return count

    def sweep(self) -> None:
        """Ask for what the clock wants, take back what dead workers held, queue what waits."""
        self._ask_by_clock()
        self._take_back()
        if self._queue.pending_count() == 0:
            for job_id in self._due():
                self._put(job_id)

    def perform(self, job_id: int) -> bool:
        """Do one job if it still waits; return whether it was done here."""
        with self.database.transaction() as session:
            claim = claim_job(session, job_id, this_process())
        if claim is None:
            return False
        structlog.contextvars.bind_contextvars(job=job_id, kind=claim.kind)
        self._running.add(job_id)
        try:
            with self._heard_of(claim):
                self._attempt(claim)
        finally:
            self._running.discard(job_id)
            structlog.contextvars.unbind_contextvars("job", "kind")
        return True

    @cached_property
    def _queue(self) -> Huey:
        queue = open_queue(self.config, self.database.engine)
        self._task = queue.task(name="run")(self.perform)
        return queue

    def _put(self, job_id: int) -> None:
        self._queue.enqueue(self._task.s(job_id))

    def _announce(self, session: Session) -> None:
        """Put what a committed transaction asked for on the queue; the sweep mends a failure."""
        for job_id in session.info.pop("jobs", ()):
            try:
                self._put(job_id)
            except Exception as error:
                log.warning("queue.unreachable", job=job_id, reason=str(error))

    def _due(self) -> Sequence[int]:
        with self.database.reading(EVERYTHING) as session:
            return due_jobs(session, now())

    def _attempt(self, claim: Claim) -> None:
        work = self._work(claim)
        function = self.jobs.get(claim.kind)
        try:
            if function is None:
                raise Failed(UNKNOWN)
            result = function(work)
        except Stopped:
            self._end(halt_job, claim)
        except CutShort:
            self._end(postpone_job, claim)
        except Failed as error:
            log.error("job.failed", reason=error.message, **error.values)
            self._fail(claim, error.message, error.values, again=False, result=error.result)
        except DomainError as error:
            log.warning("job.refused", reason=error.in_("en"))
            self._fail(claim, error.message, error.values, again=False)
        except Exception:
            incident = secrets.token_hex(4)
            log.exception("job.broken", incident=incident, attempt=claim.attempt)
            self._fail(claim, BY_ACCIDENT, {"incident": incident})
        else:
            self._end(finish_job, claim, result)

    def _work(self, claim: Claim) -> Work:
        return Work(
            config=self.config,
            database=self.database,
            files=self.files,
            job_id=claim.job_id,
            args=claim.args,
            mailer=self.mailer,
            user_id=claim.user_id,
            supplier_id=claim.supplier_id,
            ending=self._ending,
        )

    def _end(self, step: Callable[..., bool], claim: Claim, *given: Any) -> None:
        with self.database.transaction() as session:
            held = step(session, claim, *given)
        log.info("job.ended" if held else "job.was_taken_away", how=step.__name__)

    def _fail(self, claim: Claim, message: Message, values: Mapping[str, Any], **how: Any) -> None:
        plain = {key: _plain(value) for key, value in values.items()}
        with self.database.transaction() as session:
            fail_job(session, claim, message, plain, **how)

    @contextmanager
    def _heard_of(self, claim: Claim) -> Iterator[None]:
        over = threading.Event()

        def go_on() -> None:
            while not over.wait(HEARTBEAT_SECONDS):
                self._beat(claim)

        threading.Thread(target=go_on, name=f"heart-{claim.job_id}", daemon=True).start()
        try:
            yield
        finally:
            over.set()

    def _beat(self, claim: Claim) -> None:
        try:
            with self.database.transaction() as session:
                beat(session, claim)
        except Exception as error:
            log.warning("heartbeat.missed", job=claim.job_id, reason=str(error))

    def _ask_by_clock(self) -> None:
        at = now()
        for periodic in self.periodic:
            slot = periodic.slots(at)
            if slot and self._asked.get(periodic.kind) != slot:
                with self.database.transaction() as session:
                    request_once(session, periodic.kind, slot)
                self._asked[periodic.kind] = slot

    def _take_back(self) -> None:
        at: datetime = now()
        with self.database.reading(EVERYTHING) as session:
            silent = silent_jobs(session, at, tuple(self._running))
        lost = [job for job in silent if job.is_overdue or is_gone(job.worker)]
        if lost:
            with self.database.transaction() as session:
                count = requeue_lost(session, lost)
            log.warning("jobs.taken_back", count=count)
            for job in lost:
                self._put(job.job_id)


_PACE = {"scheduler_interval": SWEEP_SECONDS, "periodic": False}


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
