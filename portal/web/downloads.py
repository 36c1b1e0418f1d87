"""Tables as files to take home."""

from collections.abc import Iterable, Sequence

from flask import Response

from portal.adapters.tables import csv_table, xlsx_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_file(name: str, kind: str, rows: Iterable[Sequence[object]]) -> Response:
    """Return `rows` (the head first) as `name`.csv or `name`.xlsx, to be saved."""
    if kind == "xlsx":
        answer = Response(xlsx_table(rows), mimetype=XLSX)
    else:
        answer = Response(b"".join(csv_table(rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
