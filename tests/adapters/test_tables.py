"""What leaves as a table opens anywhere and runs nothing (R-EXP-1..5)."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from portal.adapters.tables import LONGEST_CELL, PLAIN_NUMBER, csv_table, harmless, xlsx_table

BLANKS = " \u00a0\u3000\n\v\f\u2028"
FORMULA = "=+-@\t\r＝＋－＠"

KEPT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
"""Any text that a cell of ours can hold: control characters never come this far."""
TRICKY = st.builds(
    "".join,
    st.tuples(
        st.text(st.sampled_from(BLANKS), max_size=3),
        st.text(st.sampled_from(FORMULA + "0123456789.,'\""), max_size=4),
        KEPT,
    ),
)
TEXTS = TRICKY | KEPT
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=6)
)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def is_formula(cell: str) -> bool:
    """Say what a spreadsheet would run, told in another way than the code does."""
    bare = cell.lstrip(BLANKS)
    return bare[:1] in tuple(FORMULA) and not PLAIN_NUMBER.fullmatch(cell)


@settings(deadline=None)
@given(TEXTS)
def test_no_cell_begins_a_formula(text: str) -> None:
    assert not is_formula(harmless(text))


@settings(deadline=None)
@given(TEXTS)
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == (f"'{text}" if is_formula(text) else text)


@settings(deadline=None)
@given(TABLES)
def test_a_csv_file_gives_back_what_went_in(rows: list[list[str]]) -> None:
    content = b"".join(csv_table(rows))

    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [[harmless(cell) for cell in row] for row in rows]


@settings(deadline=None, max_examples=50)
@given(TABLES)
def test_a_workbook_holds_strings_and_no_formula(rows: list[list[str]]) -> None:
    sheet = load_workbook(io.BytesIO(xlsx_table(rows))).active
    assert sheet is not None
    found = [
        [
            "" if (cell := sheet.cell(number, place)).value is None else unescape(str(cell.value))
            for place in range(1, len(rows[0]) + 1)
        ]
        for number in range(1, len(rows) + 1)
    ]

    assert [cell.data_type for line in sheet.iter_rows() for cell in line if cell.value] == [
        "s" for line in sheet.iter_rows() for cell in line if cell.value
    ]
    assert found == [[harmless(cell) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (-12.5, "-12.5"),
        ("+86", "+86"),
        ("-1,250.00", "-1,250.00"),
        ("+86 571 8888", "'+86 571 8888"),
        ("=1+1", "'=1+1"),
        (" \t=1", "' \t=1"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝SUM(1)", "'＝SUM(1)"),
        ("@cmd", "'@cmd"),
        ("1-2", "1-2"),
        ("000123", "000123"),
    ],
)
def test_cells(value: object, cell: str) -> None:
    assert harmless(value) == cell


def test_numbers_of_a_workbook_are_numbers_and_long_texts_end_where_a_cell_ends() -> None:
    rows = [["Head", "n"], ["x" * 40_000, 7], [True, Decimal("1.5")], [10**18, float("nan")]]

    sheet = load_workbook(io.BytesIO(xlsx_table(rows))).active

    assert sheet is not None
    values = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert values == [
        ["Head", "n"],
        ["x" * LONGEST_CELL, 7],
        ["True", 1.5],
        ["1000000000000000000", "nan"],
    ]


def test_a_long_file_comes_in_pieces() -> None:
    pieces = list(csv_table([["x" * 1000]] * 200))

    assert len(pieces) > 3
    assert len(read_csv(b"".join(pieces))) == 200
