"""Many new rows of one table at once, by the fastest way that each database has."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import Connection, Date, Table, insert
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
    names = [one.name for one in table.c if one.name in rows[0] or one.default is not None]
    _write(connection, table, names, _told(connection, table, names, rows))


def insert_columns(session: Session, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows told column by column; each column is told, none takes a default."""
    connection = session.connection()
    names = list(columns)
    taken = [_as_taken(_taker(connection, table, name), columns[name]) for name in names]
    _write(connection, table, names, zip(*taken, strict=True))


def _as_taken(take: Callable[[Any], Any] | None, values: Sequence[Any]) -> Sequence[Any]:
    """Return a column as the driver takes it; each different value is converted once."""
    if take is None:
        return values
    told = {value: take(value) for value in set(values)}
    return list(map(told.__getitem__, values))


def _write(connection: Connection, table: Table, names: list[str], told: Iterator[Any]) -> None:
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, told)
    else:
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
        driver = cast(Any, connection.connection.driver_connection)
        driver.executemany(statement, told)


def _copy(connection: Connection, table: Table, names: list[str], told: Iterator[Any]) -> None:
    """Copy rows in beside the table and insert them from there.

    Straight into it PostgreSQL copies nothing, because row security holds for it.
    """
    beside, columns = f"incoming_{table.name}", ", ".join(names)
    driver = cast(Any, connection.connection.driver_connection)
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {beside} (LIKE {table.name}) ON COMMIT DROP"
    )
    statement = f"COPY {beside} ({columns}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
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
    converted = [(name, take) for name, take in zip(names, takes, strict=True) if take]
    values = itemgetter(*names)
    for row in rows:
        whole = filled | row if filled else row
        if converted:
            whole = whole | {name: take(whole[name]) for name, take in converted}
        yield values(whole)


def _taker(connection: Connection, table: Table, name: str) -> Callable[[Any], Any] | None:
    dialect = connection.dialect
    kind = table.c[name].type.dialect_impl(dialect)
    if isinstance(kind, Date):
        return None if dialect.name == "postgresql" else _day
    return cast(Callable[[Any], Any] | None, kind.bind_processor(dialect))


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _default(table: Table, name: str) -> Any:
    default = cast(Any, table.c[name].default)
    return default.arg(None) if default.is_callable else default.arg
