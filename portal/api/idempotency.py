"""A write that is sent twice is done once."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from flask_smorest.blueprint import Blueprint

from portal.core.answers.operations import claim_answer, keep_answer
from portal.core.answers.queries import find_answer
from portal.web.request import db, me

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.core.answers.models import IdempotentAnswer

View = TypeVar("View", bound=Callable[..., Any])

HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": 200, "pattern": "^[ -~]+$"},
    "description": "Any text of your choice, new for each new request; kept for a week.",
}
KEPT = ("Content-Type", "Location", "ETag")


def idempotent(view: View) -> View:
    """Answer a repeated `Idempotency-Key` with the first answer, without doing it again."""

    @wraps(view)
    def once_only(*args: Any, **values: Any) -> ResponseReturnValue:
        body = hashlib.sha256(request.get_data(cache=True)).hexdigest()
        return once(db(), fingerprint(body), lambda: view(*args, **values))

    return described(once_only)  # type: ignore[return-value]


def described(view: View) -> View:
    """Say in the document that the call takes the header."""
    marked: View = Blueprint.doc(parameters=[HEADER])(view)
    return marked


def fingerprint(*parts: str) -> str:
    """Return the SHA-256 of what was asked: method, address and `parts` of the body."""
    asked = "\n".join((request.method, request.full_path, *parts))
    return hashlib.sha256(asked.encode()).hexdigest()


def once(
    session: "Session", asked: str, answer: Callable[[], ResponseReturnValue]
) -> ResponseReturnValue:
    """Return the kept answer under this request's key, or make it and keep it.

    What is done and that it was answered are committed together, or neither is.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return answer()
    kept = claim_answer(session, me(), key, asked)
    if kept is not None:
        return _again(kept)
    response = make_response(answer())
    headers = {name: response.headers[name] for name in KEPT if name in response.headers}
    keep_answer(session, me(), key, response.status_code, headers, response.get_data())
    return response


def kept_answer(session: "Session", asked: str) -> Response | None:
    """Return what was answered under this request's key before, without claiming it."""
    key = request.headers.get("Idempotency-Key")
    kept = find_answer(session, me(), key, asked) if key is not None else None
    return _again(kept) if kept is not None else None


def _again(kept: "IdempotentAnswer") -> Response:
    answer: Response = current_app.response_class(kept.body, kept.status, kept.headers)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer
