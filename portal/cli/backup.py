"""`portal backup` and `portal restore`: everything in one folder, and back."""

import sys
import time
from pathlib import Path

import click

from portal.adapters import backup as copies
from portal.adapters.dumps import DumpFailure
from portal.adapters.files import open_store
from portal.adapters.verification import first_finding
from portal.config import Config
from portal.core.db import Database
from portal.core.ports import StoreFailure

REFUSALS = (copies.BackupRefused, DumpFailure, StoreFailure)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def backup(config: Config, folder: Path) -> None:
    """Copy everything into the new folder DIR, while the portal runs.

    DIR gets the rows as of one moment, every file that they refer to, the anchors of the audit
    trail and a manifest of SHA-256, written last. What was acknowledged before the command began
    is in it; what comes later is not: with an hourly backup at most one hour is lost (RPO 1 h).
    PORTAL_SECRET_KEY is not in it: keep it elsewhere, second factors cannot be read without it.
    """
    started = time.monotonic()
    try:
        made = copies.back_up(_place(config), folder)
    except REFUSALS as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(
        f"{folder} holds the database, {made.files} files ({made.bytes / 1e6:.1f} MB) and the"
        f" anchors ({time.monotonic() - started:.1f} s)."
    )
    for key in made.damaged:
        click.echo(f"Missing or damaged in the file store, so not in the backup: {key}", err=True)
    if made.damaged:
        sys.exit(1)


@click.command()
@click.argument(
    "folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@click.pass_obj
def restore(config: Config, folder: Path) -> None:
    """Bring back the backup in DIR, into a database and a file store that are empty, and verify.

    Nothing is changed if the backup is broken or something is in the way. Exit 1 unless every
    record and file proves to be what it was.
    """
    started = time.monotonic()
    place = _place(config)
    try:
        made = copies.restore(folder, place)
    except REFUSALS as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"Restored the backup of {made.made_at} ({time.monotonic() - started:.1f} s).")
    finding = first_finding(place.database, place.files, place.anchors_url)
    if finding:
        click.echo(finding.in_("en"), err=True)
        sys.exit(1)
    click.echo(f"Every record and file is what it was ({time.monotonic() - started:.1f} s).")


def _place(config: Config) -> copies.Place:
    config.var.mkdir(parents=True, exist_ok=True)
    files = open_store(config.files_url, config.var / "incoming")
    return copies.Place(Database(config.database_url), files, config.anchors_url, config.owner_url)
