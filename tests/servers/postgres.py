"""An own PostgreSQL, from Debian's package, with the role that production should have."""

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers import Process, free_port

BINARIES = Path("/usr/lib/postgresql")
ROLE, OWNER = "portal", "portal_owner"
"""Who serves, and who owns the tables where two roles share the work."""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "log_min_messages": "warning",
    "timezone": "UTC",
}
"""Nothing here is about surviving a power cut: these databases live for one test."""


class PostgreSQL:
    """A cluster in a temporary folder; its roles have no privileges."""

    def __init__(self) -> None:
        programs = sorted(BINARIES.glob("*/bin/postgres"))
        if not programs:
            raise RuntimeError("PostgreSQL is missing: apt-get install postgresql")
        self.programs = programs[-1].parent
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
        self._names = itertools.count()
        self._initialise()
        self._process = self._start()
        with self.administrating() as connection:
            for role in (ROLE, OWNER):
                query = f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB"
                connection.execute(query.encode())

    def url(self, name: str, role: str = ROLE) -> str:
        """Return the address of a database as PORTAL_DATABASE_URL spells it."""
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.port}/{name}"

    def create(self, template: str | None = None, owner: str = ROLE) -> str:
        """Make a database, empty or as a copy of `template`, and return its name."""
        name = f"portal_{next(self._names)}"
        query = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(owner), sql.Identifier(template or "template1")
        )
        with self.administrating() as connection:
            connection.execute(query)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        query = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        with self.administrating() as connection:
            connection.execute(query)

    @contextmanager
    def administrating(self, name: str = "postgres") -> Iterator[psycopg.Connection]:
        """Yield a superuser's connection: who could do things behind the portal's back."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname=name, autocommit=True
        ) as connection:
            yield connection

    def stop(self) -> None:
        """Stop the cluster and remove it."""
        self._process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _initialise(self) -> None:
        command = [
            str(self.programs / "initdb"),
            "--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C.UTF-8", f"--pgdata={self.folder / 'data'}",
        ]  # fmt: skip
        if self.user:
            command = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}",
                       "--clear-groups", "--", *command]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)

    def _start(self) -> Process:
        settings = SETTINGS | {
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
        }
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data")]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        process = Process(command, self.folder / "log", self.user)
        process.wait_until(self._answers)
        return process

    def _answers(self) -> bool:
        try:
            with self.administrating():
                return True
        except psycopg.OperationalError:
            return False
