"""The role that serves can neither drop a guard nor rewrite what is kept (R-AUD-2)."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.adapters import rights, schema
from portal.adapters.guarded import guarded
from portal.adapters.queue import open_queue
from portal.adapters.verification import verify_rows
from portal.cli.database import db
from portal.core.accounts.models import User
from portal.core.audit.operations import erase_personal
from portal.core.engines import open_engine
from tests.agreements.contracts.test_tampering import signed_after_talks
from tests.cli.test_stores import run
from tests.factories.agreements import make_papers
from tests.factories.documents import approved
from tests.people import ADA, LEO
from tests.servers.postgres import OWNER, PostgreSQL
from tests.world import World, people_world, test_config

APPEND_ONLY = ("audit_entry", "agreement_signature", "agreement_ending", "document_version")
REFUSED = [
    *(f"DELETE FROM {table}" for table in (*APPEND_ONLY, "audit_head")),  # noqa: S608
    *(f"TRUNCATE {table} CASCADE" for table in (*APPEND_ONLY, "supplier", "site")),
    *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in APPEND_ONLY),
    *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in ("site", "document")),
    "UPDATE audit_entry SET facts = '{}'",
    "UPDATE audit_entry SET digest = 'other'",
    "UPDATE agreement_signature SET name = 'Somebody'",
    "UPDATE document_version SET sha256 = 'other'",
    "UPDATE alembic_version SET version_num = '0001'",
    "DROP TRIGGER audit_entry_is_fixed ON audit_entry",
    "DROP TRIGGER audit_entry_is_kept ON audit_entry",
    "DROP POLICY site_reach ON site",
    "DROP TABLE audit_entry CASCADE",
    "CREATE OR REPLACE FUNCTION portal_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RETURN NEW; END $$",
    "CREATE TABLE mine (id int)",
    "SET ROLE portal_owner",
    "SET session_replication_role = replica",
]
"""What somebody would try who had taken the portal over."""


@pytest.fixture(scope="module")
def lent_world(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return a world that one role serves and another one owns, as in production."""
    name = postgresql.create(owner=OWNER)
    urls = {"database_url": postgresql.url(name), "owner_url": postgresql.url(name, OWNER)}
    world = people_world(test_config(tmp_path_factory.mktemp("lent"), **urls))
    yield world
    world.database.dispose()


@pytest.mark.parametrize("statement", REFUSED)
def test_the_serving_role_is_refused(lent_world: World, statement: str) -> None:
    refused = "permission denied|must be owner"
    with pytest.raises(DBAPIError, match=refused), lent_world.database.transaction() as session:
        session.execute(text(statement))


def test_no_table_gives_more_than_its_guards_leave(lent_world: World) -> None:
    with lent_world.database.engine.connect() as connection:
        assert rights.excessive(connection, guarded()) == set()
        assert not rights.owns_tables(connection)
    with lent_world.owning() as connection:
        connection.execute(text("GRANT DELETE ON audit_head TO portal"))
        connection.execute(text("GRANT UPDATE (sha256) ON document_version TO portal"))
        connection.execute(text("GRANT TRUNCATE ON site TO portal"))

    assert schema.missing_guards(lent_world.database.engine) == [
        "rights on audit_head",
        "rights on document_version",
        "rights on site",
    ]


def test_an_upgrade_takes_back_what_was_given_too_much(lent_world: World) -> None:
    with lent_world.owning() as connection:
        connection.execute(text("GRANT ALL ON audit_entry TO portal"))
        connection.execute(text("GRANT ALL ON site TO PUBLIC"))

    lent_world.upgrade()

    assert schema.missing_guards(lent_world.database.engine) == []


def test_what_people_do_needs_no_more_rights(lent_world: World) -> None:
    approved(lent_world)
    signed_after_talks(lent_world)
    make_papers(lent_world)
    with lent_world.acting() as session:
        erase_personal(session, lent_world.actor(ADA), lent_world.actor(LEO).user_id or 0)

    assert list(verify_rows(lent_world.database, lent_world.config.anchors_url)) == []


def test_work_is_queued_without_making_tables(lent_world: World) -> None:
    queue = open_queue(lent_world.config, lent_world.database.engine)
    before = queue.storage.queue_size()
    queue.storage.enqueue(b"a number")

    assert queue.storage.queue_size() == before + 1
    assert queue.storage.dequeue() is not None


def test_one_role_for_both_is_said(postgresql: PostgreSQL, lent_world: World) -> None:
    alone = postgresql.url(postgresql.create())
    config = test_config(lent_world.config.var, database_url=alone)
    assert run(config, db, "upgrade").exit_code == 0

    one, two = run(config, db, "check"), run(lent_world.config, db, "check")

    assert (one.exit_code, two.exit_code) == (0, 0)
    assert f"Warning: {rights.OWNS}" in one.output
    assert "Warning" not in two.output


def test_the_command_gives_the_serving_role_its_rights(postgresql: PostgreSQL) -> None:
    name = postgresql.create(owner=OWNER)
    urls = {"database_url": postgresql.url(name), "owner_url": postgresql.url(name, OWNER)}
    config = test_config(postgresql.folder, **urls)

    assert run(config, db, "upgrade").exit_code == 0
    assert run(config, db, "check").exit_code == 0
    engine = open_engine(config.database_url)
    with engine.connect() as connection:
        assert connection.execute(select(User.id)).all() == []
    engine.dispose()


def test_a_serving_role_that_does_not_exist_is_one_sentence(postgresql: PostgreSQL) -> None:
    name = postgresql.create(owner=OWNER)
    urls = {
        "database_url": postgresql.url(name, "nobody_yet"),
        "owner_url": postgresql.url(name, OWNER),
    }

    done = run(test_config(postgresql.folder, **urls), db, "upgrade")

    assert done.exit_code == 1
    assert done.output.startswith('Error: The database refuses: role "nobody_yet" does not exist')
