"""Workbooks: values exactly as kept, and bombs that do not go off."""

import datetime
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from portal.core.errors import Invalid
from portal.imports.readers import limits
from portal.imports.readers.files import inspect_file, open_rows
from portal.imports.readers.shape import Row, Wanted
from portal.imports.readers.sheets import as_text

KNOWN = frozenset({"code", "name"})
SECONDS = 10
MOMENT = datetime.datetime(2026, 1, 2, 3)  # noqa: DTZ001 - spreadsheets know no zones

NS = "http://schemas.openxmlformats.org"
TYPES = f"""<Types xmlns="{NS}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml"
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"""
RELS = f"""<Relationships xmlns="{NS}/package/2006/relationships"><Relationship Id="r1"
Type="{NS}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""
BOOK = f"""<workbook xmlns="{NS}/spreadsheetml/2006/main"
xmlns:r="{NS}/officeDocument/2006/relationships"><sheets>
<sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>"""
BOOK_RELS = f"""<Relationships xmlns="{NS}/package/2006/relationships"><Relationship Id="r1"
Type="{NS}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
</Relationships>"""
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row>'


def workbook(
    path: Path, rows: str, extra: dict[str, bytes] | None = None, before: str = ""
) -> Path:
    """Write the smallest workbook with this sheet."""
    sheet = f'{before}<worksheet xmlns="{NS}/spreadsheetml/2006/main"><sheetData>{rows}'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS)
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", BOOK_RELS)
        archive.writestr("xl/worksheets/sheet1.xml", f"{sheet}</sheetData></worksheet>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return path


def read(path: Path, name: str = "list.xlsx") -> list[Row]:
    reading = inspect_file(path, name, Wanted(), KNOWN)
    with open_rows(path, reading) as rows:
        return list(rows)


def refusal(path: Path) -> str:
    begun = time.monotonic()
    with pytest.raises(Invalid) as refused:
        read(path)
    assert time.monotonic() - begun < SECONDS
    return refused.value.in_("en")


def test_values_survive_exactly(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["code", "name", "number", "day", "moment"])
    sheet.append(["000123", "NA", 0.1, datetime.date(2026, 1, 2), MOMENT])
    sheet.append(["12345678901234567890123", "null", 123, None, None])
    sheet.append(["1e5", "", -1234.5, None, None])
    book.save(tmp_path / "list.xlsx")

    assert [row.cells for row in read(tmp_path / "list.xlsx")] == [
        ("000123", "NA", "0.1", "2026-01-02", "2026-01-02 03:00:00"),
        ("12345678901234567890123", "null", "123", "", ""),
        ("1e5", "", "-1234.5", "", ""),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, "0.1"), (1e-7, "0.0000001"), (123.0, "123"), (0.1 + 0.2, "0.3"), (True, "TRUE")],
)
def test_a_number_is_written_as_people_write_it(value: object, text: str) -> None:
    assert as_text(value) == (text, None)


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ('<c r="A2"><f>1+1</f></c>', limits.NO_VALUE),
        ('<c r="A2"><f>1+1</f><v></v></c>', limits.NO_VALUE),
        ('<c r="A2"><f>1+1</f><v/></c>', limits.NO_VALUE),
        ('<c r="A2" t="e"><v>#REF!</v></c>', limits.ERROR_VALUE),
        ('<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', limits.ERROR_VALUE),
        ('<c s="1" r="A2"/><c r="B2"><f>1+1</f></c>', limits.NO_VALUE),
        ('<c r="A2"><v>12345678901234567890</v></c>', "The spreadsheet has rounded"),
    ],
)
def test_a_cell_that_would_read_as_empty_or_wrong_is_refused(
    tmp_path: Path, cell: str, fault: str
) -> None:
    head = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    rows = read(workbook(tmp_path / "a.xlsx", f'{head}<row r="2">{cell}</row>'))

    assert [(row.line, len(row.faults)) for row in rows] == [(2, 1)]
    assert rows[0].faults[0][0] == ("B2" in cell)
    assert rows[0].faults[0][1].startswith(fault)


def test_a_formula_with_a_stored_value_is_taken_with_a_warning(tmp_path: Path) -> None:
    row = '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
    path = workbook(tmp_path / "a.xlsx", HEAD + row)

    assert [row.cells for row in read(path)] == [("2",)]
    reading = inspect_file(path, "a.xlsx", Wanted(), KNOWN)
    assert [values for _, values in reading.warnings] == [{"count": 1}]


def row_at(number: int) -> str:
    return f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>'


BOMBS: list[tuple[str, Callable[[Path], Path], str]] = [
    (
        "one cell at the far end",
        lambda p: workbook(p, HEAD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "beyond the 200th",
    ),
    ("a million rows", lambda p: workbook(p, HEAD + row_at(1_048_576)), "beyond line"),
    (
        "cells without addresses",
        lambda p: workbook(p, HEAD + "<row>" + "<c><v>1</v></c>" * 5_000 + "</row>"),
        "too many",
    ),
    ("blanks without end", lambda p: workbook(p, HEAD + " " * 200_000_000), "far more"),
    (
        "too much in all",
        lambda p: workbook(p, HEAD, {f"xl/media/{n}": bytes(60_000_000) for n in range(5)}),
        "far more",
    ),
    (
        "too many members",
        lambda p: workbook(p, HEAD, {f"xl/media/{n}": b"" for n in range(1_100)}),
        "far more",
    ),
    ("macros", lambda p: workbook(p, HEAD, {"xl/vbaProject.bin": b"x"}), "macros"),
    (
        "a document type",
        lambda p: workbook(p, HEAD, before='<!DOCTYPE x [<!ENTITY bomb "boom">]>'),
        "damaged",
    ),
]


@pytest.mark.parametrize(("make", "words"), [b[1:] for b in BOMBS], ids=[b[0] for b in BOMBS])
def test_a_bomb_is_refused_within_seconds(
    tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    assert words in refusal(make(tmp_path / "a.xlsx"))


def test_many_cells_end_at_the_limit_of_the_child(tmp_path: Path) -> None:
    """A dense sheet that is inside every count, yet too large for the child's memory."""
    cells = "".join(f'<c r="{chr(65 + n)}9"><v>1</v></c>' for n in range(26))
    far = "".join(f'<row r="{n}">{cells.replace("9", str(n))}</row>' for n in (2, 760_000))

    assert refusal(workbook(tmp_path / "a.xlsx", HEAD + far))


def test_an_old_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(limits.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"))

    with pytest.raises(Invalid, match="password"):
        read(path, "a.xls")


def test_a_damaged_old_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(limits.OLE + bytes(4096))

    with pytest.raises(Invalid, match="damaged"):
        read(path, "a.xls")


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", HEAD)
    path.write_bytes(path.read_bytes()[:-200])

    assert "damaged" in refusal(path)
