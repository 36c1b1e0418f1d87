"""Imports made for tests: a file received, mapped and begun."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from portal.adapters.jobs import Work
from portal.adapters.mail import open_mailer
from portal.core.jobs.working import claim_job
from portal.core.ports import FileStore
from portal.imports.mapping import LEFT_OUT, ColumnMapping
from portal.imports.models import ImportRun
from portal.imports.operations import Choice, begin_run, create_run
from portal.imports.receiving import receive_file
from portal.imports.rules import ImportMode
from portal.imports.source import Source
from portal.imports.sources import SOURCES
from tests.people import ADA
from tests.world import World

SUPPLIERS = SOURCES["suppliers"]
DATA = Path(__file__).parents[1] / "data" / "imports"


def files_of(world: World) -> FileStore:
    files: FileStore = world.app.extensions["portal"].files
    return files


def table(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as a CSV file."""
    page = io.StringIO(newline="")
    csv.writer(page).writerows(rows)
    return page.getvalue().encode()


def factories(count: int, *, address: str = "1 Mill Road") -> bytes:
    """Return a list of `count` factories in Vietnam."""
    names = (f"Mill {number:05d} Ltd" for number in range(count))
    return table([("name", "country", "address"), *((name, "VN", address) for name in names)])


def begun(
    world: World,
    content: bytes,
    mode: ImportMode = ImportMode.KEEP_GOOD,
    *,
    name: str = "list.csv",
    dry_run: bool = False,
    leave_out: bool = False,
    source: Source = SUPPLIERS,
    mapped: ColumnMapping | None = None,
) -> Work:
    """Return the work of a run that was asked for; it is not done yet.

    `leave_out` leaves columns alone that nobody knows, as a person would say on the page.
    """
    received = receive_file(files_of(world), source, io.BytesIO(content), name, most_mb=50)
    with world.database.transaction() as session:
        ada = world.actor(ADA)
        run = create_run(session, ada, source, received)
        unknown = dict.fromkeys(run.reading["header"], LEFT_OUT) if leave_out else {}
        mapping = ColumnMapping({**unknown, **run.columns}, run.defaults)
        if mapped is not None:
            mapping = ColumnMapping({**unknown, **mapped.columns}, mapped.defaults)
        begin_run(session, ada, run, source, Choice(mapping, mode, dry_run))
        assert run.job_id is not None
        job_id, args = run.job_id, {"run": run.id}
    claim(world, job_id)
    mailer = open_mailer(world.config)
    return Work(world.config, world.database, files_of(world), job_id, args, mailer)


def claim(world: World, job_id: int) -> None:
    """Take a job as a worker does."""
    with world.database.transaction() as session:
        assert claim_job(session, job_id, "test")


def outcome(world: World, work: Work) -> tuple[str, int, int, int, int, int]:
    """Return (state, rows, created, updated, unchanged, refused) of a run."""
    with world.looking() as session:
        run = session.get_one(ImportRun, work.args["run"])
        counts = (run.rows, run.created, run.updated, run.unchanged, run.refused)
        return (run.state.value, *counts)
