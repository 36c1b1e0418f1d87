"""A small world on a real database: two suppliers, everybody, and clients who are signed in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.adapters import schema
from portal.app import Portal, create_app
from portal.config import Config
from portal.core.accounts.models import User
from portal.core.accounts.passwords import hash_password
from portal.core.accounts.rules import UserState
from portal.core.actor import Actor
from portal.core.db import EVERYTHING, Database
from portal.core.engines import open_engine
from portal.core.suppliers.models import Site, Supplier
from portal.core.suppliers.rules import SupplierState
from tests.people import EVERYBODY, PASSWORD, Person

HASH = hash_password(PASSWORD)


@dataclass
class World:
    """The portal with people in it."""

    app: Portal
    config: Config
    clients: dict[str, "Browser"] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        database: Database = self.app.extensions["portal"].database
        return database

    @contextmanager
    def owning(self) -> Iterator[Connection]:
        """Yield a connection of whoever owns the tables, with every row in reach."""
        with self._owner() as engine, engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT set_config('portal.reach', 'all', true)"))
            yield connection

    def upgrade(self) -> None:
        """Bring the database to the newest shape, as `portal db upgrade` does."""
        with self._owner() as engine:
            schema.upgrade(engine, served_by=self.config.serving_role)

    def downgrade(self, to: str) -> None:
        """Take the database back to an earlier shape."""
        with self._owner() as engine:
            schema.downgrade(engine, to)

    @contextmanager
    def _owner(self) -> Iterator[Engine]:
        engine = open_engine(self.config.owner_url or self.config.database_url)
        try:
            yield engine
        finally:
            engine.dispose()

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """Yield a session that sees everything and changes nothing."""
        with self.database.reading(EVERYTHING) as session:
            yield session

    def acting(self) -> object:
        """Return a transaction with everything in reach."""
        return self.database.transaction(EVERYTHING)

    def actor(self, person: Person) -> Actor:
        """Return the person as the one who acts."""
        with self.looking() as session:
            user = session.scalars(select(User).where(User.email == person.email)).one()
            return Actor(user.name, user.roles, user.id, user.supplier_id)

    def supplier_id(self, code: str) -> int:
        """Return the id of the supplier with that code."""
        with self.looking() as session:
            return session.scalars(select(Supplier.id).where(Supplier.code == code)).one()

    def browser(self, person: Person | None = None) -> "Browser":
        """Return a client, signed in as `person`, that follows no redirects by itself."""
        if person is None:
            return Browser(self.app)
        if person.email not in self.clients:
            browser = Browser(self.app)
            answer = browser.submit("/login", email=person.email, password=PASSWORD)
            assert answer.status_code == 303, answer.text
            self.clients[person.email] = browser
        return self.clients[person.email]


class Browser(FlaskClient):
    """A client that fills in the CSRF token as a browser would."""

    def __init__(self, app: Portal) -> None:
        super().__init__(app, app.response_class, use_cookies=True)

    def token(self, path: str = "/login") -> str:
        """Return the CSRF token that a page of this session carries."""
        page = self.get(path, follow_redirects=True).text
        found = re.search(r'name="csrf[-_]token" (?:content|value)="([^"]+)"', page)
        assert found, page
        return found[1]

    def submit(self, path: str, **fields: object) -> TestResponse:
        """Post a form with this session's token."""
        return self.post(path, data={"csrf_token": self.token(), **fields})


def people_world(config: Config) -> World:
    """Return a portal on `config`'s empty database with two suppliers and everybody."""
    world = World(create_app(config), config)
    world.upgrade()
    with world.database.transaction() as session:
        suppliers = {
            code: Supplier(
                code=code,
                name_en=name_en,
                name_zh=name_zh,
                country="CN",
                state=SupplierState.APPROVED,
                markets=frozenset({"EU"}),
            )
            for code, name_en, name_zh in (
                ("S-LIN", "Linhe Textiles", "林禾纺织"),
                ("S-WEI", "Weiming Electronics", "伟明电子"),
            )
        }
        session.add_all(suppliers.values())
        session.flush()
        for supplier in suppliers.values():
            session.add(Site(supplier_id=supplier.id, name_en="Main works", country="CN"))
        for person in EVERYBODY:
            session.add(
                User(
                    email=person.email,
                    name=person.name,
                    role_names=frozenset({person.role.value}),
                    supplier_id=suppliers[person.supplier].id if person.supplier else None,
                    state=UserState.ACTIVE,
                    password_hash=HASH,
                    locale="en",
                    time_zone="UTC",
                )
            )
    return world


def test_config(folder: Path, **changes: object) -> Config:
    """Return settings for a portal that lives in `folder`."""
    settings: dict[str, object] = {
        "secret_key": "a test key of more than 32 characters",
        "var": folder,
        "database_url": f"sqlite:///{folder}/portal.sqlite",
        "files_url": f"file:{folder}/files",
        "anchors_url": f"file:{folder}/anchors",
        "worker": "external",
        "posts_per_minute": 0,
        "exports_per_hour": 0,
        "misses_per_hour": 0,
        **changes,
    }
    return Config(**settings)  # type: ignore[arg-type]


test_config.__test__ = False  # type: ignore[attr-defined]
