"""Tables for people's spreadsheet programs: no cell of ours is ever a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
STARTERS = frozenset("=+-@\t\r\n＝＋－＠")


def harmless(cell: str) -> str:
    """Return the text so that no spreadsheet program takes it for a formula (R-EXP-1)."""
    begins = cell.lstrip(" \u00a0\u3000")[:1] in STARTERS or cell[:1] in STARTERS
    return f"'{cell}" if begins and not PLAIN_NUMBER.fullmatch(cell) else cell


def csv_table(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Return a CSV file with a byte order mark, CRLF line ends and harmless cells."""
    paper = io.StringIO()
    writer = csv.writer(paper)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return paper.getvalue().encode("utf-8-sig")
