"""Many new rows of one table at once, by the fastest way that each database has."""

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import Connection, Table, insert
from sqlalchemy.orm import Session

FEW = 200
"""Up to so many rows a plain insert is as fast as any other way."""

Row = dict[str, Any]


def insert_all(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all tell the same columns; what they leave out takes its default."""
    if len(rows) <= FEW:
        session.execute(insert(table), list(rows))
        return
    connection = session.connection()
    names = [name for name in table.c.keys() if name in rows[0] or table.c[name].default]
    told = _told(connection, table, names, rows)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, told)
    else:
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
        connection.exec_driver_sql(statement, list(told))


def _copy(connection: Connection, table: Table, names: list[str], told: Iterator[Any]) -> None:
    """Copy rows in beside the table and insert them from there.

    Straight into it PostgreSQL copies nothing, because row security holds for it.
    """
    beside, columns = f"incoming_{table.name}", ", ".join(names)
    driver = cast(Any, connection.connection.driver_connection)
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {beside} (LIKE {table.name}) ON COMMIT DROP"
    )
    with driver.cursor() as cursor:
        with cursor.copy(f"COPY {beside} ({columns}) FROM STDIN") as copy:
            for row in told:
                copy.write_row(row)
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {beside}"  # noqa: S608
    )
    connection.exec_driver_sql(f"TRUNCATE {beside}")


def _told(
    connection: Connection, table: Table, names: list[str], rows: Sequence[Row]
) -> Iterator[tuple[Any, ...]]:
    """Yield the values of each row in the order of the names, as the driver takes them."""
    takes = [_taker(connection, table, name) for name in names]
    given = [name for name in names if name in rows[0]]
    if len(given) == len(names) and not any(takes):
        yield from map(itemgetter(*names), rows)
        return
    filled = {name: _default(table, name) for name in names if name not in rows[0]}
    for row in rows:
        values = (row[name] if name in row else filled[name] for name in names)
        yield tuple(
            value if take is None else take(value)
            for value, take in zip(values, takes, strict=True)
        )


def _taker(connection: Connection, table: Table, name: str) -> Callable[[Any], Any] | None:
    dialect = connection.dialect
    return cast(Any, table.c[name].type.dialect_impl(dialect).bind_processor(dialect))


def _default(table: Table, name: str) -> Any:
    default = cast(Any, table.c[name].default)
    return default.arg(None) if default.is_callable else default.arg
