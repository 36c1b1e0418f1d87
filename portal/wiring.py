"""The loop on one page: what follows from what, and what runs in the background."""

from collections.abc import Mapping

from portal.adapters.file_jobs import draw_preview, scan_file, sweep
from portal.adapters.jobs import Job
from portal.core.db import Handlers

HANDLERS: Handlers = {}

JOBS: Mapping[str, Job] = {
    "preview": draw_preview,
    "scan": scan_file,
    "sweep_uploads": sweep,
}
