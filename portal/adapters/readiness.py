"""Whether everything that the portal stands on is there."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import text

from portal.adapters import schema
from portal.core.clock import now
from portal.core.db import EVERYTHING, Database
from portal.core.jobs.queries import waiting_since
from portal.core.ports import FileStore

log = structlog.get_logger("portal.health")

BACKLOG = timedelta(minutes=15)
"""Work that waits longer than this has nobody to do it."""


def look_around(database: Database, files: FileStore) -> dict[str, bool]:
    """Return for each thing the portal needs whether it is there; why not is in the log."""
    checks: dict[str, Callable[[], bool]] = {
        "database": lambda: _answers(database),
        "schema": lambda: schema.is_current(database.engine),
        "files": lambda: _takes_files(files),
        "jobs": lambda: _keeps_up(database),
    }
    found = {}
    for name, check in checks.items():
        try:
            found[name] = check()
        except Exception as error:
            log.error("not.ready", part=name, reason=str(error))
            found[name] = False
    return found


def _answers(database: Database) -> bool:
    with database.engine.connect() as connection:
        return connection.execute(text("SELECT 1")).scalar() == 1


def _takes_files(files: FileStore) -> bool:
    """Return whether the store answers and files on their way in can be written."""
    files.exists("0/" + "0" * 64)
    folder: Path = files.incoming()
    return os.access(folder, os.W_OK) and os.statvfs(folder).f_bavail > 0


def _keeps_up(database: Database) -> bool:
    at = now()
    with database.reading(EVERYTHING) as session:
        since = waiting_since(session, at)
    return since is None or at - since < BACKLOG
