"""CSV turned by a quarter while it is read: what is stored set by set needs columns, not rows."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from portal.imports.readers.csv_text import BREAK, open_text
from portal.imports.readers.shape import Batch, Reading, Row, batches_of, below_header


@contextmanager
def open_csv_batches(path: Path, reading: Reading, most: int) -> Iterator[Iterator[Batch]]:
    """Open the rows below the header, up to `most` at a time."""
    with open_text(path, reading.encoding) as text:
        yield _batches(text, reading, most)


def _batches(text: TextIO, reading: Reading, most: int) -> Iterator[Batch]:
    reader = csv.reader(text, delimiter=reading.delimiter, strict=True)
    while reader.line_num < reading.header_line:
        next(reader)
    line = reader.line_num + 1
    while lines := list(islice(text, most)):
        columns = _split(lines, len(reading.header), reading.delimiter)
        if columns is not None:
            yield Batch(range(line, line + len(lines)), columns)
            line += len(lines)
        else:
            rows = list(_rows(lines, text, line, reading.delimiter))
            yield from batches_of(below_header(rows, reading), most, len(reading.header))
            line += sum(map(_lines_of, rows))


def _split(lines: Sequence[str], width: int, delimiter: str) -> list[Sequence[str]] | None:
    """Return the columns of lines that hold no quotes, no blank row and `width` cells each.

    All cells of all lines are cut at once, a mark between the lines: where every mark lies where
    it should, every line is as wide as it should be.
    """
    page = "".join(lines)
    if '"' in page:
        return None
    if "\r" in page:
        page = page.replace("\r\n", "\n").replace("\r", "\n")
    if not page.endswith("\n"):
        page += "\n"
    cells = page.replace("\n", f"{delimiter}\n{delimiter}").split(delimiter)
    if len(cells) != len(lines) * (width + 1) + 1:
        return None
    if cells[width :: width + 1] != ["\n"] * len(lines):
        return None
    columns: list[Sequence[str]] = [cells[at : -1 : width + 1] for at in range(width)]
    return columns if all(map(str.strip, columns[0])) else None


def _rows(lines: Sequence[str], more: TextIO, line: int, delimiter: str) -> Iterator[Row]:
    """Yield the rows of these lines; a cell in quotes may go on in those that follow."""
    reader = csv.reader(chain(lines, more), delimiter=delimiter, strict=True)
    while reader.line_num < len(lines):
        begins = line + reader.line_num
        yield Row(begins, tuple(next(reader)))


def _lines_of(row: Row) -> int:
    return 1 + sum(len(BREAK.findall(cell)) for cell in row.cells)
