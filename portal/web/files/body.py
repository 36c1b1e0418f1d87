"""Bodies of requests: who may send how much, and where their files go."""

import time
from typing import IO, Any

from flask import Flask, Request, Response, g, request

from portal.adapters.intake import CHUNK, IncomingFile, Received
from portal.web.request import SAFE_METHODS, State

LINGER_BYTES = 256 * 1024 * 1024
STRANGERS_BYTES = 1024 * 1024
"""What somebody who is not signed in may send: a sign-in form, not a file."""


class PortalRequest(Request):
    """A request whose files are written once, to where files come in, and hashed on the way."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._incoming: list[IncomingFile] = []

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        here = State.here()
        file = IncomingFile(here.files, here.config.max_upload_mb * 1024 * 1024)
        self._incoming.append(file)
        return file  # type: ignore[return-value]

    def close(self) -> None:
        """Remove what came in with this request and was not kept."""
        super().close()
        for file in self._incoming:
            file.discard()


def received_files(field: str) -> list[Received]:
    """Return the files of a form's field that people chose, in their order.

    They lie where files come in until the request ends; `Reception.keep` keeps one.
    """
    return [
        file.stream.received(file.filename or "")  # type: ignore[attr-defined]
        for file in request.files.getlist(field)
        if file.filename
    ]


def prepare_for_body() -> None:
    """Hold nothing open while a body arrives, which a slow sender may draw out for minutes."""
    if request.method in SAFE_METHODS:
        return
    session = g.pop("session", None)
    if session is not None:
        session.close()
    is_api = request.blueprint is not None and request.blueprint.startswith("api")
    if g.get("actor") is None and not is_api:
        request.max_content_length = STRANGERS_BYTES


def hear_out(response: Response) -> Response:
    """Let a sender of too much finish, within limits, so that it reads why it was refused.

    A connection that is closed on a sender is a lost connection to them, not an answer.
    """
    if response.status_code == 413 and g.get("actor") is not None:
        source, left, until = request.environ["wsgi.input"], LINGER_BYTES, time.monotonic() + 10
        while left > 0 and time.monotonic() < until and (part := source.read(CHUNK)):
            left -= len(part)
    return response


def init_app(app: Flask) -> None:
    """Attach this to the app; after the identity, before anything reads a form."""
    app.request_class = PortalRequest
    app.before_request(prepare_for_body)
    app.after_request(hear_out)
