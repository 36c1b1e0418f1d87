"""What an operator types to prepare, check, copy and bring back what is kept."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner, Result

from portal.cli.backup import backup, restore
from portal.cli.database import db
from portal.cli.files import files
from portal.cli.verify import verify
from portal.config import Config
from tests.adapters.test_verification import anchor
from tests.factories.proof import approved_version, keep_file
from tests.people import LIN
from tests.servers import free_port
from tests.servers.postgres import PostgreSQL
from tests.world import World, test_config


def run(config: Config, command: Command, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, obj=config)


@pytest.fixture
def kept(world: World) -> World:
    """Return a world with an approved certificate and an anchored trail."""
    with world.database.transaction() as session:
        approved_version(world, session, keep_file(world, session, b"%PDF"))
    world.browser(LIN)
    anchor(world)
    return world


def test_an_untouched_portal_verifies(kept: World) -> None:
    done = run(kept.config, verify)

    assert done.exit_code == 0
    assert done.output.startswith("Everything is as it was written (newest anchor: line 3 of")


def test_a_change_is_named_and_exits_1(kept: World) -> None:
    for path in (kept.config.var / "files" / "kept").rglob("*"):
        if path.is_file():
            path.write_bytes(b"other")

    done = run(kept.config, verify)

    assert done.exit_code == 1
    assert "The file in the store is damaged or cannot be read." in done.output


def test_the_drill(kept: World, tmp_path: Path) -> None:
    """Copied, lost, brought back elsewhere, verified: as an operator types it."""
    copy, elsewhere = tmp_path / "copy", tmp_path / "elsewhere"
    commands = [
        (kept.config.var, ["backup", str(copy)]),
        (elsewhere, ["restore", str(copy)]),
        (elsewhere, ["verify"]),
        (elsewhere, ["db", "check"]),
    ]
    said = []
    for var, arguments in commands:
        done = subprocess.run(
            [sys.executable, "-c", "from portal.cli import main; main()", *arguments],
            env=os.environ | {"PORTAL_VAR": str(var)},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, "")
        said.append(done.stdout.split(" (")[0])

    assert said == [
        f"{copy} holds the database, 1 files",
        f"Restored the backup of {said[1].removeprefix('Restored the backup of ')}",
        "Everything is as it was written",
        "The database has the shape that the code expects.\n",
    ]
    assert (copy / "SHA256SUMS").read_text().count("\n") == 3


def test_a_backup_can_be_checked_without_the_portal(kept: World, tmp_path: Path) -> None:
    run(kept.config, backup, str(tmp_path / "copy"))

    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path / "copy"
    )
    assert checked.returncode == 0


def test_a_refused_restore_says_why(kept: World, tmp_path: Path) -> None:
    run(kept.config, backup, str(tmp_path / "copy"))

    done = run(kept.config, restore, str(tmp_path / "copy"))

    assert done.exit_code == 1
    assert done.output == "Error: The database is not empty; restore into a new one.\n"


def test_a_backup_of_a_lost_file_exits_1(kept: World, tmp_path: Path) -> None:
    for path in (kept.config.var / "files" / "kept").rglob("*"):
        if path.is_file():
            path.unlink()

    done = run(kept.config, backup, str(tmp_path / "copy"))

    assert done.exit_code == 1
    assert "Missing or damaged in the file store, so not in the backup: " in done.output


def test_a_new_database_is_brought_up_and_checked(tmp_path: Path) -> None:
    config = test_config(tmp_path / "var")

    early = run(config, db, "check")
    assert (early.exit_code, early.output) == (
        1,
        "Error: The database is not up to date; run `portal db upgrade`.\n",
    )
    assert run(config, db, "upgrade").output == "The database is up to date.\n"
    assert run(config, db, "upgrade").output == "The database is up to date.\n"
    assert run(config, db, "check").exit_code == 0


def test_a_lost_guard_fails_the_check(world: World) -> None:
    with sqlite3.connect(world.config.var / "portal.sqlite") as connection:
        connection.execute("DROP TRIGGER audit_entry_is_kept")
    connection.close()

    done = run(world.config, db, "check")

    assert (done.exit_code, done.output) == (
        1,
        "Error: These guards are gone: audit_entry_is_kept.\n",
    )


def test_other_tables_than_expected_fail_the_check(world: World) -> None:
    with sqlite3.connect(world.config.var / "portal.sqlite") as connection:
        connection.execute("ALTER TABLE category ADD COLUMN surprise TEXT")
    connection.close()

    assert run(world.config, db, "check").exit_code == 1


def test_a_superuser_fails_the_check(postgresql: PostgreSQL, tmp_path: Path) -> None:
    url = postgresql.url(postgresql.create(), role="postgres")

    done = run(test_config(tmp_path / "var", database_url=url), db, "upgrade")

    assert done.exit_code == 1
    assert "NOSUPERUSER NOBYPASSRLS" in done.output


def test_a_database_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://portal@127.0.0.1:{free_port()}/portal"

    done = run(test_config(tmp_path / "var", database_url=url), db, "check")

    assert done.exit_code == 1
    assert done.output.startswith("Error: The database does not answer: ")


def test_the_file_store_is_prepared(tmp_path: Path) -> None:
    done = run(test_config(tmp_path / "var"), files, "prepare")

    assert done.output.startswith("The file store is ready")
    assert done.exit_code == 0
