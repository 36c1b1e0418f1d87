"""What every call shares: pages of lists, names in two languages, sentences about fields."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import marshmallow as ma
from flask import Response, request
from marshmallow import fields, validate

from portal.core.clock import is_countable
from portal.core.errors import OUT_OF_TIME
from portal.core.i18n import N_

Row = TypeVar("Row")

SENTENCES = (
    N_("Missing data for required field."),
    N_("Field may not be null."),
    N_("Not a valid string."),
    N_("Not a valid integer."),
    N_("Not a valid boolean."),
    N_("Not a valid date."),
    N_("Not a valid list."),
    N_("Not a valid email address."),
    N_("Unknown field."),
    N_("Invalid input type."),
    N_("Invalid JSON body."),
)
"""Marshmallow's own sentences, so that our catalogue has them."""

LIMIT, MOST = 50, 200


def words(longest: int, **options: Any) -> fields.String:
    """Return a text field that refuses what the column cannot hold."""
    length = validate.Length(max=longest, error=N_("This is too long."))
    checks = [length, _without_control, *options.pop("validate", ())]
    return fields.String(validate=checks, **options)


def _without_control(text: str) -> None:
    if any(ord(char) < 32 and char not in "\t\n\r" for char in text):
        raise ma.ValidationError(N_("Control characters are not allowed."))


def day(**options: Any) -> fields.Date:
    """Return a calendar day that can be counted on from."""
    return fields.Date(validate=_in_time, **options)


def _in_time(given: date | None) -> None:
    if given is not None and not is_countable(given):
        raise ma.ValidationError(OUT_OF_TIME)


class NameSchema(ma.Schema):
    """A name as people write it in English and in Chinese."""

    en = words(200, load_default="")
    zh = words(200, load_default="")


class PageQuery(ma.Schema):
    """Which page of a list; unknown parameters are ignored."""

    class Meta:
        unknown = ma.EXCLUDE

    limit = fields.Integer(
        load_default=LIMIT,
        validate=validate.Range(1, MOST, error=N_("Must be from 1 to 200.")),
        metadata={"description": "How many items, at most 200."},
    )
    cursor = fields.Integer(
        load_default=None,
        strict=False,
        validate=validate.Range(0, 2**63 - 1, error=N_("This is not a cursor of this list.")),
        error_messages={"invalid": N_("This is not a cursor of this list.")},
        metadata={"type": "string", "description": "`next` of the page before."},
    )


def page_of(item: type[ma.Schema]) -> type[ma.Schema]:
    """Return the schema of a page of `item`s."""
    name = item.__name__.removesuffix("Schema") + "PageSchema"
    cursor = fields.String(
        required=True, allow_none=True, metadata={"description": "Cursor of the following page."}
    )
    listed: dict[str, fields.Field[Any]] = {
        "items": fields.List(fields.Nested(item), required=True),
        "next": cursor,
    }
    return ma.Schema.from_dict(listed, name=name)


def page(
    rows: Sequence[Row], limit: int, shown: Callable[[Row], dict[str, Any]], key: str = "id"
) -> dict[str, Any]:
    """Return one page from up to `limit` + 1 rows: the extra one only says that more follows."""
    kept = rows[:limit]
    more = len(rows) > limit
    return {
        "items": [shown(row) for row in kept],
        "next": str(getattr(kept[-1], key)) if more else None,
    }


def tagged(answer: Response, *parts: object) -> Response:
    """Mark an answer with its version, and say 304 to whoever has it already."""
    answer.set_etag("-".join(map(str, parts)))
    answer.make_conditional(request)
    return answer
