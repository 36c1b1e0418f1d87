"""JSON as web services answer: a list of flat objects, alone or as the one list of an answer."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from portal.core.errors import Invalid
from portal.core.i18n import N_

BROKEN = N_("The file is no JSON: line %(line)s cannot be read.")
NO_LIST = N_("The file holds no list of records, or more than one.")


def rows_of_objects(path: Path) -> Iterator[list[Any]]:
    """Yield the names of all fields, then the values of each record in that order."""
    records = _records(_content(path))
    names = list(dict.fromkeys(name for record in records for name in record))
    yield names
    for record in records:
        yield [_cell(record.get(name)) for name in names]


def _content(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except json.JSONDecodeError as error:
        raise Invalid(BROKEN, field="file", line=error.lineno) from None
    except (UnicodeDecodeError, RecursionError):
        raise Invalid(BROKEN, field="file", line=1) from None


def _records(content: Any) -> list[Mapping[str, Any]]:
    lists = [content] if isinstance(content, list) else []
    if isinstance(content, dict):
        lists = [value for value in content.values() if isinstance(value, list)]
    if len(lists) != 1 or not lists[0] or not all(isinstance(one, dict) for one in lists[0]):
        raise Invalid(NO_LIST, field="file")
    records: list[Mapping[str, Any]] = lists[0]
    return records


def _cell(value: Any) -> Any:
    """Return a value as a cell: numbers keep their digits, what is nested stays JSON."""
    if value is None:
        return ""
    if isinstance(value, str | bool | float):
        return value
    return json.dumps(value, ensure_ascii=False)
