"""The `portal` command: one group per concern."""

import os
import sys

import click

from portal.config import Config, ConfigError
from portal.core import sealing


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def cli(context: click.Context) -> None:
    """Run and look after the supplier quality portal."""
    try:
        context.obj = Config.from_env(os.environ)
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    sealing.use_key(context.obj.secret_key)


def main() -> None:
    """Run the command line."""
    from portal.cli import (
        backup,
        database,
        demo,
        files,
        imports,
        nightly,
        people,
        serve,
        token,
        verify,
        worker,
    )

    for group in (
        backup.backup,
        backup.restore,
        database.db,
        demo.demo,
        files.files,
        imports.import_file,
        nightly.nightly,
        people.people,
        serve.serve,
        token.token,
        verify.verify,
        worker.worker,
    ):
        cli.add_command(group)
    sys.exit(cli())
