"""How a refusal looks to a program: application/problem+json (RFC 9457)."""

from collections.abc import Iterator, Mapping

from flask import Response, current_app, json
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from portal.core.i18n import N_, say
from portal.web.errors import SENTENCES as PAGES
from portal.web.errors import Refusal
from portal.web.request import locale

NAMES = {
    400: "malformed",
    401: "token-needed",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    413: "too-large",
    415: "unsupported-content",
    422: "invalid",
    429: "too-many",
    503: "busy",
}
SENTENCES = {
    400: N_("The body is not what its content type says, or is not complete."),
    404: N_("No such call, or no such thing within reach of this token."),
    405: N_("This address takes other methods; see the Allow header."),
    422: N_("Some values are not right; `errors` says which and why."),
}
"""What a program is told in place of what a person at a page is told."""

WHERE = frozenset({"json", "query", "form", "files", "headers", "path"})


class MistakeSchema(Schema):
    field = fields.String(metadata={"description": "The field that is meant, dotted when nested."})
    detail = fields.String(metadata={"description": "A sentence in the language asked for."})


class ProblemSchema(Schema):
    """RFC 9457, with `errors` for the fields and `incident` for what is to be told to us."""

    type = fields.String(required=True, metadata={"example": "urn:portal:problem:invalid"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(MistakeSchema), required=True)
    incident = fields.String()


def problem(refusal: Refusal) -> ResponseReturnValue:
    """Return the refusal as a problem document in the language of Accept-Language."""
    mistakes = [{"field": place, "detail": sentence} for place, sentence in _flat(refusal.mistakes)]
    if refusal.about:
        mistakes.append({"field": refusal.about, "detail": refusal.sentence})
    name = NAMES.get(refusal.status, "failed" if refusal.status >= 500 else "malformed")
    told = {
        "type": f"urn:portal:problem:{name}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": _sentence(refusal),
        "errors": mistakes,
    }
    if refusal.incident:
        told["incident"] = refusal.incident
    answer: Response = current_app.response_class(
        json.dumps(told), refusal.status, mimetype="application/problem+json"
    )
    answer.headers.update(refusal.headers)
    return answer


def _sentence(refusal: Refusal) -> str:
    """Return what was said, unless it was the table's general sentence for pages."""
    general = say(locale(), PAGES.get(refusal.status, ""))
    own = SENTENCES.get(refusal.status)
    return say(locale(), own) if own and refusal.sentence == general else refusal.sentence


def _flat(found: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield (dotted field, sentence) from what a schema collected."""
    if isinstance(found, Mapping):
        for key, inner in found.items():
            step = () if not path and key in WHERE else (str(key),)
            yield from _flat(inner, (*path, *step) if path or step else path)
    elif isinstance(found, list | tuple):
        for inner in found:
            yield from _flat(inner, path)
    else:
        yield ".".join(path), say(locale(), str(found))
