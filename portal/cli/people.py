"""`portal people`: people from the command line."""

import secrets
import sys

import click
from sqlalchemy import select

from portal.config import Config
from portal.core.accounts.operations import PersonInput, add_person
from portal.core.actor import Actor
from portal.core.db import Database
from portal.core.errors import DomainError
from portal.core.permissions import BRAND_ROLES, SUPPLIER_ROLES, Role
from portal.core.suppliers.models import Supplier


@click.group()
def people() -> None:
    """Manage people."""


@people.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option(
    "--role",
    required=True,
    type=click.Choice(sorted(r.value for r in BRAND_ROLES | SUPPLIER_ROLES)),
)
@click.option("--supplier", help="Supplier code, for supplier roles.")
@click.option("--locale", type=click.Choice(["zh", "en"]), default="en")
@click.pass_obj
def add(config: Config, email: str, name: str, role: str, supplier: str, locale: str) -> None:
    """Add a person; the password comes from standard input or is made up and printed once."""
    given = "" if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    password = given or secrets.token_urlsafe(12)
    database = Database(config.database_url)
    try:
        with database.transaction() as session:
            supplier_id = None
            if supplier:
                supplier_id = session.scalar(select(Supplier.id).where(Supplier.code == supplier))
                if supplier_id is None:
                    raise click.ClickException(f"There is no supplier {supplier}.")
            person = PersonInput(
                email, name, frozenset({Role(role)}), supplier_id, locale, password=password
            )
            add_person(session, Actor.system("command line"), person)
    except DomainError as error:
        raise click.ClickException(error.in_("en")) from None
    click.echo(f"{email} can sign in." + ("" if given else f" Password: {password}"))
