"""Background work: what was written down is done, once, also after a crash."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.config import Config
from portal.core.db import Database
from portal.core.ports import FileStore


@dataclass(frozen=True)
class Work:
    """What a job's function is given."""

    config: Config
    database: Database
    files: FileStore
    job_id: int
    args: Mapping[str, Any]


Job = Callable[[Work], "dict[str, Any] | None"]


class Background:
    """Runs the jobs of `job_run`."""

    def __init__(
        self, config: Config, database: Database, files: FileStore, jobs: Mapping[str, Job]
    ) -> None:
        self.config, self.database, self.files, self.jobs = config, database, files, jobs
