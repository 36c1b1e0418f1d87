"""What the database itself refuses: rewriting the trail, and another supplier's rows."""

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from portal.adapters import schema
from portal.core.audit.models import AuditEntry, AuditHead
from portal.core.db import EVERYTHING, Database, Reach, narrow
from portal.core.engines import PrivilegedRole
from portal.core.suppliers.models import Site, Supplier
from portal.tables import METADATA
from tests.people import LIN
from tests.servers.postgres import PostgreSQL
from tests.world import World

REWRITINGS = [
    "UPDATE audit_entry SET seq = seq + 1",
    "UPDATE audit_entry SET at = '2020-01-01 00:00:00'",
    "UPDATE audit_entry SET event = 'nothing.happened'",
    "UPDATE audit_entry SET subject_kind = 'other'",
    "UPDATE audit_entry SET subject_id = 1",
    "UPDATE audit_entry SET supplier_id = 1",
    "UPDATE audit_entry SET user_id = 1",
    "UPDATE audit_entry SET facts = '{}'",
    "UPDATE audit_entry SET personal = '{}'",
    "UPDATE audit_entry SET salt = 'other'",
    "UPDATE audit_entry SET personal_digest = 'other'",
    "UPDATE audit_entry SET previous = 'other'",
    "UPDATE audit_entry SET digest = 'other'",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_head",
]


@pytest.fixture
def told(any_world: World) -> World:
    """Return a world in which something has happened."""
    any_world.browser(LIN)
    return any_world


@pytest.mark.parametrize("statement", REWRITINGS)
def test_the_trail_cannot_be_rewritten(told: World, statement: str) -> None:
    refused = "never|permission denied"
    with pytest.raises(DBAPIError, match=refused), told.database.transaction() as session:
        session.execute(text(statement))


@pytest.mark.parametrize("statement", REWRITINGS)
def test_not_even_the_owner_rewrites_the_trail_by_mistake(told: World, statement: str) -> None:
    with pytest.raises(DBAPIError, match="never"), told.owning() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("table", ["audit_entry", "audit_head", "document_version"])
def test_the_trail_cannot_be_emptied(pg_world: World, table: str) -> None:
    with pytest.raises(DBAPIError, match="never"), pg_world.owning() as connection:
        connection.execute(text(f"TRUNCATE {table} CASCADE"))


def test_personal_values_can_be_erased(told: World) -> None:
    with told.database.transaction() as session:
        session.execute(update(AuditEntry).values(personal=None, salt=None))
    with told.looking() as session:
        assert set(session.scalars(select(AuditEntry.salt))) == {None}


def test_looking_cannot_write(any_world: World) -> None:
    with any_world.looking() as session, pytest.raises(DBAPIError, match=r"read-?only"):
        session.execute(update(Supplier).values(country="DE"))


def _rows(connection: Connection, table: str) -> int:
    query = f"SELECT count(*) FROM {table}"  # noqa: S608 - the tests' own names
    count: int = connection.execute(text(query)).scalar_one()
    return count


@pytest.mark.parametrize("reach", [None, "", "0", "nonsense"])
def test_without_a_reach_there_are_no_rows(pg_world: World, reach: str | None) -> None:
    with pg_world.database.engine.connect() as connection:
        if reach is not None:
            connection.execute(text("SELECT set_config('portal.reach', :r, true)"), {"r": reach})
        seen = {table: _rows(connection, table) for table in ("supplier", "site", "app_user")}

    assert seen == {"supplier": 0, "site": 0, "app_user": 0}


def _codes(database: Database, reach: Reach) -> tuple[list[str], int]:
    with database.reading(reach) as session:
        plain = session.execute(text("SELECT code FROM supplier ORDER BY code")).scalars().all()
        return list(plain), session.execute(text("SELECT count(*) FROM site")).scalar_one()


def test_a_supplier_has_only_its_own_rows_even_in_plain_sql(pg_world: World) -> None:
    lin = pg_world.supplier_id("S-LIN")

    assert _codes(pg_world.database, lin) == (["S-LIN"], 1)
    assert _codes(pg_world.database, EVERYTHING) == (["S-LIN", "S-WEI"], 2)
    assert _codes(pg_world.database, None) == ([], 0)


def test_a_reach_ends_with_its_transaction(pg_world: World) -> None:
    lin = pg_world.supplier_id("S-LIN")
    with pg_world.database.reading(lin) as session:
        session.execute(text("SELECT 1"))
        narrow(session, None)
        assert session.execute(text("SELECT count(*) FROM supplier")).scalar_one() == 0
        session.commit()
    with pg_world.database.engine.connect() as connection:
        assert _rows(connection, "supplier") == 0


def test_a_supplier_writes_nothing_of_another(pg_world: World) -> None:
    lin, wei = pg_world.supplier_id("S-LIN"), pg_world.supplier_id("S-WEI")

    with pg_world.database.transaction(lin) as session:
        changed = session.execute(update(Site).where(Site.supplier_id == wei).values(city="X"))
        gone = session.execute(delete(Site).where(Site.supplier_id == wei))
    assert (changed.rowcount, gone.rowcount) == (0, 0)  # type: ignore[attr-defined]

    given = {"supplier_id": wei, "country": "CN", "code": "F-1", "name_en": "", "name_zh": ""}
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        pg_world.database.transaction(lin) as session,
    ):
        session.execute(insert(Site).values(given))
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        pg_world.database.transaction(lin) as session,
    ):
        session.execute(update(Site).where(Site.supplier_id == lin).values(supplier_id=wei))


def test_every_table_of_a_supplier_is_confined(pg_world: World) -> None:
    owned = {t.name for t in METADATA.tables.values() if "supplier_id" in t.columns} | {"supplier"}
    with pg_world.looking() as session:
        forced = set(
            session.execute(
                text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
            ).scalars()
        )

    assert owned - forced == set()


def test_the_guards_are_known_to_be_there(any_world: World) -> None:
    assert schema.missing_guards(any_world.database.engine) == []


def test_a_missing_guard_is_named(world: World, pg_world: World) -> None:
    with world.owning() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_is_fixed"))
    with pg_world.owning() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_is_fixed ON audit_entry"))
        connection.execute(text("ALTER TABLE site NO FORCE ROW LEVEL SECURITY"))
        connection.execute(text("DROP POLICY document_reach ON document"))

    assert schema.missing_guards(world.database.engine) == ["audit_entry_is_fixed"]
    assert schema.missing_guards(pg_world.database.engine) == [
        "audit_entry_is_fixed",
        "document_reach",
        "row security of site",
    ]


@pytest.mark.parametrize("privilege", ["SUPERUSER", "BYPASSRLS"])
def test_a_role_above_row_security_is_refused(
    postgresql: PostgreSQL, pg_template: str, privilege: str
) -> None:
    role = f"mighty_{privilege.lower()}"
    with postgresql.administrating() as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN {privilege}".encode())
    database = Database(postgresql.url(pg_template, role))

    with pytest.raises(PrivilegedRole, match="NOBYPASSRLS"):
        database.engine.connect()
    database.dispose()


def test_the_head_is_one_row(told: World) -> None:
    with told.looking() as session:
        assert session.scalars(select(AuditHead.id)).all() == [1]
