"""Tables, sessions and the one transaction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    String,
    event,
    text,
    true,
)
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
from portal.core.columns import Exact, UtcDateTime, WordSet
from portal.core.engines import open_engine
from portal.core.events import Event, take_events
from portal.core.numbering import new_id

EVERYTHING: Final = "all"
"""The reach of the brand and of the system: every supplier's rows."""

Reach = int | Literal["all"] | None
"""Whose rows a transaction may touch: one supplier's, all, or (None) nobody's."""


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
    for key in HAPPENED:
        session.info.pop(key, None)


def hand_over(session: Session, writing: Session) -> None:
    """Let a session that may write tell what happened in one that only looks.

    Raises RuntimeError if rows were changed there: they would be lost.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("a page that is fetched leaves nothing but lines in the trail")
    for key in HAPPENED:
        if key in session.info:
            writing.info[key] = session.info.pop(key)


HAPPENED: Final = ("events", "trail", "jobs")
"""What a session knows of its transaction besides rows."""


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
