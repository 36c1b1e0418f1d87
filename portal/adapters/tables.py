"""Tables that leave the portal: never a formula, always readable by a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)*", re.ASCII)
STARTS_FORMULA = "=+-@\t\r＝＋－＠"


def harmless(value: object) -> str:
    """Return a cell's text that no spreadsheet takes for a formula (R-EXP-1)."""
    text = "" if value is None else str(value)
    begins = text.lstrip(" \u00a0\u3000\n")[:1] or " "
    if begins in STARTS_FORMULA and not PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def csv_table(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield a CSV file in pieces: UTF-8 with a byte order mark, CRLF, every cell harmless."""
    yield b"\xef\xbb\xbf"
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    for row in rows:
        writer.writerow([harmless(value) for value in row])
        if page.tell() > 65_536:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()
