"""Tables, sessions and the one transaction."""

import select
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    String,
    TypeDecorator,
    create_engine,
    event,
    text,
    true,
)
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    declared_attr,
    mapped_column,
    sessionmaker,
    with_loader_criteria,
)

from portal.core.actor import Actor
from portal.core.clock import now
from portal.core.events import Event, take_events
from portal.core.numbering import new_id

EVERYTHING: Final = "all"
"""The reach of the brand and of the system: every supplier's rows."""

Reach = int | Literal["all"] | None
"""Whose rows a transaction may touch: one supplier's, all, or (None) nobody's."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, on SQLite as on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Read SQLite's text in one go: the general way calls two functions a value."""
        if dialect.name == "sqlite":
            return _utc_of_text
        return super().result_processor(dialect, coltype)


def _utc_of_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


class Exact(TypeDecorator[Decimal]):
    """An exact decimal: NUMERIC on PostgreSQL, text on SQLite, which has none."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        plain = dialect.name == "sqlite"
        return dialect.type_descriptor(String(40) if plain else Numeric(24, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        return str(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class WordSet(TypeDecorator[frozenset[str]]):
    """A small set of codes in one column, kept sorted so that equal sets are equal text."""

    impl = String(500)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(sorted(str(word) for word in value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[str]:
        return frozenset(value.split()) if value else frozenset()


def containing(words: str) -> str:
    """Return the pattern of lower-case text with `words` in it, for `like(..., escape="\\\\")`."""
    plain = words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"


Key = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime,
        Decimal: Exact,
        frozenset[str]: WordSet,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=40,
            values_callable=lambda kinds: [kind.value for kind in kinds],
        ),
    }


@event.listens_for(Base, "init", propagate=True)
def _give_id(row: Base, _: object, values: dict[str, Any]) -> None:
    """A row has its identifier from the first moment, so that an act can say what it was about."""
    if "id" in type(row).__mapper__.columns and "id" not in values:
        values["id"] = new_id()


Id = Annotated[int, mapped_column(Key, primary_key=True, default=new_id, autoincrement=False)]
CreatedAt = Annotated[datetime, mapped_column(default=now)]
Sha256 = Annotated[str, mapped_column(String(64))]
UserRef = Annotated[int, mapped_column(Key, ForeignKey("app_user.id"))]
OptionalUserRef = Annotated[int | None, mapped_column(Key, ForeignKey("app_user.id"))]


class OfSupplier:
    """A row that belongs to exactly one supplier; row security hangs on this column."""

    @declared_attr
    def supplier_id(cls) -> Mapped[int]:
        return mapped_column(Key, ForeignKey("supplier.id"), index=True)


Handler = Callable[[Session, Any], None]
Handlers = Mapping[type[Event], Sequence[Handler]]


def reach_of(actor: Actor) -> Reach:
    """Return whose rows the actor's transactions may touch."""
    return EVERYTHING if actor.supplier_id is None else actor.supplier_id


def within_reach(actor: Actor, column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return the condition that narrows a list to what the actor reaches."""
    return true() if actor.supplier_id is None else column == actor.supplier_id


POOL: Final[dict[str, Any]] = {"pool_size": 10, "max_overflow": 20, "pool_use_lifo": True}
"""One for each thread that serves and a few that work: those beyond are closed after each use."""


class PrivilegedRole(RuntimeError):
    """The database role stands above row security, so that it would confine nobody."""


def open_engine(url: str) -> Engine:
    """Return an engine whose transactions are safe with many writers.

    SQLite: WAL, synchronous FULL, foreign keys, and BEGIN IMMEDIATE for whoever may write;
    PostgreSQL: read committed, and read-only transactions for whoever only looks; we begin them
    ourselves, so that a session's first word to the server says its reach as well. Connecting
    raises PrivilegedRole where row security would not hold.
    """
    if not url.startswith("sqlite"):
        engine = create_engine(url, **POOL, isolation_level="AUTOCOMMIT")
        event.listen(engine, "connect", _refuse_privileges)
        event.listen(engine, "checkout", _refuse_the_dead)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    lent = {"timeout": 30, "check_same_thread": False}
    engine = create_engine(url, **POOL, connect_args=lent)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _refuse_privileges(connection: Any, record: object) -> None:
    mighty = connection.execute(_IS_PRIVILEGED).fetchone()[0]
    connection.rollback()
    if mighty:
        connection.close()
        raise PrivilegedRole(
            "The database role is a superuser or has BYPASSRLS: row security would not hold."
            " Use a role made with NOSUPERUSER NOBYPASSRLS."
        )


def _refuse_the_dead(connection: Any, record: object, proxy: object) -> None:
    """Leave a pooled connection that the server has ended; nothing is sent to find out.

    A server that owes no answer says nothing, so whatever there is to read is its farewell.
    """
    listening = select.poll()
    listening.register(connection.fileno(), select.POLLIN)
    if listening.poll(0):
        raise DisconnectionError


def _begin_postgresql(connection: Connection) -> None:
    """Begin a transaction that no session began."""
    if not connection.get_execution_options().get("of_session", False):
        connection.exec_driver_sql("BEGIN")


_IS_PRIVILEGED = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "cache_size=-65536",
        "mmap_size=268435456",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    looking = connection.get_execution_options().get("looking", False)
    if connection.info.get("looking", False) is not looking:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if looking else 'OFF'}")
        connection.info["looking"] = looking
    connection.exec_driver_sql("BEGIN" if looking else "BEGIN IMMEDIATE")


class Database:
    """The two ways in: `reading()` for looking, `transaction()` for acting."""

    def __init__(self, url: str, handlers: Handlers | None = None) -> None:
        self.url = url
        self.engine = open_engine(url)
        self.handlers = handlers or {}
        self.on_commit: list[Callable[[Session], None]] = []
        acting = self.engine.execution_options(of_session=True)
        looking = self.engine.execution_options(of_session=True, looking=True)
        self._writers = sessionmaker(acting, class_=PortalSession)
        self._readers = sessionmaker(looking, class_=PortalSession, autoflush=False)

    def reading(self, reach: Reach, *, of_one_moment: bool = False) -> Session:
        """Return a session that only looks; close it, or use it in a `with`.

        Of one moment: whatever others change meanwhile, it sees everything as it stood at first.
        """
        return self._readers(info={"reach": reach, "of_one_moment": of_one_moment})

    @contextmanager
    def transaction(self, reach: Reach = EVERYTHING) -> Iterator[Session]:
        """Do one thing and everything that follows from it, or nothing at all."""
        with self._writers(info={"reach": reach}) as session:
            with session.begin():
                yield session
                for happened in take_events(session):
                    for handle in self.handlers.get(type(happened), ()):
                        handle(session, happened)
            for tell in self.on_commit:
                tell(session)

    def dispose(self) -> None:
        self.engine.dispose()


class PortalSession(Session):
    """A session that knows whose rows it may touch and seals what happened before it commits."""


def undo(session: Session) -> None:
    """Forget everything this transaction did, and that any of it happened."""
    session.rollback()
    for key in ("events", "trail", "jobs"):
        session.info.pop(key, None)


def narrow(session: Session, reach: Reach) -> None:
    """Confine an open transaction to `reach` from here on."""
    if session.info.get("reach") != reach:
        session.info["reach"] = reach
        if session.in_transaction() and session.get_bind().dialect.name == "postgresql":
            session.execute(_CONFINE, {"reach": "" if reach is None else str(reach)})


_CONFINE = text("SELECT set_config('portal.reach', :reach, true)")


@event.listens_for(PortalSession, "after_begin")
def _confine(session: Session, begun: SessionTransaction, connection: Connection) -> None:
    """Begin on PostgreSQL, confined for as long as the transaction lasts, in one round trip."""
    if connection.dialect.name == "postgresql" and not begun.nested:
        looking = connection.get_execution_options().get("looking", False)
        kind = " READ ONLY" if looking else " READ WRITE"
        if session.info.get("of_one_moment"):
            kind += " ISOLATION LEVEL REPEATABLE READ"
        reach = session.info.get("reach")
        said = EVERYTHING if reach == EVERYTHING else "" if reach is None else str(int(reach))
        driver: Any = connection.connection.driver_connection
        driver.execute(f"BEGIN{kind}; SET LOCAL portal.reach = '{said}'", prepare=False)


@event.listens_for(PortalSession, "do_orm_execute")
def _second_net(state: ORMExecuteState) -> None:
    """Narrow every ORM select of a confined session, should a query have forgotten to."""
    reach = state.session.info.get("reach")
    if isinstance(reach, int) and state.is_select and not state.is_column_load:
        state.statement = state.statement.options(
            with_loader_criteria(
                OfSupplier, lambda row: row.supplier_id == reach, include_aliases=True
            )
        )
