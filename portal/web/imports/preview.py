"""What would be stored: the first rows of a file seen through a mapping (R-IMP-7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from portal.core.errors import Invalid
from portal.core.i18n import say
from portal.imports.checking import Desk
from portal.imports.mapping import ColumnMapping, make_plan
from portal.imports.readers.shape import Reading, Row, below_header
from portal.imports.source import Column, Source
from portal.web.request import locale

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ROWS_SHOWN = 8
SAMPLES = 3


@dataclass(frozen=True)
class Sample:
    """One column of the file with its first values."""

    place: int
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class PreviewRow:
    """One row as it would be stored, or why it would not."""

    line: int
    cells: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    columns: tuple[Column, ...]
    rows: tuple[PreviewRow, ...]


def samples(reading: Reading) -> list[Sample]:
    """Return the file's columns, each with its first values that are not empty."""
    rows = [row.cells for row in below_header(reading.head, reading)]
    return [
        Sample(place, name, _first(cells[place] for cells in rows if place < len(cells)))
        for place, name in enumerate(reading.header)
    ]


def _first(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice((value for value in values if value.strip()), SAMPLES))


def preview(
    session: "Session", source: Source, reading: Reading, mapping: ColumnMapping
) -> Preview | None:
    """Return the first rows as they would be stored; None while the mapping is not complete."""
    try:
        plan = make_plan(source, reading, mapping)
    except Invalid:
        return None
    desk = Desk(plan, source.look_up(session))
    filled = {column.code for _, column in plan.places} | set(plan.constants)
    columns = tuple(column for column in source.columns if column.code in filled)
    rows: list[PreviewRow] = []
    for row in islice(below_header(reading.head, reading), ROWS_SHOWN):
        rows.append(_shown(desk, columns, row))
    return Preview(columns, tuple(rows))


def _shown(desk: Desk, columns: tuple[Column, ...], row: Row) -> PreviewRow:
    value, faults = desk.check(row)
    if value is None:
        said = tuple(
            (f"{fault.column}: " if fault.column else "")
            + say(locale(), fault.reason, **fault.values)
            for fault in faults
        )
        return PreviewRow(row.line, row.cells, said)
    return PreviewRow(row.line, tuple(_text(getattr(value, c.code)) for c in columns), ())


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M UTC")
    if isinstance(value, tuple | frozenset | list):
        return ", ".join(str(part) for part in value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)
