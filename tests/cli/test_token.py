"""`portal token` and `portal people` from a shell."""

from pathlib import Path

from click.testing import CliRunner

from portal.cli.people import people
from portal.cli.token import token
from portal.core.accounts.queries.tokens import find_token_actor
from portal.core.permissions import Permission
from tests.people import ENA, LEO
from tests.world import World


def test_a_key_is_printed_once_and_works(world: World) -> None:
    arguments = ["create", "--email", ENA.email, "--scope", "document:review", "--days", "7"]
    done = CliRunner().invoke(token, arguments, obj=world.config)
    secret = done.output.strip()

    assert done.exit_code == 0, done.output
    with world.looking() as session:
        actor = find_token_actor(session, secret, "")
    assert actor is not None
    assert actor.permissions == {Permission.DOCUMENT_REVIEW}


def test_a_key_beyond_the_persons_roles_is_refused(world: World) -> None:
    arguments = ["create", "--email", LEO.email, "--scope", "document:review"]
    done = CliRunner().invoke(token, arguments, obj=world.config)

    assert done.exit_code == 1
    assert "within what the person may" in done.output


def test_a_person_added_from_a_shell_signs_in(world: World, tmp_path: Path) -> None:
    arguments = ["add", "--email", "new@brand.example", "--name", "Nia", "--role", "buyer"]
    done = CliRunner().invoke(people, arguments, input="a brand new password\n", obj=world.config)
    answer = world.browser().submit(
        "/login", email="new@brand.example", password="a brand new password"
    )

    assert done.exit_code == 0, done.output
    assert answer.status_code == 303
