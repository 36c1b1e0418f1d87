"""Finding received files."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, joinedload

from portal.core.actor import Actor
from portal.core.db import Base, within_reach
from portal.core.errors import Invalid, NotFound
from portal.core.files.models import StoredFile, Upload
from portal.core.files.rules import ScanState
from portal.core.i18n import N_
from portal.core.suppliers.models import Supplier


def find_upload(session: Session, actor: Actor, upload_id: int) -> Upload:
    """Return an upload that still waits to be made a document, with its file."""
    upload = session.scalars(_waiting(actor).where(Upload.id == upload_id)).one_or_none()
    if upload is None:
        raise NotFound
    return upload


def find_uploads(session: Session, actor: Actor, upload_ids: Sequence[int]) -> list[Upload]:
    """Return those of the uploads that still wait, in the order asked for, with their files."""
    found = session.scalars(_waiting(actor).where(Upload.id.in_(upload_ids)))
    waiting = {upload.id: upload for upload in found}
    return [waiting[upload_id] for upload_id in upload_ids if upload_id in waiting]


def _waiting(actor: Actor) -> Select[Upload]:
    return (
        select(Upload)
        .options(joinedload(Upload.file))
        .where(
            within_reach(actor, Upload.supplier_id),
            Upload.used_at.is_(None),
            Upload.dropped_at.is_(None),
        )
    )


def find_stored_file(session: Session, actor: Actor, file_id: int) -> StoredFile:
    """Return a stored file within the actor's reach."""
    stored = session.get(StoredFile, file_id)
    if stored is None or not actor.reaches(stored.supplier_id):
        raise NotFound
    return stored


def find_same_file(session: Session, supplier_id: int, sha256: str) -> StoredFile | None:
    """Return the supplier's file with these bytes, if it was received before."""
    return session.scalars(
        select(StoredFile).where(StoredFile.supplier_id == supplier_id, StoredFile.sha256 == sha256)
    ).one_or_none()


def supplier_to_upload_for(session: Session, actor: Actor, code: str | None) -> int:
    """Return whose file it will be: the supplier's own people have no choice, the brand names one.

    Raises Invalid where a brand's person names none, NotFound where there is none of that code.
    """
    if actor.supplier_id is not None:
        return actor.supplier_id
    if not code:
        raise Invalid(N_("Choose the supplier that the file belongs to."), field="supplier")
    supplier_id = session.scalars(select(Supplier.id).where(Supplier.code == code)).one_or_none()
    if supplier_id is None:
        raise NotFound(N_("There is no supplier with this code."), field="supplier")
    return supplier_id


def sent_since(session: Session, supplier_id: int, since: datetime) -> tuple[int, int]:
    """Return how many files, and how many bytes, a supplier has sent since then."""
    files, size = session.execute(
        select(func.count(Upload.id), func.coalesce(func.sum(StoredFile.size), 0))
        .join(Upload.file)
        .where(Upload.supplier_id == supplier_id, Upload.at >= since)
    ).one()
    return files, int(size)


def uploaders_of(session: Session, stored: StoredFile) -> list[int]:
    """Return the people who sent these bytes within the last day or so."""
    sent = select(Upload.by_id).where(
        Upload.supplier_id == stored.supplier_id, Upload.sha256 == stored.sha256
    )
    return list(session.scalars(sent.distinct().order_by(Upload.by_id)))


def files_to_scan(session: Session) -> list[int]:
    """Return the files that wait for the virus scanner, oldest first."""
    waiting = select(StoredFile.id).where(StoredFile.scan == ScanState.PENDING)
    return list(session.scalars(waiting.order_by(StoredFile.stored_at, StoredFile.id)))


def files_to_forget(session: Session, before: datetime, limit: int = 1000) -> list[int]:
    """Return files stored before then that nothing refers to."""
    old = select(StoredFile.id).where(StoredFile.stored_at < before, ~is_referred_to())
    return list(session.scalars(old.order_by(StoredFile.id).limit(limit)))


def is_referred_to() -> ColumnElement[bool]:
    """Return the condition that any row of any table refers to a stored file.

    It follows the foreign keys of the whole house, so that a noun which stands on this one
    (documents, agreements, ...) protects its files by declaring them.
    """
    stored = StoredFile.__table__
    referring: list[ColumnElement[bool]] = []
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table is stored:
                same = [element.parent == element.column for element in key.elements]
                referring.append(exists().where(*same))
    refers = referring[0]
    for other in referring[1:]:
        refers = refers | other
    return refers
