"""Receiving files, taking them back, and forgetting what nobody needs."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, NotAllowed, Outpaced, TooMany
from portal.core.files.events import (
    BrandFileKept,
    FileForgotten,
    FileFoundClean,
    FileFoundInfected,
    UploadDropped,
    UploadsSwept,
    UploadStaged,
    UploadUsed,
)
from portal.core.files.models import BrandFile, StoredFile, Upload
from portal.core.files.queries import (
    find_same_file,
    is_referred_to,
    sent_since,
    uploaders_of,
)
from portal.core.files.rules import WAITING_TIME, DailyQuota, ScanState
from portal.core.i18n import N_
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import person
from portal.core.permissions import Permission

TAKEN = N_("This file was already used or taken back. Upload it again.")


@dataclass(frozen=True)
class StagedInput:
    """A file that was checked and whose bytes are in the store."""

    sha256: str
    size: int
    media_type: str
    pages: int | None
    file_name: str
    scan: ScanState = ScanState.UNSCANNED


def stage_upload(
    session: Session,
    actor: Actor,
    supplier_id: int,
    staged: StagedInput,
    quota: DailyQuota = DailyQuota(),  # noqa: B008
) -> Upload:
    """Note a received file that waits to be made a document.

    The same bytes are stored once per supplier, however often they are sent.
    """
    actor.must(Permission.DOCUMENT_UPLOAD, supplier_id)
    if actor.user_id is None:
        raise NotAllowed(N_("Only a person can upload a file."))
    files, size = sent_since(session, supplier_id, now() - timedelta(days=1))
    if not quota.allows(files + 1, size + staged.size):
        raise TooMany(
            N_(
                "No more than %(files)s files or %(megabytes)s MB can be sent in 24 hours. Go on"
                " tomorrow, or ask the buyer."
            ),
            files=quota.files,
            megabytes=quota.megabytes,
        )
    stored = find_same_file(session, supplier_id, staged.sha256)
    if stored is not None and stored.scan is ScanState.INFECTED:
        raise Invalid(
            N_("The virus scanner found “%(finding)s” in this file. It cannot be used."),
            field="file",
            finding=stored.finding or "",
        )
    stored = stored or _store(session, supplier_id, staged)
    if stored.scan is ScanState.UNSCANNED:
        stored.scan = staged.scan
    upload = Upload(
        supplier_id=supplier_id,
        sha256=staged.sha256,
        file=stored,
        file_name=staged.file_name,
        by_id=actor.user_id,
        at=now(),
    )
    session.add(upload)
    facts = (staged.sha256, staged.size, staged.media_type, staged.file_name)
    record(session, actor, UploadStaged(supplier_id, upload.id, *facts))
    return upload


def _store(session: Session, supplier_id: int, staged: StagedInput) -> StoredFile:
    stored = StoredFile(
        supplier_id=supplier_id,
        sha256=staged.sha256,
        size=staged.size,
        media_type=staged.media_type,
        pages=staged.pages,
        scan=staged.scan,
    )
    session.add(stored)
    return stored


def drop_upload(session: Session, actor: Actor, upload: Upload) -> None:
    """Take back an upload before it is made a document."""
    actor.must(Permission.DOCUMENT_UPLOAD, upload.supplier_id)
    _take(session, upload, "dropped_at")
    record(session, actor, UploadDropped(upload.supplier_id, upload.id, upload.sha256))


def use_upload(session: Session, actor: Actor, upload: Upload) -> None:
    """Make an upload part of a document, once; whoever comes second is refused."""
    actor.must(Permission.DOCUMENT_UPLOAD, upload.supplier_id)
    _take(session, upload, "used_at")
    record(session, actor, UploadUsed(upload.supplier_id, upload.id, upload.sha256))


def _take(session: Session, upload: Upload, column: str) -> None:
    taken = session.execute(
        update(Upload)
        .where(Upload.id == upload.id, Upload.used_at.is_(None), Upload.dropped_at.is_(None))
        .values({column: now()})
        .returning(Upload.id)
    ).scalar_one_or_none()
    if taken is None:
        raise Outpaced(TAKEN)


def sweep_uploads(session: Session, actor: Actor) -> int:
    """Forget the uploads of more than a day ago; return how many."""
    actor.must(Permission.SYSTEM_RUN)
    old = delete(Upload).where(Upload.at < now() - WAITING_TIME).returning(Upload.id)
    swept = list(session.scalars(old))
    if swept:
        record(session, actor, UploadsSwept(None, swept[0], len(swept)))
    return len(swept)


def forget_file(session: Session, actor: Actor, stored: StoredFile) -> bool:
    """Forget a file that nothing refers to; return whether its bytes are to be removed now.

    The bytes go inside the same transaction, after this and before the commit: whoever receives
    the same file meanwhile waits for it, and then stores the bytes anew.
    """
    actor.must(Permission.SYSTEM_RUN, stored.supplier_id)
    gone = session.execute(
        delete(StoredFile)
        .where(StoredFile.id == stored.id, ~is_referred_to())
        .returning(StoredFile.id)
    ).scalar_one_or_none()
    if gone is None:
        return False
    record(session, actor, FileForgotten(stored.supplier_id, stored.id, stored.sha256))
    return True


def settle_scan(session: Session, actor: Actor, stored: StoredFile, finding: str | None) -> None:
    """Note what the virus scanner said of a file that waits for it."""
    actor.must(Permission.SYSTEM_RUN, stored.supplier_id)
    said = ScanState.CLEAN if finding is None else ScanState.INFECTED
    settled = session.execute(
        update(StoredFile)
        .where(StoredFile.id == stored.id, StoredFile.scan == ScanState.PENDING)
        .values(scan=said, finding=finding and finding[:200], scanned_at=now())
        .returning(StoredFile.id)
    ).scalar_one_or_none()
    if settled is None:
        raise Outpaced(N_("This file was already scanned."))
    if finding is None:
        record(session, actor, FileFoundClean(stored.supplier_id, stored.id, stored.sha256))
        return
    _tell_uploaders(session, stored, finding)
    record(
        session,
        actor,
        FileFoundInfected(stored.supplier_id, stored.id, stored.sha256, finding[:200]),
    )


def _tell_uploaders(session: Session, stored: StoredFile, finding: str) -> None:
    for user_id in uploaders_of(session, stored):
        tell(
            session,
            person(user_id),
            NoticeInput(
                subject=N_("A file you uploaded is infected"),
                body=N_(
                    "The virus scanner found “%(finding)s” in a file you uploaded. Nobody can open"
                    " it. Check your computer and upload a clean copy."
                ),
                link="/documents",
                values={"finding": finding[:200]},
                supplier_id=stored.supplier_id,
                dedupe=f"infected:{stored.id}:{user_id}",
            ),
        )


def keep_brand_file(
    session: Session, actor: Actor, sha256: str, size: int, media_type: str
) -> BrandFile:
    """Note bytes of the brand's own that are stored already; the same ones are noted once."""
    actor.must(Permission.DEFECT_EDIT)
    known = session.scalar(select(BrandFile).where(BrandFile.sha256 == sha256))
    if known is not None:
        return known
    kept = BrandFile(sha256=sha256, size=size, media_type=media_type)
    session.add(kept)
    session.flush()
    record(session, actor, BrandFileKept(None, kept.id, sha256))
    return kept
