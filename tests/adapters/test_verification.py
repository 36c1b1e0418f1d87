"""`portal verify` finds every single change made behind the portal's back."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.adapters.verification import ANCHORS, verify_all, verify_rows
from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.audit.rules import GENESIS, Line
from portal.core.clock import today
from portal.core.documents.models import DocumentVersion
from portal.core.documents.operations.deciding import Seen
from portal.core.documents.operations.expiry import expire_versions
from portal.core.documents.operations.review import return_version, revoke_approval
from portal.core.documents.operations.submission import withdraw_version
from portal.core.documents.queries.finding import find_version
from portal.core.documents.rules import VersionState
from portal.core.files.models import StoredFile
from tests.factories.documents import approved, submitted
from tests.factories.proof import approved_version, keep_file
from tests.factories.trail import tell_trail
from tests.people import ENA, LIN
from tests.servers.postgres import PostgreSQL
from tests.world import World

Change = Callable[["Intruder"], None]


@dataclass
class Intruder:
    """Somebody with the database's and the disk's own keys, who leaves all guards in place."""

    world: World
    kept: Path
    version_id: int
    other_sha: str
    postgresql: PostgreSQL | None

    def say(self, statement: str) -> None:
        """Run one statement as nobody should, past triggers, links and row security."""
        filled = statement.format(
            middle=3, last=self.last, version=self.version_id, other=self.other_sha
        )
        if self.postgresql:
            name = str(self.world.database.engine.url.database)
            with self.postgresql.administrating(name) as connection:
                connection.execute("SET session_replication_role = replica")
                connection.execute(filled.encode())
            return
        with sqlite3.connect(self.world.config.var / "portal.sqlite") as connection:
            guards = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            for trigger, _ in guards:
                connection.execute(f"DROP TRIGGER {trigger}")
            connection.execute(filled)
            for _, again in guards:
                connection.execute(again)
        connection.close()

    @property
    def last(self) -> int:
        with self.world.looking() as session:
            return max(session.scalars(select(AuditEntry.seq)))


@pytest.fixture
def intruder(any_world: World, request: pytest.FixtureRequest) -> Intruder:
    """Return an intruder in a world with a trail, two files, an approved version, anchors."""
    with any_world.database.transaction() as session:
        version_id = approved_version(
            any_world, session, keep_file(any_world, session, b"%PDF approved")
        ).id
        other = keep_file(any_world, session, b"%PDF other")
        tell_trail(session, any_world.actor(LIN), "upload.staged", other.id, sha256=other.sha256)
        other_sha = other.sha256
    for person in (LIN, ENA):
        any_world.browser(person)
    anchor(any_world)
    on_postgresql = any_world.database.engine.dialect.name == "postgresql"
    server = request.getfixturevalue("postgresql") if on_postgresql else None
    kept = any_world.config.var / "files" / "kept"
    return Intruder(any_world, kept, version_id, other_sha, server)


def anchor(world: World) -> None:
    """Note the end of the trail outside the database."""
    with world.looking() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
        note = {"seq": last.seq, "digest": last.digest, "at": "2026-11-23T08:00:00+00:00"}
    path = world.config.var / "anchors" / ANCHORS
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as file:
        file.write(json.dumps(note) + "\n")


def found(world: World) -> list[str]:
    files = world.app.extensions["portal"].files
    return [
        finding.in_("en") for finding in verify_all(world.database, files, world.config.anchors_url)
    ]


def test_all_is_well_when_nobody_did_anything(intruder: Intruder) -> None:
    assert found(intruder.world) == []


REWRITTEN = "audit_entry 3: This line was changed after it was written."
FACELESS = "audit_entry 3: The names or addresses kept with this line were changed."
LINE = "UPDATE audit_entry SET {} WHERE seq = {{middle}}"
STATEMENTS = [
    (LINE.format("seq = 900"), "audit_entry 4: Lines are missing from the audit trail"),
    (LINE.format("at = '2020-01-01 00:00:00'"), REWRITTEN),
    (LINE.format("event = 'nothing.happened'"), REWRITTEN),
    (LINE.format("subject_kind = 'other'"), REWRITTEN),
    (LINE.format("subject_id = 1"), REWRITTEN),
    (LINE.format("supplier_id = 1"), REWRITTEN),
    (LINE.format("user_id = 1"), REWRITTEN),
    (LINE.format('facts = \'{{"sha256": "other"}}\''), REWRITTEN),
    (LINE.format('personal = \'{{"by": "Somebody else"}}\''), FACELESS),
    (LINE.format("salt = 'other'"), FACELESS),
    (LINE.format("personal = NULL"), FACELESS),
    (
        LINE.format("personal = NULL, salt = NULL"),
        "audit_entry 3: Names and addresses were erased, but",
    ),
    (LINE.format("personal_digest = 'other'"), REWRITTEN),
    (LINE.format("previous = 'other'"), "audit_entry 3: This line does not follow"),
    (LINE.format("digest = 'other'"), REWRITTEN),
    ("DELETE FROM audit_entry WHERE seq = 1", "audit_entry 2: Lines are missing"),
    ("DELETE FROM audit_entry WHERE seq = {middle}", "audit_entry 4: Lines are missing"),
    ("DELETE FROM audit_entry WHERE seq = {last}", "audit_entry 4: The trail does not end"),
    ("DELETE FROM audit_entry", "audit_entry 0: The trail does not end where it should."),
    ("DELETE FROM audit_head", "audit_entry 5: The trail does not end where it should."),
    ("UPDATE audit_head SET seq = seq + 1", "audit_entry 5: The trail does not end"),
    ("UPDATE audit_head SET digest = 'other'", "audit_entry 5: The trail does not end"),
    (
        "UPDATE document_version SET sha256 = '{other}'",
        "document_version {version}: “sha256” is not what the audit trail says.",
    ),
    ("UPDATE document_version SET sha256 = 'none'", "document_version {version}: “sha256” is not"),
    (
        "UPDATE document_version SET expires_on = '2037-01-31'",
        "document_version {version}: “expires_on” is not what the audit trail says.",
    ),
    (
        "UPDATE document_version SET state = 'rejected'",
        "document_version {version}: Its state is “rejected”, but the audit trail",
    ),
    (
        "UPDATE document_version SET reviewed_at = NULL",
        "document_version {version}: It is approved, but nobody reviewed it.",
    ),
    (
        "UPDATE document_version SET id = 77",
        "document_version 77: Its state is “approved”, but the audit trail",
    ),
    ("DELETE FROM document_version", "document_version {version}: The audit trail tells of it"),
    ("UPDATE document SET supplier_id = 5", "document"),
    ("DELETE FROM document", "document_version {version}: It refers to a row of document that"),
    ("UPDATE stored_file SET size = 1", "stored_file"),
    ("UPDATE stored_file SET sha256 = 'none' WHERE sha256 = '{other}'", "stored_file"),
]


@pytest.mark.parametrize(("statement", "expected"), STATEMENTS, ids=[s for s, _ in STATEMENTS])
def test_a_change_of_rows_is_found(intruder: Intruder, statement: str, expected: str) -> None:
    intruder.say(statement)

    first = found(intruder.world)[0]
    assert first.startswith(expected.format(version=intruder.version_id)), first


def _path(intruder: Intruder) -> Path:
    with intruder.world.looking() as session:
        version = session.get_one(DocumentVersion, intruder.version_id)
        return intruder.kept / str(version.supplier_id) / version.sha256


def flip_a_byte(intruder: Intruder) -> None:
    content = bytearray(_path(intruder).read_bytes())
    content[3] ^= 1
    _path(intruder).write_bytes(content)


def delete_the_file(intruder: Intruder) -> None:
    _path(intruder).unlink()


def cut_the_file(intruder: Intruder) -> None:
    _path(intruder).write_bytes(_path(intruder).read_bytes()[:-1])


def swap_files(intruder: Intruder) -> None:
    path = _path(intruder)
    path.write_bytes((path.parent / intruder.other_sha).read_bytes())


FILES: list[tuple[Change, str]] = [
    (flip_a_byte, "The file in the store is damaged or cannot be read."),
    (cut_the_file, "The file in the store is damaged or cannot be read."),
    (swap_files, "The file in the store is damaged or cannot be read."),
    (delete_the_file, "The file is missing from the store."),
]


@pytest.mark.parametrize(("change", "reason"), FILES)
def test_a_change_of_files_is_found(intruder: Intruder, change: Change, reason: str) -> None:
    change(intruder)

    with intruder.world.looking() as session:
        stored = session.scalars(
            select(StoredFile.id).where(StoredFile.sha256 == _path(intruder).name)
        ).one()
    assert found(intruder.world) == [f"stored_file {stored}: {reason}"]


def test_a_cut_off_end_is_found_by_its_anchor(intruder: Intruder) -> None:
    """Nothing inside the database tells of it: the chain's end was moved, too."""
    last = intruder.last
    intruder.say("DELETE FROM audit_entry WHERE seq = {last}")
    intruder.say(
        "UPDATE audit_head SET seq = {last},"
        " digest = (SELECT digest FROM audit_entry WHERE seq = {last})"
    )

    assert found(intruder.world) == [
        f"audit_entry {last}: This line was noted outside the database on"
        " 2026-11-23T08:00:00+00:00 and is gone."
    ]


def test_a_rewritten_chain_is_found_by_its_anchor(intruder: Intruder) -> None:
    """The whole trail is sealed anew with one fact changed: only the anchor knows."""
    previous = GENESIS
    with intruder.world.looking() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    for entry in entries:
        facts = entry.facts | ({"said": "otherwise"} if entry.seq == 3 else {})
        line = Line(
            entry.seq, entry.at, entry.event, entry.subject_kind, entry.subject_id,
            entry.supplier_id, entry.user_id, facts, entry.personal_digest, previous,
        )  # fmt: skip
        written = json.dumps(facts).replace("{", "{{").replace("}", "}}")
        sealed = f"previous = '{previous}', digest = '{line.digest()}', facts = '{written}'"
        intruder.say(f"UPDATE audit_entry SET {sealed} WHERE seq = {entry.seq}")  # noqa: S608
        previous = line.digest()
    intruder.say(f"UPDATE audit_head SET digest = '{previous}'")  # noqa: S608

    assert found(intruder.world) == [
        f"audit_entry {intruder.last}: This line is not the one noted outside the database."
    ]


DECISIONS = [
    ("document.returned", VersionState.REJECTED),
    ("document.revoked", VersionState.REJECTED),
    ("document.withdrawn", VersionState.WITHDRAWN),
    ("document.expired", VersionState.EXPIRED),
]


@pytest.mark.parametrize(("event", "state"), DECISIONS)
def test_what_the_trail_tells_is_no_fault(
    intruder: Intruder, event: str, state: VersionState
) -> None:
    with intruder.world.database.transaction() as session:
        version = session.get_one(DocumentVersion, intruder.version_id)
        version.state = state
        tell_trail(
            session, intruder.world.actor(ENA), event, version.document_id, version_id=version.id
        )

    assert found(intruder.world) == []


def test_an_approval_tells_what_it_supersedes(intruder: Intruder) -> None:
    with intruder.world.database.transaction() as session:
        session.get_one(DocumentVersion, intruder.version_id).state = VersionState.SUPERSEDED
        renewal = approved_version(
            intruder.world, session, keep_file(intruder.world, session, b"%PDF renewal")
        )
        says = {"version_id": renewal.id, "supersedes": intruder.version_id}
        tell_trail(session, intruder.world.actor(ENA), "document.approved", 1, **says)

    assert found(intruder.world) == []


def test_what_people_do_is_no_fault(any_world: World) -> None:
    """Every act on documents leaves rows and a trail that say the same."""
    lin, ena = any_world.actor(LIN), any_world.actor(ENA)
    first, renewal = approved(any_world), approved(any_world)
    returned, revoked = (
        submitted(any_world, code="REACH_REPORT", subject="Chair A"),
        approved(any_world, code="OEKO_TEX", subject="Chair A"),
    )
    withdrawn = submitted(any_world, code="BUSINESS_LICENCE", issued_on=None, expires_on=None)
    with any_world.database.transaction() as session:
        for act, version_id, actor, words in (
            (return_version, returned, ena, ("Stamp missing.",)),
            (revoke_approval, revoked, ena, ("The issuer does not know it.",)),
            (withdraw_version, withdrawn, lin, ()),
        ):
            version = find_version(session, actor, version_id)
            act(session, actor, version, Seen.of(version), *words)  # type: ignore[operator]
    with any_world.database.transaction() as session:
        expire_versions(session, Actor.system("nightly"), today() + timedelta(days=1000))

    with any_world.looking() as session:
        states = dict(session.execute(select(DocumentVersion.id, DocumentVersion.state)).all())  # type: ignore[arg-type]
    assert states == {
        first: VersionState.SUPERSEDED,
        renewal: VersionState.EXPIRED,
        returned: VersionState.REJECTED,
        revoked: VersionState.REJECTED,
        withdrawn: VersionState.WITHDRAWN,
    }
    assert list(verify_rows(any_world.database, any_world.config.anchors_url)) == []


def test_an_erasure_that_was_asked_for_is_no_fault(intruder: Intruder) -> None:
    intruder.say("UPDATE audit_entry SET personal = NULL, salt = NULL WHERE seq = {middle}")
    with intruder.world.database.transaction() as session:
        tell_trail(session, intruder.world.actor(ENA), "person.personal_erased", 1, lines=[3])

    assert found(intruder.world) == []


SQLITE_ONLY = [
    (LINE.format("facts = 'no json'"), "audit_entry 3: This line cannot be read."),
    (LINE.format("facts = '[]'"), REWRITTEN),
    (LINE.format("personal = 'no json'"), "audit_entry 3: This line cannot be read."),
    (LINE.format("at = 'yesterday'"), "audit_entry 3: This line cannot be read."),
    ("UPDATE document_version SET state = 'odd'", "document_version {version}: Its state is “odd”"),
    ("UPDATE document_version SET expires_on = 'odd'", "document_version {version}: “expires_on”"),
]
"""SQLite keeps any text in any column."""


@pytest.mark.parametrize("any_world", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("statement", "expected"), SQLITE_ONLY)
def test_nonsense_in_a_column_is_found(intruder: Intruder, statement: str, expected: str) -> None:
    intruder.say(statement)

    first = found(intruder.world)[0]
    assert first.startswith(expected.format(version=intruder.version_id)), first


@pytest.mark.parametrize("any_world", ["sqlite"], indirect=True)
def test_a_damaged_database_file_is_found(intruder: Intruder) -> None:
    path = intruder.world.config.var / "portal.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    intruder.world.database.dispose()
    content = bytearray(path.read_bytes())
    content[8192:-4096] = b"\xff" * (len(content) - 12288)
    path.write_bytes(content)

    assert found(intruder.world)[0].startswith("database: It cannot be read: ")


def test_anchors_that_cannot_be_read_are_found(intruder: Intruder) -> None:
    path = intruder.world.config.var / "anchors" / ANCHORS
    path.write_text("nonsense\n")

    assert found(intruder.world) == ["anchors: The notes outside the database cannot be read."]


def test_an_anchor_that_was_cut_off_while_written_is_left_out(intruder: Intruder) -> None:
    path = intruder.world.config.var / "anchors" / ANCHORS
    with path.open("a") as file:
        file.write('{"seq": 9, "dig')

    assert found(intruder.world) == []


def test_a_lost_guard_is_found(world: World) -> None:
    with sqlite3.connect(world.config.var / "portal.sqlite") as connection:
        connection.execute("DROP TRIGGER document_version_is_kept")
    connection.close()

    assert found(world) == ["document_version_is_kept: This guard of the database is gone."]
