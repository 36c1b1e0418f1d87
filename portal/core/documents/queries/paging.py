"""Pages by key: as fast at the end as at the beginning, and steady while rows come and go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, tuple_
from sqlalchemy.orm import InstrumentedAttribute

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
Column = ColumnElement[Any] | InstrumentedAttribute[Any]

PAGE = 50
COUNTED = 1000
"""Rows are counted up to here; beyond it says "more than"."""


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _key(text: str) -> int:
    key = int(text)
    if not 0 <= key < 2**63:
        raise ValueError(text)
    return key


PARSERS: Mapping[type, Callable[[str], Any]] = {
    date: date.fromisoformat,
    datetime: _moment,
    int: _key,
    str: str,
}


@dataclass(frozen=True)
class Order:
    """Columns that sort a list and, together, name a row; the last is its id."""

    columns: tuple[tuple[Column, type], ...]

    def sort(self, query: AnySelect, reverse: bool) -> AnySelect:
        """Return the query sorted by these columns."""
        return query.order_by(
            *(column.desc() if reverse else column.asc() for column, _ in self.columns)
        )

    def beyond(self, reverse: bool) -> ColumnElement[bool]:
        """Return the condition that a row lies beyond the one whose key is bound."""
        key = tuple_(*(column for column, _ in self.columns))
        mark = tuple_(
            *(
                bindparam(f"key_{at}", type_=column.type)
                for at, (column, _) in enumerate(self.columns)
            )
        )
        return key < mark if reverse else key > mark

    def bind(self, cursor: str) -> dict[str, Any] | None:
        """Return what a cursor says, or None if it is none of this order."""
        parts = cursor.rsplit("~", len(self.columns) - 1)
        if len(parts) != len(self.columns):
            return None
        try:
            return {
                f"key_{at}": PARSERS[kind](part)
                for at, (part, (_, kind)) in enumerate(zip(parts, self.columns, strict=True))
            }
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class Place:
    """Which page is asked for: after or before a row, the last one, or (empty) the first."""

    after: str = ""
    before: str = ""
    is_last: bool = False


@dataclass(frozen=True)
class Cut:
    """One page of rows, whether there is more on either side, and how many there are in all."""

    rows: Sequence[Any]
    has_previous: bool
    has_next: bool
    count: int
    """Counted up to one more than 1,000."""


def cut(rows: Sequence[Any], place: Place, size: int = PAGE) -> Cut:
    """Return the page of what was read: up to one row more than the page holds.

    Each row carries the `count` of all of them.
    """
    backwards = bool(place.before) or place.is_last
    more, count = len(rows) > size, rows[0].count if rows else 0
    kept = list(rows[:size])
    if backwards:
        kept.reverse()
        return Cut(kept, more, bool(place.before), count)
    return Cut(kept, bool(place.after), more, count)
