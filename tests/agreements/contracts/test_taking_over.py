"""A database of an earlier release verifies after its upgrade, without a word that is not true."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, select, text, update

from portal.core.audit.models import AuditEntry, AuditHead
from portal.core.audit.rules import Line
from tests.agreements.contracts.test_tampering import findings, records, signed_after_talks
from tests.factories.agreements import make_papers
from tests.world import World

BEFORE = "0060"
ADDED = {
    "agreement.change_proposed": ("record_sha256",),
    "agreement.commented": ("comment_id", "record_sha256"),
    "agreement.agreed": ("covers",),
    "agreement.signed": ("record_sha256",),
    "agreement.in_force": ("token_sha256",),
    "agreement.superseded": ("state", "never_held"),
}
"""What lines of the trail tell today and did not tell then."""
ENTRY, HEAD = AuditEntry.__table__, AuditHead.__table__
OF_LINE = [ENTRY.c[name] for name in Line.__annotations__]


@pytest.fixture
def old_world(any_world: World) -> World:
    """Return a world with a signed agreement as the earlier release left it."""
    signed_after_talks(any_world)
    make_papers(any_world)
    any_world.downgrade(BEFORE)
    with any_world.owning() as connection, _unguarded(connection, "audit_entry"):
        _tell_as_before(connection)
    return any_world


@contextmanager
def _unguarded(connection: Connection, table: str) -> Iterator[None]:
    """Let the guards of a table look away, and put them up again."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield
        connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        return
    triggers = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
        {"table": table},
    ).all()
    for name, _ in triggers:
        connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, statement in triggers:
        connection.execute(text(statement))


def _tell_as_before(connection: Connection) -> None:
    """Write the trail anew as it would have been, and chain it."""
    previous = "0" * 64
    for row in connection.execute(select(*OF_LINE).order_by(ENTRY.c.seq)).all():
        lost = ADDED.get(row.event, ())
        facts = {name: value for name, value in row.facts.items() if name not in lost}
        line = Line(**{**row._mapping, "facts": facts, "previous": previous})
        told = {"facts": facts, "previous": previous, "digest": line.digest()}
        connection.execute(update(ENTRY).where(ENTRY.c.seq == row.seq).values(told))
        previous = line.digest()
    connection.execute(update(HEAD).values(digest=previous))


def test_a_database_of_before_is_not_clean_until_it_is_upgraded(old_world: World) -> None:
    assert records(old_world) == {
        "agreement_signature", "agreement_version", "clause_proposal", "clause_comment",
    }  # fmt: skip

    old_world.upgrade()

    assert findings(old_world) == []


def test_the_trail_says_what_was_taken_over_and_when_at_the_latest(old_world: World) -> None:
    old_world.upgrade()

    with old_world.looking() as session:
        line = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert line.event == "agreement.taken_over"
    assert line.personal == {"by": "upgrade", "from": ""}
    assert line.facts["written_before"] == line.at.date().isoformat()
    counted = {name: len(line.facts[name]) for name in ("signatures", "proposals", "comments")}
    assert counted == {"signatures": 2, "proposals": 1, "comments": 1}


def test_what_is_taken_over_is_guarded_from_then_on(old_world: World) -> None:
    old_world.upgrade()
    with old_world.owning() as connection, _unguarded(connection, "clause_comment"):
        connection.execute(text("UPDATE clause_comment SET text = 'Never said'"))

    assert records(old_world) == {"clause_comment"}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("clause_comment", "INSERT INTO clause_comment SELECT id + 1, {columns} FROM {table}"),
        ("agreement_signature", "UPDATE agreement_signature SET sha256 = 'another'"),
        ("clause_proposal", "UPDATE clause_proposal SET id = id + 1"),
    ],
)
def test_what_nobody_was_heard_to_say_is_not_taken_over(
    old_world: World, table: str, change: str
) -> None:
    columns = "clause_id, side, text, by_id, by_name, at, version_id, supplier_id"
    with old_world.owning() as connection, _unguarded(connection, table):
        connection.execute(text(change.format(columns=columns, table=table)))

    old_world.upgrade()

    assert table in records(old_world)


def test_a_database_of_today_is_told_nothing(any_world: World) -> None:
    signed_after_talks(any_world)
    any_world.downgrade(BEFORE)
    any_world.upgrade()

    with any_world.looking() as session:
        events = session.scalars(select(AuditEntry.event)).all()
    assert "agreement.taken_over" not in events
