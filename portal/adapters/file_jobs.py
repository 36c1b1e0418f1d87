"""Background work on files: scanning, drawing pages, forgetting what nobody needs."""

from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from portal.adapters.jobs import Work
from portal.adapters.previews import MOST_PAGES, PICTURES, draw_pages, shown_pages
from portal.adapters.scanner import open_scanner
from portal.core.actor import Actor
from portal.core.clock import now
from portal.core.db import EVERYTHING
from portal.core.errors import NotFound
from portal.core.files.models import StoredFile
from portal.core.files.operations import forget_file, settle_scan, sweep_uploads
from portal.core.files.queries import files_to_forget, find_stored_file
from portal.core.files.rules import PICTURED, WAITING_TIME, ScanState, kind_of
from portal.core.jobs.operations import request_job
from portal.core.ports import StoreFailure

log = structlog.get_logger("portal.files")

SCANNER = Actor.system("virus scanner")
HOUSEKEEPING = Actor.system("housekeeping")
SCAN_AGAIN_SECONDS = (30, 60, 120, 300, 900)
"""Waits while the scanner is not there; the last one repeats for as long as it takes."""

DRAWING_SECONDS = 90


def scan_file(job: Work) -> dict[str, Any] | None:
    """Have a file scanned; until the scanner answers it stays pending, and is asked again."""
    stored = _find(job)
    if stored is None or stored.scan is not ScanState.PENDING:
        return None
    scanner = open_scanner(job.config.clamd_url)
    try:
        if scanner is None:
            raise OSError("no scanner is configured")
        with job.files.open(stored.key) as file:
            finding = scanner.scan(file)
    except (OSError, StoreFailure) as error:
        log.warning("scan.unavailable", file=stored.id, reason=str(error)[:200])
        with job.database.transaction() as session:
            _scan_later(session, job)
        return {"scan": ScanState.PENDING.value}
    with job.database.transaction() as session:
        stored = find_stored_file(session, SCANNER, stored.id)
        settle_scan(session, SCANNER, stored, finding)
        if finding is None and kind_of(stored.media_type) in PICTURED:
            request_job(session, "preview", args={"file": stored.id})
    return {"scan": "clean" if finding is None else "infected"}


def _scan_later(session: Session, job: Work) -> None:
    tries = int(job.args.get("tries", 0))
    wait = SCAN_AGAIN_SECONDS[min(tries, len(SCAN_AGAIN_SECONDS) - 1)]
    again = request_job(session, "scan", args={**job.args, "tries": tries + 1})
    again.not_before = now() + timedelta(seconds=wait)


def draw_preview(job: Work) -> dict[str, Any] | None:
    """Draw the pages of a file before somebody asks for them, the first one first."""
    stored = _find(job)
    if stored is None or stored.scan in (ScanState.PENDING, ScanState.INFECTED):
        return None
    pages, cache = shown_pages(stored), job.config.var / PICTURES
    draw_pages(cache, job.files, stored, 1, 1)
    if pages > 1:
        draw_pages(cache, job.files, stored, 2, min(pages, MOST_PAGES), seconds=DRAWING_SECONDS)
    return {"pages": pages}


def sweep_unused(work: Work) -> dict[str, int]:
    """Forget yesterday's unused uploads, and the bytes that nothing refers to any more."""
    with work.database.transaction() as session:
        uploads = sweep_uploads(session, HOUSEKEEPING)
    with work.database.reading(EVERYTHING) as session:
        doomed = files_to_forget(session, now() - WAITING_TIME)
    return {"uploads": uploads, "files": sum(_forget(work, file_id) for file_id in doomed)}


def _forget(job: Work, file_id: int) -> bool:
    with job.database.transaction() as session:
        stored = find_stored_file(session, HOUSEKEEPING, file_id)
        key = stored.key
        if not forget_file(session, HOUSEKEEPING, stored):
            return False
        session.flush()
        job.files.delete(key)
    return True


def _find(job: Work) -> StoredFile | None:
    with job.database.reading(EVERYTHING) as session:
        try:
            return find_stored_file(session, HOUSEKEEPING, int(job.args["file"]))
        except NotFound:
            return None
