"""How work reaches whoever does it: huey carries job numbers, `job_run` keeps what they mean.

A number that is lost on the way, or carried twice, does no harm: the sweep puts waiting jobs on
the queue again, and a job is claimed by one worker only.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from huey.api import Huey, PostgresHuey, SqliteHuey
from huey.consumer import Consumer, Scheduler
from huey.serializer import SignedSerializer
from sqlalchemy import make_url

from portal.config import Config

FINISH_SECONDS = 25
"""How long running work may take to end when the process is asked to."""


def open_queue(config: Config) -> Huey:
    """Return the queue beside the database: a file with SQLite, tables with PostgreSQL."""
    options: dict[str, Any] = {
        "results": False,
        "serializer": SignedSerializer(secret=config.secret_key, salt="portal queue"),
    }
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite":
        config.var.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("portal", filename=str(config.var / "queue.sqlite"), **options)
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresHuey("portal", dsn=dsn, **options)


class Sweeper(Scheduler):
    """Huey's clock, which looks for forgotten work as well."""

    sweep: Callable[[], object]

    def loop(self, now: Any = None) -> None:
        begun = time.monotonic()
        try:
            self.sweep()
        except Exception:
            logging.getLogger("portal.jobs").exception("sweep.failed")
        self.sleep_for_interval(begun, self.interval)  # type: ignore[no-untyped-call]


class Workers(Consumer):
    """Threads that take numbers from the queue; signals are heeded only in a process of its own."""

    def __init__(self, queue: Huey, sweep: Callable[[], object], **options: Any) -> None:
        bound = {"sweep": staticmethod(sweep)}
        self.scheduler_class: type[Scheduler] = type("BoundSweeper", (Sweeper,), bound)
        super().__init__(  # type: ignore[no-untyped-call]
            queue,
            initial_delay=0.05,
            max_delay=1.0,
            shutdown_timeout=FINISH_SECONDS,
            **options,
        )

    def _set_signal_handlers(self) -> None:
        """Leave signals to whoever runs the process."""

    def begin(self) -> None:
        """Work in threads from here on, until `end`."""
        self._keeper = threading.Thread(target=self.run, name="workers", daemon=True)
        self._keeper.start()

    def end(self) -> None:
        """Let running work finish, and stop."""
        self.stop(graceful=True)  # type: ignore[no-untyped-call]

    def until_told(self, stopping: Callable[[], object]) -> None:
        """Work until SIGTERM or SIGINT, then finish what runs."""
        told = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: told.set())
        self.begin()
        while not told.wait(1):
            pass
        stopping()
        self.end()
