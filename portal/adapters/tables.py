"""Tables that leave the portal: never a formula, always readable by a spreadsheet (R-EXP-1..5)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)*", re.ASCII)
STARTS_FORMULA = re.compile(r"[^\S\t\r]*[=+\-@\t\r＝＋－＠]")
"""Blanks, then what a spreadsheet takes for the beginning of a formula, full-width forms too."""

PIECE = 65_536
LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds; more would make the file unreadable."""


def harmless(value: object) -> str:
    """Return a cell's text that no spreadsheet takes for a formula: an apostrophe goes before it.

    What begins, after blanks, with = + - @, their full-width forms, a tab or a carriage return is
    taken for one, unless it is a plain number.
    """
    text = "" if value is None else str(value)
    if STARTS_FORMULA.match(text) and not PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unguarded(cell: str) -> str:
    """Return the text that a cell stood for before it left: `harmless` undone."""
    return cell[1:] if cell[:1] == "'" and harmless(cell[1:]) == cell else cell


def csv_table(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield a CSV file in pieces: UTF-8 with a byte order mark, CRLF, every cell harmless."""
    yield b"\xef\xbb\xbf"
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    for row in rows:
        writer.writerow([harmless(value) for value in row])
        if page.tell() > PIECE:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()


def xlsx_table(rows: Iterable[Sequence[object]]) -> bytes:
    """Return an XLSX file with a bold head: numbers as numbers, all else as text, no formula.

    What is not known stays an empty cell, so that sums over a column work.
    """
    import xlsxwriter

    paper = io.BytesIO()
    options = {"in_memory": False, "constant_memory": True, "strings_to_urls": False}
    book = xlsxwriter.Workbook(paper, options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            _write(sheet, number, place, value, bold if number == 0 else None)
    sheet.freeze_panes(1, 0)
    book.close()
    return paper.getvalue()


def _write(sheet: Any, row: int, column: int, value: object, style: Any) -> None:
    if value is None or value == "":
        return
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if is_number and -(10**15) < float(value) < 10**15:  # type: ignore[arg-type]
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, harmless(value)[:LONGEST_CELL], style)
