"""`portal token`: keys for programs."""

import click
from sqlalchemy import select

from portal.config import Config
from portal.core.accounts.models import User
from portal.core.accounts.operations import TokenInput, create_token
from portal.core.accounts.rules import UserState
from portal.core.actor import Actor
from portal.core.db import Database
from portal.core.errors import DomainError
from portal.core.permissions import SCOPES, Permission


@click.group()
def token() -> None:
    """Manage API keys."""


@token.command()
@click.option("--email", required=True, help="Whose key it is.")
@click.option(
    "--scope",
    "scopes",
    required=True,
    multiple=True,
    type=click.Choice(sorted(scope.value for scope in SCOPES)),
    help="What it may do; several are allowed.",
)
@click.option("--days", type=click.IntRange(1), default=90, show_default=True)
@click.option("--name", default="command line", show_default=True, help="What it is for.")
@click.pass_obj
def create(config: Config, email: str, scopes: tuple[str, ...], days: int, name: str) -> None:
    """Print a new key, once."""
    wanted = TokenInput(name, frozenset(Permission(scope) for scope in scopes), days)
    try:
        with Database(config.database_url).transaction() as session:
            user = session.scalar(
                select(User).where(
                    User.email == email.strip().lower(), User.state == UserState.ACTIVE
                )
            )
            if user is None:
                raise click.ClickException(f"There is no active person with the address {email}.")
            secret = create_token(session, Actor.system("command line"), user, wanted)
    except DomainError as error:
        raise click.ClickException(error.in_("en")) from None
    click.echo(secret)
