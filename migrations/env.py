"""Where Alembic meets our tables."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, TypeDecorator

from portal.config import Config
from portal.core.columns import Exact, WordSet
from portal.core.engines import open_engine
from portal.tables import METADATA


def plainly(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our own column types as SQLAlchemy's, so a migration never imports the app."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    if isinstance(item, Exact):
        return "sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite')"
    if isinstance(item, WordSet):
        return "sa.String(500)"
    return f"sa.{item.impl!r}"


def ours(_: Any, name: str | None, kind: str, *__: Any) -> bool:
    """Leave the queue's own tables alone."""
    return not (kind == "table" and name is not None and name.startswith(("huey_", "kv", "task")))


def run(connection: Connection) -> None:
    """Run what is asked for on this connection."""
    context.configure(
        connection,
        target_metadata=METADATA,
        render_as_batch=True,
        render_item=plainly,
        include_object=ours,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    import os

    url = context.get_x_argument(as_dictionary=True).get("url")
    engine = open_engine(url or Config.from_env(os.environ).database_url)
    with engine.begin() as opened:
        run(opened)
    engine.dispose()
