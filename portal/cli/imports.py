"""`portal import`: a file from the command line, run at once."""

from pathlib import Path

import click

from portal.adapters.files import open_store
from portal.adapters.jobs import Failed, Work
from portal.adapters.mail import open_mailer
from portal.config import Config
from portal.core.actor import Actor
from portal.core.db import EVERYTHING, Database
from portal.core.errors import DomainError
from portal.core.i18n import say
from portal.imports.models import ImportRun
from portal.imports.operations import begin_unseen_run, create_run
from portal.imports.operations import save_mapping as keep_mapping
from portal.imports.queries import count_refusals, refusals_of
from portal.imports.readers.csv_text import ENCODINGS
from portal.imports.readers.shape import Wanted
from portal.imports.receiving import receive_file
from portal.imports.rules import ImportMode, RunState
from portal.imports.sources import SOURCES
from portal.imports.work import run_import
from portal.wiring import HANDLERS

REFUSALS_PRINTED = 20


@click.command("import")
@click.argument("source", type=click.Choice(sorted(SOURCES)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", default="", help="Name of a saved mapping; else it is found or guessed.")
@click.option("--leave-out", is_flag=True, help="Leave out the columns that nobody knows.")
@click.option("--save-mapping", default="", help="Keep what the columns mean under this name.")
@click.option("--dry-run", is_flag=True, help="Check and count, store nothing.")
@click.option(
    "--keep-good/--all-or-nothing", default=None, help="What to do when a row is refused."
)
@click.option("--encoding", type=click.Choice(sorted(ENCODINGS)), help="Else it is detected.")
@click.pass_obj
def import_file(
    config: Config,
    source: str,
    file: Path,
    mapping: str,
    leave_out: bool,
    save_mapping: str,
    dry_run: bool,
    keep_good: bool | None,
    encoding: str | None,
) -> None:
    """Import FILE (CSV, XLSX, XLS) as SOURCE; exit 1 if it, or all of it, was refused."""
    database = Database(config.database_url, HANDLERS)
    files = open_store(config.files_url)
    what, actor = SOURCES[source], Actor.system("command line")
    mode = None
    if keep_good is not None:
        mode = ImportMode.KEEP_GOOD if keep_good else ImportMode.ALL_OR_NOTHING
    try:
        with file.open("rb") as stream:
            wanted = Wanted(encoding=encoding or "")
            received = receive_file(
                files, what, stream, file.name, most_mb=config.max_upload_mb, wanted=wanted
            )
        with database.transaction() as session:
            run = create_run(session, actor, what, received)
            begin_unseen_run(
                session,
                actor,
                run,
                what,
                mapping_name=mapping,
                mode=mode,
                dry_run=dry_run,
                leave_out=leave_out,
                in_background=False,
            )
            if save_mapping:
                keep_mapping(session, actor, run, save_mapping)
            run_id = run.id
    except DomainError as error:
        raise click.ClickException(error.in_("en")) from None
    try:
        run_import(Work(config, database, files, 0, {"run": run_id}, open_mailer(config)))
    except Failed as failure:
        raise click.ClickException(say("en", failure.message, **failure.values)) from None
    if not _tell(database, run_id):
        raise SystemExit(1)


def _tell(database: Database, run_id: int) -> bool:
    """Print what became of the run; return whether it was carried through."""
    with database.reading(EVERYTHING) as session:
        run = session.get_one(ImportRun, run_id)
        trial = " (trial, nothing stored)" if run.dry_run else ""
        click.echo(f"{run.state.value}{trial}: {run.file_name}")
        click.echo(
            f"rows {run.rows}, created {run.created}, updated {run.updated},"
            f" unchanged {run.unchanged}, refused {run.refused}"
        )
        for cell in refusals_of(session, run, 0, REFUSALS_PRINTED):
            where = f"line {cell.line}" + (f", {cell.column}" if cell.column else "")
            value = f" {cell.value!r}" if cell.value else ""
            click.echo(f"  {where}:{value} {say('en', cell.reason, **cell.values)}", err=True)
        more = count_refusals(session, run) - REFUSALS_PRINTED
        if more > 0:
            click.echo(f"  and {more} more; /imports/{run.id} shows them all.", err=True)
        if run.message:
            click.echo(say("en", run.message, **run.message_values), err=True)
        return run.state is RunState.DONE
