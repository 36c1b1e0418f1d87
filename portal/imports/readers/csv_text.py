"""CSV, strictly: what cannot be read without guessing is refused with its line."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from operator import methodcaller
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.imports.readers.shape import (
    HEAD_ROWS,
    MAX_CELLS,
    Reading,
    Row,
    Wanted,
    below_header,
    check_header,
    find_header,
    folded,
)

DELIMITERS: Final = {",": N_("Comma"), ";": N_("Semicolon"), "\t": N_("Tab"), "|": N_("Bar |")}
ENCODINGS: Final = {
    "utf-8": N_("UTF-8"),
    "utf-16": N_("UTF-16"),
    "gb18030": N_("GB18030 (Chinese)"),
}
SAMPLE_ROWS = 60
LINES_AT_ONCE = 10_000
MAX_CELL = 32_767
"""Characters in one cell: as many as a spreadsheet holds."""

BREAK = re.compile(r"\r\n|\r|\n")

UNSURE_PERCENT = 20
"""More two-byte characters outside GB 2312 than this: perhaps not Chinese at all."""


def inspect_csv(path: Path, wanted: Wanted, known: frozenset[str]) -> Reading:
    """Return how the file is to be read; refuses bytes, quotes and headers that cannot be."""
    encoding, is_sure = _encoding(path, wanted.encoding)
    delimiter = wanted.delimiter or _delimiter(path, encoding, known)
    with _records(path, encoding, delimiter) as rows:
        head = list(islice(rows, max(HEAD_ROWS, wanted.header_line or 0)))
    count = _count(path, encoding, delimiter)
    found = find_header(head, known, wanted.header_line)
    header = check_header(found)
    above = sum(1 for row in head if row.line <= found.line and not row.is_blank)
    _refuse_too_many(count, len(header))
    return Reading(
        kind="csv",
        encoding=encoding,
        delimiter=delimiter,
        header_line=found.line,
        header=header,
        rows=count - above,
        head=tuple(row for row in head if not row.is_blank),
        is_sure=is_sure,
    )


@contextmanager
def open_csv(path: Path, reading: Reading) -> Iterator[Iterator[Row]]:
    """Open the rows below the header."""
    with _records(path, reading.encoding, reading.delimiter) as rows:
        yield below_header(rows, reading)


def _count(path: Path, encoding: str, delimiter: str) -> int:
    """Return how many records are not blank; refuses what is broken, with its line."""
    count = 0
    without_marks = methodcaller("replace", delimiter, "")
    with open_text(path, encoding) as text:
        while lines := list(islice(text, LINES_AT_ONCE)):
            page = "".join(lines)
            if '"' in page or "\0" in page or max(map(len, lines)) > MAX_CELL:
                break
            count += sum(map(bool, map(str.strip, map(without_marks, lines))))
        else:
            return count
    with _records(path, encoding, delimiter) as rows:
        return sum(not row.is_blank for row in rows)


def open_text(path: Path, encoding: str) -> TextIO:
    """Open a file whose line breaks stay as they are."""
    csv.field_size_limit(MAX_CELL)
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    return path.open("r", encoding=codec, newline="", errors="strict")


@contextmanager
def _records(path: Path, encoding: str, delimiter: str) -> Iterator[Iterator[Row]]:
    with open_text(path, encoding) as text:
        yield _rows(text, delimiter)


def _rows(text: Iterator[str], delimiter: str) -> Iterator[Row]:
    """Yield the records with the line on which each begins."""
    reader = csv.reader(_without_nul(text), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(str(error), line) from None
        yield Row(line, tuple(cells))
        line = reader.line_num + 1


def _without_nul(text: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(text, 1):
        if "\0" in line:
            raise Invalid(
                N_("Line %(line)s holds a NUL character; the file is damaged or no text."),
                field="file",
                line=number,
            )
        yield line


def _broken(words: str, line: int) -> Invalid:
    if "field limit" in words:
        return Invalid(
            N_("Line %(line)s holds a cell of more than %(most)s characters, or an open quote."),
            field="file",
            line=line,
            most=MAX_CELL,
        )
    if "unexpected end" in words:
        return Invalid(
            N_("A quotation mark opened in the row of line %(line)s is never closed."),
            field="file",
            line=line,
        )
    return Invalid(
        N_("Line %(line)s: text follows a closing quotation mark. Double the marks inside."),
        field="file",
        line=line,
    )


def _refuse_too_many(rows: int, columns: int) -> None:
    if rows * max(columns, 1) > MAX_CELLS:
        raise Invalid(
            N_("The file has more than %(most)s cells. Split it."), field="file", most=MAX_CELLS
        )


def _encoding(path: Path, wanted: str) -> tuple[str, bool]:
    """Return the encoding and whether it is beyond doubt.

    A byte order mark decides; else UTF-8 if every byte fits, else GB18030 if every byte fits.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if not start:
        raise Invalid(N_("The file is empty."), field="file")
    marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if wanted or marked:
        encoding = wanted or "utf-16"
        if encoding == "utf-16" and not marked:
            raise Invalid(
                N_("The file has no byte order mark, so it is not UTF-16."), field="encoding"
            )
        line = _first_misfit(path, encoding)
        if line is not None:
            raise _misfit(line, encoding)
        return encoding, True
    line = _first_misfit(path, "utf-8")
    if line is None:
        return "utf-8", True
    if _first_misfit(path, "gb18030") is not None:
        raise _misfit(line, "utf-8")
    return "gb18030", _looks_chinese(path)


def _misfit(line: int, encoding: str) -> Invalid:
    return Invalid(
        N_("Line %(line)s holds bytes that are not %(encoding)s. Save the file as UTF-8."),
        field="file",
        line=line,
        encoding=encoding.upper(),
    )


def _first_misfit(path: Path, encoding: str) -> int | None:
    """Return the first line whose bytes do not fit, or None."""
    decode = codecs.getincrementaldecoder(encoding)("strict").decode
    line = 1
    with path.open("rb") as file:
        try:
            for block in _blocks(file):
                line += decode(block).count("\n")
            decode(b"", final=True)
        except UnicodeDecodeError as error:
            broken = error.object[: error.start]
            return line + broken.decode(encoding, "ignore").count("\n")
    return None


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(1 << 20):
        yield block


def _looks_chinese(path: Path) -> bool:
    """Return whether the two-byte characters are mostly of GB 2312, as in real Chinese text.

    Western text in an old one-byte code also decodes as GB18030, but into rare characters whose
    second byte is a plain letter.
    """
    with path.open("rb") as file:
        text = file.read(1 << 18).decode("gb18030", "ignore")
    wide = [char for char in text if ord(char) > 127]
    if not wide:
        return True
    strange = sum(not _is_gb2312(char) for char in wide)
    return strange * 100 <= UNSURE_PERCENT * len(wide)


def _is_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str, known: frozenset[str]) -> str:
    """Return the delimiter that names most known columns, then the one with most even columns."""
    scores = {mark: _score(path, encoding, mark, known) for mark in DELIMITERS}
    best = max(scores, key=lambda mark: scores[mark])
    return best if scores[best] > (0, 0) else ","


def _score(path: Path, encoding: str, mark: str, known: frozenset[str]) -> tuple[int, int]:
    widths: list[int] = []
    names = 0
    try:
        with _records(path, encoding, mark) as rows:
            for row, _ in zip(rows, range(SAMPLE_ROWS), strict=False):
                names = max(names, sum(folded(cell) in known for cell in row.cells))
                if len(row.cells) > 1:
                    widths.append(len(row.cells))
    except Invalid:
        pass
    even = max((widths.count(width) * width for width in set(widths)), default=0)
    return (names if names > 1 else 0, even)
