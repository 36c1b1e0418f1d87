"""The `portal` command: one group per concern."""

import os
import sys

import click

from portal.config import Config, ConfigError
from portal.core import sealing

NEED_NOTHING = frozenset({"check"})
"""Commands that work anywhere, without settings and without a portal."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def cli(context: click.Context) -> None:
    """Run and look after the supplier quality portal."""
    if context.invoked_subcommand in NEED_NOTHING:
        return
    try:
        context.obj = Config.from_env(os.environ)
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    sealing.use_key(context.obj.secret_key)


def main() -> None:
    """Run the command line."""
    from portal.cli import (
        backup,
        check,
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
        check.check,
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
