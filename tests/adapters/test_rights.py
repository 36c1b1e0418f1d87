"""The role that serves can neither drop a guard nor rewrite what is kept (R-AUD-2)."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.adapters import rights, schema
from portal.adapters.guarded import guarded
from portal.adapters.queue import open_queue
from portal.cli.database import db
from portal.core.accounts.models import User
from portal.core.db import open_engine
from tests.cli.test_stores import run
from tests.servers.postgres import PostgreSQL
from tests.world import World, test_config

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


@pytest.mark.parametrize("statement", REFUSED)
def test_the_serving_role_is_refused(pg_world: World, statement: str) -> None:
    refused = "permission denied|must be owner"
    with pytest.raises(DBAPIError, match=refused), pg_world.database.transaction() as session:
        session.execute(text(statement))


def test_no_table_gives_more_than_its_guards_leave(pg_world: World) -> None:
    with pg_world.database.engine.connect() as connection:
        assert rights.excessive(connection, guarded()) == set()
        assert not rights.owns_tables(connection)
    with pg_world.owning() as connection:
        connection.execute(text("GRANT DELETE ON audit_head TO portal"))
        connection.execute(text("GRANT UPDATE (sha256) ON document_version TO portal"))
        connection.execute(text("GRANT TRUNCATE ON site TO portal"))

    assert schema.missing_guards(pg_world.database.engine) == [
        "rights on audit_head",
        "rights on document_version",
        "rights on site",
    ]


def test_an_upgrade_takes_back_what_was_given_too_much(pg_world: World) -> None:
    with pg_world.owning() as connection:
        connection.execute(text("GRANT ALL ON audit_entry TO portal"))
        connection.execute(text("GRANT ALL ON site TO PUBLIC"))

    pg_world.upgrade()

    assert schema.missing_guards(pg_world.database.engine) == []


def test_work_is_queued_without_making_tables(pg_world: World) -> None:
    queue = open_queue(pg_world.config, pg_world.database.engine)
    queue.storage.enqueue(b"a number")

    assert (queue.storage.queue_size(), queue.storage.dequeue()) == (1, b"a number")


def test_one_role_for_both_is_said(postgresql: PostgreSQL, pg_world: World) -> None:
    alone = postgresql.url(postgresql.create())
    config = test_config(pg_world.config.var, database_url=alone)
    assert run(config, db, "upgrade").exit_code == 0

    one, two = run(config, db, "check"), run(pg_world.config, db, "check")

    assert (one.exit_code, two.exit_code) == (0, 0)
    assert f"Warning: {rights.OWNS}" in one.output
    assert "Warning" not in two.output


def test_the_command_gives_the_serving_role_its_rights(postgresql: PostgreSQL) -> None:
    name = postgresql.create(owner="portal_owner")
    urls = {"database_url": postgresql.url(name), "owner_url": postgresql.url(name, "portal_owner")}
    config = test_config(postgresql.folder, **urls)

    assert run(config, db, "upgrade").exit_code == 0
    assert run(config, db, "check").exit_code == 0
    engine = open_engine(config.database_url)
    with engine.connect() as connection:
        assert connection.execute(select(User.id)).all() == []
    engine.dispose()


def test_a_serving_role_that_does_not_exist_is_one_sentence(postgresql: PostgreSQL) -> None:
    name = postgresql.create(owner="portal_owner")
    urls = {
        "database_url": postgresql.url(name, "nobody_yet"),
        "owner_url": postgresql.url(name, "portal_owner"),
    }

    done = run(test_config(postgresql.folder, **urls), db, "upgrade")

    assert done.exit_code == 1
    assert done.output.startswith('Error: The database refuses: role "nobody_yet" does not exist')
