"""What every reader gives: rows of text with their line, and how the file was understood."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import Any, Self

from portal.core.errors import Invalid
from portal.core.i18n import N_, Message

MAX_COLUMNS = 200
MAX_CELLS = 20_000_000
"""Rows times columns of one file."""

HEAD_ROWS = 40
"""So many rows are kept with the run to show how the file was understood."""

HEADER_WITHIN = 25
"""The line with the column names is looked for in so many rows from the top."""


@dataclass(frozen=True)
class Fault:
    """Why a cell (or a row, when `column` is empty) is not taken."""

    column: str
    value: str
    reason: Message
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One row of the file; `faults` are those of its shape: (place of the cell or -1, reason).

    Not frozen, for there are millions of them and that would cost most of their making.
    """

    line: int
    cells: tuple[str, ...]
    faults: tuple[tuple[int, Message, Mapping[str, Any]], ...] = ()

    @property
    def is_blank(self) -> bool:
        return not self.faults and not "".join(self.cells).strip()


@dataclass(slots=True)
class Batch:
    """Rows of the file that follow each other, none blank, turned by a quarter."""

    lines: Sequence[int]
    columns: Sequence[Sequence[str]]
    """The cells of each column of the header."""
    odd: Mapping[int, Row] = field(default_factory=dict)
    """Rows with faults of shape, by their place in the batch, as they stand in the file."""

    def __len__(self) -> int:
        return len(self.lines)

    def row(self, place: int) -> Row:
        """Return one of the rows."""
        if place in self.odd:
            return self.odd[place]
        return Row(self.lines[place], tuple(cells[place] for cells in self.columns))

    def after(self, count: int) -> "Batch":
        """Return the batch without its first rows."""
        odd = {at - count: row for at, row in self.odd.items() if at >= count}
        return Batch(self.lines[count:], [cells[count:] for cells in self.columns], odd)


@dataclass(frozen=True)
class Reading:
    """How a file was understood; shown to the person, and kept with the run."""

    kind: str
    """csv, xlsx or xls."""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header_line: int = 1
    header: tuple[str, ...] = ()
    rows: int = 0
    """Rows below the header that are not blank."""
    head: tuple[Row, ...] = ()
    is_sure: bool = True
    """False when the encoding is a guess that a person must look at."""
    warnings: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    numbers: str = "point"
    """How it writes numbers, and days: see `forms`."""
    days: str = "year_first"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the reading that was kept with a run."""
        return cls(
            **{
                **stored,
                "sheets": tuple(stored["sheets"]),
                "header": tuple(stored["header"]),
                "head": tuple(_row_from_json(row) for row in stored["head"]),
                "warnings": tuple((text, values) for text, values in stored["warnings"]),
            }
        )


def _row_from_json(stored: Mapping[str, Any]) -> Row:
    faults = tuple((place, reason, values) for place, reason, values in stored["faults"])
    return Row(stored["line"], tuple(stored["cells"]), faults)


@dataclass(frozen=True)
class Wanted:
    """What the person says about the file instead of what would be detected; empty is detect."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_line: int | None = None
    numbers: str = ""
    days: str = ""


def find_header(rows: Sequence[Row], known: frozenset[str], wanted: int | None) -> Row:
    """Return the row of column names: the line asked for, or the one that names most columns.

    Lines above it (a title, the name of the exporting system) are the preamble.
    """
    if wanted is not None:
        for row in rows:
            if row.line == wanted and not row.is_blank:
                return row
        raise Invalid(N_("Line %(line)s holds no column names."), field="header_line", line=wanted)
    candidates = [row for row in rows[:HEADER_WITHIN] if not row.is_blank]
    if not candidates:
        raise Invalid(N_("The file is empty."), field="file")
    best = max(candidates, key=lambda row: sum(folded(cell) in known for cell in row.cells))
    if any(folded(cell) in known for cell in best.cells):
        return best
    widest = max(len(_named(row.cells)) for row in candidates)
    return next(row for row in candidates if len(_named(row.cells)) == widest)


def check_header(row: Row) -> tuple[str, ...]:
    """Return the column names; refuses names that are missing, doubled or too many."""
    if row.faults:
        _, reason, values = row.faults[0]
        raise Invalid(reason, field="file", **{"line": row.line, **values})
    names = _named(row.cells)
    if len(names) > MAX_COLUMNS:
        raise Invalid(
            N_("The file has %(columns)s columns; the portal takes up to %(most)s."),
            field="file",
            columns=len(names),
            most=MAX_COLUMNS,
        )
    seen: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        if not name:
            raise Invalid(
                N_("Line %(line)s: column %(place)s has no name."),
                field="file",
                line=row.line,
                place=place,
            )
        if folded(name) in seen:
            raise Invalid(
                N_("Line %(line)s: the column name “%(name)s” stands there twice."),
                field="file",
                line=row.line,
                name=name,
            )
        seen[folded(name)] = place
    return names


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the names without the empty columns that spreadsheets leave at the right."""
    names = [cell.strip().lstrip("\ufeff").strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def folded(name: str) -> str:
    """Return a column name as it is compared: no case, blanks, underscores, marks or brackets."""
    return "".join(char for char in name.casefold() if char.isalnum())


def fit(row: Row, width: int) -> Row:
    """Return the row with exactly `width` cells; one too long or too short says so."""
    if len(row.cells) == width:
        return row
    if len(row.cells) > width:
        if not any(cell.strip() for cell in row.cells[width:]):
            return replace(row, cells=row.cells[:width])
        return _misshapen(row, N_("The row has %(cells)s cells, the header has %(width)s."), width)
    return _misshapen(row, N_("The row has only %(cells)s cells, the header has %(width)s."), width)


def _misshapen(row: Row, reason: Message, width: int) -> Row:
    fault = (-1, reason, {"cells": len(row.cells), "width": width})
    return replace(row, faults=(*row.faults, fault))


def below_header(rows: Iterable[Row], reading: Reading) -> Iterator[Row]:
    """Yield the rows of data: below the header, blank ones left out, each as wide as the header."""
    width, header_line = len(reading.header), reading.header_line
    for row in rows:
        if row.line > header_line and not row.is_blank:
            yield row if len(row.cells) == width else fit(row, width)


def batches_of(rows: Iterable[Row], most: int, width: int) -> Iterator[Batch]:
    """Yield rows of data together, up to `most` at a time."""
    ahead = iter(rows)
    while some := list(islice(ahead, most)):
        odd = {place: row for place, row in enumerate(some) if row.faults}
        cells = [row.cells if len(row.cells) == width else ("",) * width for row in some]
        yield Batch([row.line for row in some], list(zip(*cells, strict=True)), odd)
