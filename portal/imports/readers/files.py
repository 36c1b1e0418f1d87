"""One way to read any accepted file."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from portal.imports.readers.csv_columns import open_csv_batches
from portal.imports.readers.csv_text import inspect_csv, open_csv
from portal.imports.readers.limits import kind_of
from portal.imports.readers.shape import Batch, Reading, Row, Wanted, batches_of
from portal.imports.readers.sheets import inspect_sheets, open_sheets


def inspect_file(path: Path, file_name: str, wanted: Wanted, known: frozenset[str]) -> Reading:
    """Return how a received file is to be read; raises Invalid with what is wrong, and where."""
    kind = kind_of(path, file_name)
    if kind == "csv":
        return inspect_csv(path, wanted, known)
    return inspect_sheets(path, kind, wanted, known)


def open_rows(path: Path, reading: Reading) -> AbstractContextManager[Iterator[Row]]:
    """Open the rows below the header, each exactly as wide as the header."""
    if reading.kind == "csv":
        return open_csv(path, reading)
    return open_sheets(path, reading)


@contextmanager
def open_batches(path: Path, reading: Reading, most: int) -> Iterator[Iterator[Batch]]:
    """Open the rows below the header, up to `most` at a time."""
    if reading.kind == "csv":
        with open_csv_batches(path, reading, most) as batches:
            yield batches
    else:
        with open_sheets(path, reading) as rows:
            yield batches_of(rows, most, len(reading.header))
