"""Everything that is kept, held against what it should be: trail, rows, files, anchors."""

import hashlib
import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ForeignKeyConstraint, String, Table, and_, cast, literal, or_, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from agreements.contracts.verification import SignaturesTold
from inspections.sampling.queries.verification import check_ledger
from portal.adapters import schema
from portal.adapters.files import BLOCK
from portal.adapters.last_words import LastWords
from portal.core.audit.verification import CHUNK, Anchor, Finding, check_trail
from portal.core.db import EVERYTHING, Base, Database
from portal.core.documents.verification import VersionsTold
from portal.core.files.models import BRAND, BrandFile, StoredFile
from portal.core.i18n import N_, Message
from portal.core.ports import FileStore, StoreFailure

ANCHORS = "anchors.jsonl"


def verify_all(
    database: Database, files: FileStore, anchors_url: str
) -> Generator[Finding, None, None]:
    """Yield every record that is not what it should be; nothing when all is well.

    Lazy: `first_finding` stops at the first. Writers may go on meanwhile.
    """
    try:
        yield from verify_rows(database, anchors_url)
        if files.is_public():
            yield Finding("files", N_("Strangers can read the file store."))
        yield from verify_files(database, files)
    except DatabaseError as error:
        yield Finding("database", N_("It cannot be read: %(what)s."), {"what": error.orig})


def first_finding(database: Database, files: FileStore, anchors_url: str) -> Finding | None:
    """Return the first bad record, or None."""
    with closing(verify_all(database, files, anchors_url)) as findings:
        return next(findings, None)


def verify_rows(database: Database, anchors_url: str) -> Iterator[Finding]:
    """Yield what is wrong inside the database: the trail, then versions, then links."""
    try:
        anchors = read_anchors(anchors_url)
    except (ValueError, LookupError):
        yield Finding("anchors", N_("The notes outside the database cannot be read."))
        anchors = []
    for guard in schema.missing_guards(database.engine):
        yield Finding(guard, N_("This guard of the database is gone."))
    with database.reading(EVERYTHING, of_one_moment=True) as session:
        listeners = (VersionsTold(), SignaturesTold(), LastWords())

        def hear(event: str, subject_id: int, facts: Mapping[str, Any]) -> None:
            for listener in listeners:
                listener.hear(event, subject_id, facts)

        yield from check_trail(session, anchors, hear)
        for listener in listeners:
            yield from listener.check(session)
        yield from check_ledger(session)
        yield from _check_links(session)


def verify_files(database: Database, files: FileStore) -> Iterator[Finding]:
    """Yield every stored file that is missing or damaged, reading each one whole."""
    for kind in (StoredFile, BrandFile):
        owner = cast(StoredFile.supplier_id, String) if kind is StoredFile else literal(BRAND)
        kept = (
            select(kind.id, owner, kind.sha256, kind.size)
            .order_by(kind.id)
            .execution_options(stream_results=True, yield_per=CHUNK)
        )
        with database.reading(EVERYTHING) as session, session.execute(kept) as rows:
            for row_id, owned_by, sha256, size in rows:
                reason = _wrong_with(files, f"{owned_by}/{sha256}", sha256, size)
                if reason and _is_still_kept(database, kind, row_id):
                    yield Finding(f"{kind.__tablename__} {row_id}", reason)


def read_anchors(url: str) -> list[Anchor]:
    """Return what was noted outside the database; a last line that was cut off is left out."""
    path = Path(urlsplit(url).path) / ANCHORS
    if not path.exists():
        return []
    whole, _, _ = path.read_text(encoding="utf-8").rpartition("\n")
    lines = [json.loads(line) for line in whole.splitlines() if line]
    return [Anchor(line["seq"], line["digest"], line["at"]) for line in lines]


def _wrong_with(files: FileStore, key: str, sha256: str, size: int) -> Message | None:
    seen, length = hashlib.sha256(), 0
    try:
        if not files.exists(key):
            return N_("The file is missing from the store.")
        with files.open(key) as stream:
            while block := stream.read(BLOCK):
                seen.update(block)
                length += len(block)
    except StoreFailure:
        return N_("The file in the store is damaged or cannot be read.")
    if seen.hexdigest() != sha256:
        return N_("The file in the store is damaged or cannot be read.")
    return None if length == size else N_("The file has another size than was noted.")


def _is_still_kept(
    database: Database, kind: type[StoredFile] | type[BrandFile], row_id: int
) -> bool:
    """Return whether the row is still there: it may have been swept while we looked."""
    with database.reading(EVERYTHING) as session:
        return session.get(kind, row_id) is not None


def _check_links(session: Session) -> Iterator[Finding]:
    """Yield rows that point at nothing, and on SQLite pages that are damaged."""
    if session.get_bind().dialect.name == "sqlite":
        for (complaint,) in session.execute(text("PRAGMA integrity_check(1)")):
            if complaint != "ok":
                yield Finding(
                    "database", N_("The database file is damaged: %(what)s."), {"what": complaint}
                )
    for table in Base.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            yield from _orphans(session, table, constraint)


def _orphans(session: Session, table: Table, link: ForeignKeyConstraint) -> Iterator[Finding]:
    child = table.alias()
    parent = link.referred_table.alias()
    pairs = [(child.c[e.parent.name], parent.c[e.column.name]) for e in link.elements]
    query = (
        select(*(child.c[column.name] for column in table.primary_key))
        .outerjoin(parent, and_(*(mine == other for mine, other in pairs)))
        .where(*(mine.is_not(None) for mine, _ in pairs), or_(*(o.is_(None) for _, o in pairs)))
        .limit(100)
    )
    for key in session.execute(query):
        yield Finding(
            f"{table.name} {' '.join(map(str, key))}",
            N_("It refers to a row of %(table)s that is not there."),
            {"table": link.referred_table.name},
        )
