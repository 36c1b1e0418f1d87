"""`portal verify`: whether everything is what it was."""

import sys
import time
from contextlib import closing
from itertools import islice

import click

from portal.adapters.files import open_store
from portal.adapters.verification import read_anchors, verify_all
from portal.config import Config
from portal.core.db import Database


@click.command()
@click.option("--all", "every", is_flag=True, help="Name every bad record, not only the first.")
@click.pass_obj
def verify(config: Config, every: bool) -> None:
    """Check the audit trail, the anchors, all rows and all files; exit 1 at a difference.

    The server may go on meanwhile. Reads every stored file once.
    """
    started = time.monotonic()
    database = Database(config.database_url)
    files = open_store(config.files_url, config.var / "incoming")
    with closing(verify_all(database, files, config.anchors_url)) as found:
        findings = list(found if every else islice(found, 1))
    for finding in findings:
        click.echo(finding.in_("en"), err=True)
    if findings:
        sys.exit(1)
    anchors = read_anchors(config.anchors_url)
    noted = f"line {anchors[-1].seq} of {anchors[-1].at}" if anchors else "none yet"
    click.echo(
        f"Everything is as it was written (newest anchor: {noted};"
        f" {time.monotonic() - started:.1f} s)."
    )
