"""A file on its way from the wire to the store: received, looked into, kept, then noted."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.adapters.inspection.looking import Inspection
from portal.adapters.intake import Readable, Received, demand_name, receive, too_large
from portal.config import Config
from portal.core.actor import Actor
from portal.core.db import Database, reach_of
from portal.core.errors import Outpaced
from portal.core.files.models import Upload
from portal.core.files.operations import StagedInput, stage_upload
from portal.core.files.queries import supplier_to_upload_for
from portal.core.files.rules import (
    DOCUMENT_KINDS,
    MEDIA_TYPES,
    PICTURED,
    DailyQuota,
    Kind,
    ScanState,
    kind_of,
)
from portal.core.i18n import N_
from portal.core.jobs.operations import request_job
from portal.core.permissions import Permission
from portal.core.ports import FileStore


@dataclass(frozen=True)
class Staged:
    """An upload that was acknowledged, in plain values."""

    id: int
    supplier_id: int
    name: str
    size: int
    media_type: str
    pages: int | None
    sha256: str
    scan: ScanState

    @classmethod
    def of(cls, upload: Upload) -> "Staged":
        """Return what there is to say about an upload."""
        file = upload.file
        return cls(
            upload.id,
            upload.supplier_id,
            upload.file_name,
            file.size,
            file.media_type,
            file.pages,
            upload.sha256,
            file.scan,
        )

    def as_json(self) -> dict[str, Any]:
        """Return it for a script; identifiers are text there, they have more than 53 bits."""
        return {
            "id": str(self.id),
            "name": self.name,
            "size": self.size,
            "media_type": self.media_type,
            "pages": self.pages,
            "sha256": self.sha256,
            "scan": self.scan.value,
            "has_picture": kind_of(self.media_type) in PICTURED,
        }


class Reception:
    """Where files come in. No transaction is open while bytes arrive or are looked into."""

    def __init__(
        self,
        config: Config,
        database: Database,
        files: FileStore,
        allowed: Collection[Kind] = DOCUMENT_KINDS,
    ) -> None:
        self.config, self.database, self.files, self.allowed = config, database, files, allowed
        self.limit = config.max_upload_mb * 1024 * 1024

    def take(
        self, actor: Actor, supplier: str | None, name: str, stream: Readable, length: int | None
    ) -> Staged:
        """Receive a body as a file of the supplier; acknowledged means stored and committed.

        Whatever can be refused before the body is read is refused then.
        """
        supplier_id = self.owner(actor, supplier)
        name = demand_name(name)
        if length is not None and length > self.limit:
            raise too_large(self.limit)
        inspection = Inspection(name, self.allowed)
        try:
            received = receive(stream, length, name, self.files, self.limit)
            try:
                return self._keep(actor, supplier_id, received, inspection)
            finally:
                received.forget()
        finally:
            inspection.end()

    def keep(self, actor: Actor, supplier: str | None, received: Received) -> Staged:
        """Keep a file that came as part of a form."""
        supplier_id = self.owner(actor, supplier)
        inspection = Inspection(received.name, self.allowed)
        try:
            return self._keep(actor, supplier_id, received, inspection)
        finally:
            inspection.end()

    def owner(self, actor: Actor, supplier: str | None) -> int:
        """Return whose file it will be, if the actor may upload for them."""
        with self.database.reading(reach_of(actor)) as session:
            supplier_id = supplier_to_upload_for(session, actor, supplier)
        actor.must(Permission.DOCUMENT_UPLOAD, supplier_id)
        return supplier_id

    def _keep(
        self, actor: Actor, supplier_id: int, received: Received, inspection: Inspection
    ) -> Staged:
        """Look into the file, store the bytes, then commit the row that names them."""
        inspection.begin(received.path)
        received.sync()
        found = inspection.result()
        self.files.put(f"{supplier_id}/{received.sha256}", received.path, received.sha256)
        staged = StagedInput(
            sha256=received.sha256,
            size=received.size,
            media_type=MEDIA_TYPES[found.kind],
            pages=found.pages,
            file_name=received.name,
            scan=ScanState.PENDING if self.config.clamd_url else ScanState.UNSCANNED,
        )
        try:
            return self._note(actor, supplier_id, received, staged)
        except IntegrityError:
            pass
        try:
            return self._note(actor, supplier_id, received, staged)
        except IntegrityError as error:
            raise Outpaced(
                N_("Somebody else was faster. Reload to see how it stands now.")
            ) from error

    def _note(
        self, actor: Actor, supplier_id: int, received: Received, staged: StagedInput
    ) -> Staged:
        quota = DailyQuota.of(self.config.uploads_per_day, self.config.max_upload_mb)
        with self.database.transaction(reach_of(actor)) as session:
            upload = stage_upload(session, actor, supplier_id, staged, quota)
            session.flush()
            # The same bytes may have been forgotten between our put and this row.
            if not self.files.exists(upload.file.key):
                self.files.put(upload.file.key, received.path, received.sha256)
            _ask_for_work(session, actor, upload)
            return Staged.of(upload)


def _ask_for_work(session: Session, actor: Actor, upload: Upload) -> None:
    """Have the file scanned, or its pages drawn, as soon as this is committed."""
    if upload.file.scan is ScanState.PENDING:
        request_job(session, "scan", actor=actor, args={"file": upload.file.id})
    elif kind_of(upload.file.media_type) in PICTURED:
        request_job(session, "preview", actor=actor, args={"file": upload.file.id})
