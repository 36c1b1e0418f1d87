"""The loop on one page: what follows from what, and what runs in the background."""

from collections.abc import Mapping

from portal.adapters.jobs import Job
from portal.core.db import Handlers
from portal.imports.work import run_import

HANDLERS: Handlers = {}

JOBS: Mapping[str, Job] = {"import": run_import}
