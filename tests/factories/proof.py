"""Documents with files that are really there."""

import hashlib
from datetime import date

from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.documents.models import Document, DocumentType, DocumentVersion
from portal.core.documents.rules import VersionState
from portal.core.files.models import StoredFile
from tests.factories.trail import tell_trail
from tests.people import ENA, LIN
from tests.world import World


def keep_file(world: World, session: Session, content: bytes) -> StoredFile:
    """Store `content` for Lin's company, as an upload would."""
    files = world.app.extensions["portal"].files
    sha256, supplier_id = hashlib.sha256(content).hexdigest(), world.supplier_id("S-LIN")
    path = files.incoming() / sha256
    path.write_bytes(content)
    files.put(f"{supplier_id}/{sha256}", path, sha256)
    path.unlink(missing_ok=True)
    stored = StoredFile(
        supplier_id=supplier_id, sha256=sha256, size=len(content), media_type="application/pdf"
    )
    session.add(stored)
    return stored


def approved_version(world: World, session: Session, stored: StoredFile) -> DocumentVersion:
    """Return a version of Lin's that Ena approved, with its lines in the trail."""
    lin, ena = world.actor(LIN), world.actor(ENA)
    kind = DocumentType(
        code=f"T{stored.id}", name_en="ISO 9001", name_zh="ISO 9001", reminder_days=frozenset()
    )
    document = Document(supplier_id=stored.supplier_id, type_id=kind.id)
    version = DocumentVersion(
        supplier_id=stored.supplier_id,
        document_id=document.id,
        type_id=kind.id,
        number=1,
        state=VersionState.APPROVED,
        sha256=stored.sha256,
        file_name="证书.pdf",
        expires_on=date(2027, 1, 31),
        submitted_by_id=lin.user_id,
        submitted_by=lin.name,
        due_on=date(2026, 2, 6),
        reviewed_by_id=ena.user_id,
        reviewed_by=ena.name,
        reviewed_at=now(),
    )
    for row in (kind, document, stored, version):
        session.add(row)
        session.flush()
    says = {"version_id": version.id, "number": 1, "sha256": version.sha256}
    said = {"expires_on": "2027-01-31"}
    tell_trail(session, lin, "document.submitted", document.id, **says, said=said)
    tell_trail(session, ena, "document.approved", document.id, **says, supersedes=None)
    return version
