"""`portal db`: the shape of the tables."""

import click

from portal.adapters import schema
from portal.config import Config
from portal.core.db import open_engine


@click.group()
def db() -> None:
    """Bring the database up to date, or check it."""


@db.command()
@click.pass_obj
def upgrade(config: Config) -> None:
    """Bring the database to the newest shape."""
    config.var.mkdir(parents=True, exist_ok=True)
    engine = open_engine(config.database_url)
    schema.upgrade(engine)
    click.echo("The database is up to date.")


@db.command()
@click.pass_obj
def check(config: Config) -> None:
    """Exit 1 unless the tables have the newest shape."""
    engine = open_engine(config.database_url)
    if not schema.is_current(engine):
        raise click.ClickException("The database is not up to date; run `portal db upgrade`.")
    schema.check(engine)
    click.echo("The database has the shape that the code expects.")
