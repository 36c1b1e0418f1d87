"""A program that talks to the API with a token."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.core.accounts.models import ApiToken, User
from portal.core.accounts.queries.sessions import digest
from portal.core.clock import now
from portal.core.numbering import new_secret
from portal.core.permissions import SCOPES, Permission
from tests.people import Person
from tests.world import World


@dataclass
class Program:
    """A client whose every call carries the token, and no cookie."""

    world: World
    secret: str

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.secret}"} | options.pop("headers", {})
        client = self.world.app.test_client(use_cookies=False)
        return client.open(f"/api/v1{path}", method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def post(self, path: str, **options: Any) -> TestResponse:
        return self.call("POST", path, **options)


def program_of(
    world: World, person: Person, scopes: frozenset[Permission] = SCOPES, days: int = 1
) -> Program:
    """Return a program with a fresh token of `person`."""
    secret = new_secret()
    with world.database.transaction() as session:
        user_id = session.scalars(select(User.id).where(User.email == person.email)).one()
        session.add(
            ApiToken(
                user_id=user_id,
                name="test",
                secret_sha256=digest(secret),
                hint=secret[-4:],
                scopes=frozenset(scope.value for scope in scopes),
                expires_at=now() + timedelta(days=days),
            )
        )
    return Program(world, secret)
