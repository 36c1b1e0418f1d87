"""`portal demo`: a portal that can be tried at once."""

import os
import secrets

import click
from sqlalchemy import func, select

from portal.adapters.files import open_store
from portal.config import Config
from portal.core.accounts.models import User
from portal.core.db import Database
from portal.core.sealing import use_key


@click.command()
@click.pass_obj
def demo(config: Config) -> None:
    """Fill an empty portal with a made-up brand, its suppliers and their documents.

    The logins are random and kept in demo-logins.txt beside the database. A portal that has people
    is left as it is; a portal in production is never filled.
    """
    if config.is_production:
        raise click.ClickException("Demo content is not for production.")
    logins = config.var / "demo-logins.txt"
    database = Database(config.database_url)
    with database.reading("all") as session:
        filled = bool(session.scalar(select(func.count(User.id))))
    if not filled:
        click.echo("Filling the portal with demo content ...")
        _fill(config, database)
    if logins.exists():
        click.echo(logins.read_text())


def _fill(config: Config, database: Database) -> None:
    from portal.cli.demo_world.building import Builder

    use_key(config.secret_key)
    files = open_store(config.files_url, config.var / "incoming")
    builder = Builder(config, database, files)
    builder.build(lambda: secrets.token_urlsafe(9), lambda words: click.echo(f"  {words}"))
    lines = [
        f"{mail:<34} {password:<14} {role}{' of ' + where if where else ''}"
        for mail, password, role, where in builder.passwords
    ]
    path = config.var / "demo-logins.txt"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("Demo logins (random, of this installation only)\n\n" + "\n".join(lines) + "\n")
