"""XLSX, XLS and JSON: read in a child that can be killed, handed over as lines of JSON.

What runs in the child imports no more than it needs; the parent never parses a workbook.
"""

import datetime
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from portal.adapters.child import ChildFailed, Refused, run_in_child
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message
from portal.imports.readers.limits import DAMAGED, ENCRYPTED, MAX_ROW, check_extent, odd_cells
from portal.imports.readers.objects import rows_of_objects
from portal.imports.readers.shape import (
    HEAD_ROWS,
    MAX_CELLS,
    MAX_COLUMNS,
    Reading,
    Row,
    Wanted,
    below_header,
    check_header,
    find_header,
)

MEMORY_MB = 768
ROWS_AT_ONCE = 1_000
SECONDS = 60
LONGEST_EXACT = 10**15
"""Spreadsheets keep 15 digits of a number; longer ones have been changed already."""

ROUNDED = N_("The spreadsheet has rounded this long number. Format the column as text, enter anew.")
FORMULAS = N_("%(count)s cells are formulas; the values stored with the file are taken.")
HIDDEN = N_("The workbook has hidden sheets; they are not read unless chosen.")


def inspect_sheets(path: Path, kind: str, wanted: Wanted, known: frozenset[str]) -> Reading:
    """Return how the workbook is to be read; refuses one that cannot be, or is far too large."""
    header_line = 1 if kind == "json" else wanted.header_line
    most = max(HEAD_ROWS, header_line or 0)
    with _unrolled(path, kind, wanted.sheet, most) as (lines, told):
        head = [row for row in _rows(lines) if row.line <= HEAD_ROWS or row.line == header_line]
    found = find_header(head, known, header_line)
    header = check_header(found)
    above = sum(1 for row in head if row.line <= found.line and not row.is_blank)
    return Reading(
        kind=kind,
        sheet=told["sheet"],
        sheets=tuple(told["sheets"]),
        header_line=found.line,
        header=header,
        rows=told["rows"] - above,
        head=tuple(row for row in head if not row.is_blank),
        warnings=tuple((text, values) for text, values in told["warnings"]),
    )


@contextmanager
def open_sheets(path: Path, reading: Reading) -> Iterator[Iterator[Row]]:
    """Open the rows below the header."""
    with _unrolled(path, reading.kind, reading.sheet) as (lines, _):
        yield below_header(_rows(lines), reading)


@contextmanager
def _unrolled(
    path: Path, kind: str, sheet: str, most: int = MAX_ROW
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Write a sheet's first rows out as lines in a temporary file beside the workbook."""
    with NamedTemporaryFile(dir=path.parent, prefix="rows-", suffix=".jsonl") as lines:
        target = Path(lines.name)
        try:
            told = run_in_child(
                f"{__name__}:unroll",
                str(path),
                kind,
                sheet,
                str(target),
                most,
                memory_mb=MEMORY_MB,
                seconds=SECONDS,
            )
        except Refused as refusal:
            raise Invalid(Message(refusal.code), field="file", **refusal.values) from None
        except ChildFailed:
            raise Invalid(
                N_("The workbook is damaged or too large to be read. Send it as CSV, or split it."),
                field="file",
            ) from None
        yield target, told


def _rows(lines: Path) -> Iterator[Row]:
    with lines.open(encoding="utf-8") as file:
        for text in file:
            for line, cells, faults in json.loads(text):
                told = tuple((at, why, more) for at, why, more in faults) if faults else ()
                yield Row(line, tuple(cells), told)


def unroll(path: str, kind: str, sheet: str, target: str, most: int = MAX_ROW) -> dict[str, Any]:
    """In the child: write rows of the sheet as [line, cells, faults], many to a line of the file.

    A sentence is a code. Those after the first `most` are only counted.
    """
    try:
        if kind == "json":
            count = _write(rows_of_objects(Path(path)), {}, Path(target), most)
            return {"sheet": "", "sheets": [], "warnings": [], "rows": count}
        return _unroll(Path(path), kind, sheet, Path(target), most)
    except Invalid as error:
        raise Refused(error.message, **error.values) from None


def _unroll(path: Path, kind: str, sheet: str, target: Path, most: int) -> dict[str, Any]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        tables = [s for s in workbook.sheets_metadata if s.typ is SheetTypeEnum.WorkSheet]
        shown = [s.name for s in tables if s.visible is SheetVisibleEnum.Visible]
        names = shown + [s.name for s in tables if s.visible is not SheetVisibleEnum.Visible]
        if not names:
            raise Invalid(N_("The workbook has no sheet with a table."), field="file")
        if sheet and sheet not in names:
            raise Invalid(N_("The workbook has no such sheet."), field="sheet")
        chosen = sheet or names[0]
        odd, formulas = _odd(path, chosen) if kind == "xlsx" else ({}, 0)
        cells = workbook.get_sheet_by_name(chosen)
        _refuse_too_many(cells.end)
        rows = _with_room(cells.to_python(skip_empty_area=False), odd)
    except PasswordError:
        raise Invalid(ENCRYPTED, field="file") from None
    except CalamineError:
        raise Invalid(DAMAGED, field="file") from None
    count = _write(rows, odd, target, most)
    warnings: list[tuple[str, dict[str, Any]]] = []
    if formulas:
        warnings.append((FORMULAS, {"count": formulas}))
    if len(names) > len(shown) and not sheet:
        warnings.append((HIDDEN, {}))
    return {"sheet": chosen, "sheets": names, "warnings": warnings, "rows": count}


def _write(
    rows: Iterator[list[Any]], odd: Mapping[tuple[int, int], Message], target: Path, most: int
) -> int:
    """Write the first rows as lines; return how many of all are not blank."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    odd_lines = {line for line, _ in odd}
    count = 0
    numbered = enumerate(rows)
    with target.open("w", encoding="utf-8") as file:
        while some := list(islice(numbered, ROWS_AT_ONCE)):
            count += sum(at in odd_lines or any(map(str.strip, map(str, row))) for at, row in some)
            lines = [_line(number, row, odd) for number, row in some if number < most]
            if lines:
                file.write(encode(lines) + "\n")
    return count


def _refuse_too_many(end: tuple[int, int] | None) -> None:
    rows, columns = (end[0] + 1, end[1] + 1) if end else (0, 0)
    if rows > MAX_ROW or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise Invalid(
            N_("The sheet has %(rows)s rows and %(columns)s columns: too many. Split it."),
            field="file",
            rows=rows,
            columns=columns,
        )


def _with_room(
    rows: list[list[Any]], odd: Mapping[tuple[int, int], Message]
) -> Iterator[list[Any]]:
    """Yield the rows with room for odd cells at the edge, which the library leaves out."""
    width = max(len(rows[0]) if rows else 0, *(place + 1 for _, place in odd), 0)
    for row in rows:
        yield row + [""] * (width - len(row))
    for _ in range(max((line + 1 for line, _ in odd), default=0) - len(rows)):
        yield [""] * width


def _line(number: int, row: list[Any], odd: Mapping[tuple[int, int], Message]) -> list[Any]:
    if not odd and set(map(type, row)) <= {str}:
        return [number + 1, row, []]
    cells: list[str] = []
    faults: list[tuple[int, str, dict[str, Any]]] = []
    for place, value in enumerate(row):
        text, reason = as_text(value)
        reason = odd.get((number, place)) or reason if odd else reason
        if reason:
            faults.append((place, reason, {}))
        cells.append(text)
    return [number + 1, cells, faults]


def as_text(value: object) -> tuple[str, Message | None]:
    """Return a cell as text, and why it cannot be believed if so.

    Text stays as it is; a number has the digits that the spreadsheet kept (15), a date is ISO.
    """
    if isinstance(value, str):
        return value, None
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), None
    if isinstance(value, int | float):
        if abs(value) >= LONGEST_EXACT:
            return format(value, ".15g"), ROUNDED
        if value == int(value):
            return str(int(value)), None
        return _plain(value), None
    if isinstance(value, datetime.datetime):
        return value.isoformat(" "), None
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat(), None
    return str(value), None


def _plain(value: float) -> str:
    """Return a fraction with up to 15 digits and without an exponent."""
    text = format(value, ".15g")
    if "e" not in text:
        return text
    return format(value, ".20f").rstrip("0")


def _odd(path: Path, sheet: str) -> tuple[dict[tuple[int, int], Message], int]:
    """Return where cells would be read as empty although they are not, and how many formulas."""
    content = _sheet_xml(path, sheet)
    check_extent(content)
    odd: dict[tuple[int, int], Message] = {}
    formulas = 0
    for address, reason in odd_cells(content):
        if reason is None:
            formulas += 1
        else:
            odd[_place(address)] = reason
    return odd, formulas


def _sheet_xml(path: Path, sheet: str) -> bytes:
    from defusedxml.ElementTree import fromstring

    try:
        with zipfile.ZipFile(path) as archive:
            book = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
            links = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
            targets = {link.get("Id"): link.get("Target") or "" for link in links}
            for entry in book.iter():
                if entry.tag.endswith("}sheet") and entry.get("name") == sheet:
                    key = next(v for k, v in entry.items() if k.endswith("}id"))
                    name = targets[key]
                    return archive.read(name[1:] if name[0] == "/" else f"xl/{name}")
    except (KeyError, IndexError, StopIteration, SyntaxError, ValueError, zipfile.BadZipFile):
        raise Invalid(DAMAGED, field="file") from None
    raise Invalid(DAMAGED, field="file")


def _place(address: str) -> tuple[int, int]:
    """Return (row, column) from 0 of an address such as AB12."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]) - 1, column - 1
