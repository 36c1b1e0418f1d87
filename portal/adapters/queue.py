"""How work reaches whoever does it: huey carries job numbers, `job_run` keeps what they mean.

A number that is lost on the way, or carried twice, does no harm: the sweep puts waiting jobs on
the queue again, and a job is claimed by one worker only.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from huey.api import Huey, SqliteHuey
from huey.consumer import Consumer, Scheduler
from huey.serializer import SignedSerializer
from huey.storage import PostgresStorage
from sqlalchemy import Connection, Engine

from portal.config import Config

FINISH_SECONDS = 25
"""How long running work may take to end when the process is asked to."""


class PooledStorage(PostgresStorage):
    """Huey's tables in PostgreSQL, through the portal's own connections."""

    def __init__(self, name: str, engine: Engine) -> None:
        self._engine = engine
        dsn = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        super().__init__(name, dsn=dsn)  # type: ignore[no-untyped-call]

    @contextmanager
    def db(self, commit: bool = False, close: bool = False) -> Iterator[Any]:
        """Lend a connection for one statement; huey's own would be one more, never closed."""
        lent = self._engine.raw_connection()
        try:
            with closing(lent.cursor()) as cursor:
                cursor.execute("BEGIN")
                yield cursor
            lent.commit()
        finally:
            lent.close()

    def initialize_schema(self) -> None:
        """Leave the tables to `make_queue_tables`: the role that serves may make none."""


def make_queue_tables(connection: Connection) -> None:
    """Make huey's tables where they are missing; the upgrade of the database does."""
    for statement in PooledStorage("portal", connection.engine).ddl:
        connection.exec_driver_sql(statement)


def open_queue(config: Config, engine: Engine) -> Huey:
    """Return the queue beside the database: a file with SQLite, tables with PostgreSQL."""
    serializer = SignedSerializer(secret=config.secret_key, salt="portal queue")
    options: dict[str, Any] = {"results": False, "serializer": serializer}
    if engine.dialect.name == "postgresql":
        queue = Huey("portal", storage_class=PooledStorage, engine=engine, **options)
        queue.on_shutdown("storage")(queue.storage.close)
        return queue
    config.var.mkdir(parents=True, exist_ok=True)
    path = str(config.var / "queue.sqlite")
    return SqliteHuey("portal", filename=path, fsync=False, **options)


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
