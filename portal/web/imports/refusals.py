"""The rows that a run refused, to be corrected and sent again."""

from collections.abc import Iterator
from itertools import chain
from tempfile import TemporaryFile
from typing import IO

from flask import Response
from flask.typing import ResponseReturnValue

from portal.adapters.tables import csv_table
from portal.core.i18n import say
from portal.core.permissions import Permission
from portal.imports.mapping import REFUSAL_NAMES
from portal.imports.operations import (
    note_download,
)
from portal.imports.queries import (
    Reason,
    RefusedCell,
    find_run,
    gather_refused_rows,
)
from portal.web.files.download import attachment
from portal.web.imports.blueprint import bp
from portal.web.limits import costly
from portal.web.request import acts, db, locale, me, needs


@bp.get("/<int:run_id>/refusals.csv")
@costly
@needs(Permission.IMPORT_RUN)
@acts
def refusals(run_id: int) -> ResponseReturnValue:
    """Send the refused rows in their own columns, each with its line, column and reason."""
    found = find_run(db(), me(), run_id)
    names = [say(locale(), name) for name in REFUSAL_NAMES]
    rows = ([*c[0].row, *_why(c)] for c in gather_refused_rows(db(), found))
    page = TemporaryFile()  # noqa: SIM115 - closed by whoever sends it
    for piece in csv_table(chain([[*found.reading["header"], *names]], rows)):
        page.write(piece)
    note_download(db(), me(), found)
    stem = found.file_name.rpartition(".")[0]
    return sent_as(Response(_pieces(page), mimetype="text/csv"), f"{stem}-refused.csv")


def said(cell: RefusedCell | Reason) -> str:
    """Return why, in the reader's language."""
    return say(locale(), cell.reason, **cell.values)


def _why(cells: list[RefusedCell]) -> tuple[str, str, str]:
    columns = "; ".join(cell.column for cell in cells if cell.column)
    return str(cells[0].line), columns, " ".join(said(cell) for cell in cells)


def _pieces(page: IO[bytes]) -> Iterator[bytes]:
    """Yield a written file from its beginning and close it."""
    with page:
        page.seek(0)
        while block := page.read(65_536):
            yield block


def sent_as(answer: Response, name: str) -> Response:
    """Return an answer that is saved under a name."""
    answer.headers["Content-Disposition"] = attachment(name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
