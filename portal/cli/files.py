"""`portal files`: the place where files are kept."""

import click

from portal.adapters.files import open_store
from portal.adapters.probe import broken_promises
from portal.config import Config
from portal.core.i18n import say
from portal.core.ports import StoreFailure


@click.group()
def files() -> None:
    """Prepare the file store and try it out."""


@files.command()
@click.pass_obj
def prepare(config: Config) -> None:
    """Make the folder or bucket if it is missing, and try what the portal needs of it.

    Exit 1 if a file can be overwritten, strangers can read, or bytes come back changed.
    """
    store = open_store(config.files_url, config.var / "incoming")
    try:
        store.prepare()
        broken = list(broken_promises(store))
    except StoreFailure as failure:
        raise click.ClickException(str(failure)) from None
    if broken:
        raise click.ClickException("\n".join(say("en", message) for message in broken))
    click.echo("The file store is ready: files are created once, and strangers see none.")
