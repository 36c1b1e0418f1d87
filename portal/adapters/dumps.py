"""A consistent copy of a database that others write to meanwhile, and the way back."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect, make_url, text

from portal.core.db import EVERYTHING, Database
from portal.core.files.models import BRAND

Kept = list[tuple[str, str, int]]
"""Owner (a supplier's id, or the brand), SHA-256 and size of each file that the rows refer to."""

KEPT = f"""
SELECT CAST(supplier_id AS VARCHAR(20)), sha256, size FROM stored_file
UNION ALL SELECT '{BRAND}', sha256, size FROM brand_file
"""  # noqa: S608 - a word of ours

NAMES = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")
OF_URL = {
    "host": "PGHOST",
    "port": "PGPORT",
    "username": "PGUSER",
    "password": "PGPASSWORD",
    "database": "PGDATABASE",
}


class DumpFailure(Exception):
    """The database could not be copied or brought back; the message says why."""


def kind_of(engine: Engine) -> str:
    """Return `sqlite` or `postgresql`."""
    return engine.dialect.name


def is_empty(engine: Engine) -> bool:
    """Return whether the database has no tables."""
    return not inspect(engine).get_table_names()


def dump(database: Database, target: Path) -> Kept:
    """Copy the database into `target` and return the files that this very copy refers to."""
    if kind_of(database.engine) == "sqlite":
        return _dump_sqlite(database.engine, target)
    return _dump_postgresql(database, target)


def load(engine: Engine, source: Path) -> None:
    """Fill an empty database from a copy made by `dump`."""
    if kind_of(engine) == "sqlite":
        _load_sqlite(engine, source)
    else:
        name = str(engine.url.database)
        whole = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
        _run_program(engine, "pg_restore", *whole, f"--dbname={name}", str(source))


def _dump_sqlite(engine: Engine, target: Path) -> Kept:
    with _raw(engine) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        return copy.execute(KEPT).fetchall()


def _load_sqlite(engine: Engine, source: Path) -> None:
    with closing(sqlite3.connect(source)) as copy, _raw(engine) as target:
        copy.backup(target)


@contextmanager
def _raw(engine: Engine) -> Iterator[sqlite3.Connection]:
    pooled = engine.raw_connection()
    try:
        driver = pooled.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise DumpFailure("This is no SQLite database.")
        yield driver
    finally:
        pooled.close()


def _dump_postgresql(database: Database, target: Path) -> Kept:
    """Let pg_dump and our own query look at one and the same moment."""
    with database.reading(EVERYTHING, of_one_moment=True) as session:
        moment = session.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        _run_program(database.engine, "pg_dump", "--format=custom", "--enable-row-security",
                     "--no-owner", "--no-privileges", f"--snapshot={moment}",
                     f"--file={target}")  # fmt: skip
        return [(row[0], row[1], row[2]) for row in session.execute(text(KEPT))]


def _run_program(engine: Engine, name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the engine's database, with every row in its reach."""
    url = make_url(engine.url)
    env = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    for part, variable in OF_URL.items():
        if getattr(url, part) is not None:
            env[variable] = str(getattr(url, part))
    env |= {f"PG{key.upper()}": str(value) for key, value in url.query.items()}
    env["PGOPTIONS"] = "-c portal.reach=all"
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's, no shell
        [_program(name), *arguments], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DumpFailure(f"{name} failed: {done.stderr.strip()}")


def _program(name: str) -> str:
    """Return the newest of Debian's, else what the PATH has."""
    programs = sorted(DEBIAN_PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = str(programs[-1]) if programs else shutil.which(name)
    if found is None:
        raise DumpFailure(f"{name} is missing: apt-get install postgresql-client")
    return found
