"""Received files, without bytes."""

import hashlib
from dataclasses import replace

from portal.core.files.models import Upload
from portal.core.files.operations import StagedInput, stage_upload
from portal.core.files.rules import ScanState
from tests.people import LEO, Person
from tests.world import World

CERTIFICATE = StagedInput(
    sha256=hashlib.sha256(b"certificate").hexdigest(),
    size=11,
    media_type="application/pdf",
    pages=1,
    file_name="certificate.pdf",
)


def staged(content: bytes = b"certificate", scan: ScanState = ScanState.UNSCANNED) -> StagedInput:
    """Return what would be said of a received file with this content."""
    sha256 = hashlib.sha256(content).hexdigest()
    return replace(CERTIFICATE, sha256=sha256, size=len(content), scan=scan)


def upload(world: World, who: Person = LEO, file: StagedInput = CERTIFICATE) -> Upload:
    """Return an upload that waits, made by one of a supplier's people."""
    actor = world.actor(who)
    assert actor.supplier_id
    with world.database.transaction() as session:
        made = stage_upload(session, actor, actor.supplier_id, file)
        session.flush()
        session.expunge_all()
    return made
