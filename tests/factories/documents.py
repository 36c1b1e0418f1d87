"""Document types, uploads and documents for tests."""

import hashlib
from datetime import date, timedelta
from itertools import count

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.clock import now, today
from portal.core.documents.models import DocumentType, DocumentVersion
from portal.core.documents.operations.deciding import Seen
from portal.core.documents.operations.review import approve_version
from portal.core.documents.operations.submission import SubmitInput, submit_document
from portal.core.documents.operations.types import install_catalogue
from portal.core.documents.queries.finding import find_version
from portal.core.files.models import StoredFile, Upload
from tests.people import ADA, ENA, LIN, Person
from tests.world import World

_serial = count(1)


def a_catalogue(world: World) -> dict[str, int]:
    """Install the ready-made types and return their ids by code."""
    with world.acting() as session:
        install_catalogue(session, world.actor(ADA))
    with world.looking() as session:
        return dict(session.execute(select(DocumentType.code, DocumentType.id)).all())  # type: ignore[arg-type]


def an_upload(
    session: Session,
    actor: Actor,
    supplier_id: int,
    file_name: str = "ISO 9001 证书.pdf",
    content: bytes | None = None,
) -> Upload:
    """Return a received file that waits to be made a document; its bytes are not in the store."""
    content = content if content is not None else f"file {next(_serial)}".encode()
    sha256 = hashlib.sha256(content).hexdigest()
    stored = session.scalars(
        select(StoredFile).where(StoredFile.supplier_id == supplier_id, StoredFile.sha256 == sha256)
    ).one_or_none() or StoredFile(
        supplier_id=supplier_id, sha256=sha256, size=len(content), media_type="application/pdf",
        pages=1,
    )  # fmt: skip
    upload = Upload(
        supplier_id=supplier_id, sha256=sha256, file=stored, file_name=file_name,
        by_id=actor.user_id, at=now(),
    )  # fmt: skip
    session.add_all([stored, upload])
    session.flush()
    return upload


def a_submission(supplier_id: int, type_id: int, upload_id: int, **more: object) -> SubmitInput:
    """Return what a good ISO certificate says."""
    said: dict[str, object] = {
        "certificate_number": f"Q-{next(_serial)}",
        "issuer": "TÜV Rheinland",
        "issued_on": today() - timedelta(days=30),
        "expires_on": today() + timedelta(days=700),
        **more,
    }
    return SubmitInput(supplier_id, type_id, upload_id, **said)  # type: ignore[arg-type]


def submitted(
    world: World, person: Person = LIN, code: str = "ISO_9001", content: bytes | None = None,
    **more: object,
) -> int:  # fmt: skip
    """Submit a document as `person` and return its version's id."""
    actor = world.actor(person)
    supplier_id = actor.supplier_id or world.supplier_id("S-LIN")
    kinds = a_catalogue(world)
    with world.acting() as session:
        upload = an_upload(session, actor, supplier_id, content=content)
        given = a_submission(supplier_id, kinds[code], upload.id, **more)
        return submit_document(session, actor, given).id


def approved(world: World, person: Person = LIN, **more: object) -> int:
    """Submit a document, have Ena approve it, and return its version's id."""
    version_id = submitted(world, person, **more)  # type: ignore[arg-type]
    with world.acting() as session:
        version = find_version(session, world.actor(ENA), version_id)
        approve_version(session, world.actor(ENA), version, Seen.of(version))
    return version_id


def ends_on(world: World, version_id: int, day: date) -> None:
    """Let time have passed: the version's last day is this one (the trigger is set aside)."""
    on = " ON document_version" if world.database.engine.dialect.name == "postgresql" else ""
    with world.acting() as session:
        session.execute(text(f"DROP TRIGGER IF EXISTS document_version_is_fixed{on}"))
        version = session.get_one(DocumentVersion, version_id)
        version.expires_on = version.ends_on = day
