"""The loop on one page: what follows from what, and what runs in the background."""

from collections.abc import Mapping

from portal.adapters.accounts import mail_links, tidy_accounts
from portal.adapters.file_jobs import draw_preview, scan_file, sweep
from portal.adapters.jobs import Job
from portal.core.db import Handlers
from portal.imports.work import run_import

HANDLERS: Handlers = {}

JOBS: Mapping[str, Job] = {
    "tidy-accounts": tidy_accounts,
    "way-in": mail_links,
    "preview": draw_preview,
    "scan": scan_file,
    "sweep_uploads": sweep,
    "import": run_import,
}
