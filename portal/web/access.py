"""One line in the log per request, and its time in the figures."""

import re
import time

import structlog
from flask import Flask, Response, g, request

from portal.adapters.figures import REQUESTS, UPLOADED
from portal.core.numbering import new_secret
from portal.web.request import State

log = structlog.get_logger("portal.access")

QUIET = frozenset({"static", "health.healthz", "health.readyz", "health.metrics"})
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def begin() -> None:
    """Give the request a number, the proxy's own if we trust the proxy."""
    g.begun = time.perf_counter()
    given = request.headers.get("X-Request-ID", "") if State.here().config.proxies else ""
    g.request_id = given if REQUEST_ID.fullmatch(given) else new_secret()[:16]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def end(response: Response) -> Response:
    """Write the line; the query is left out."""
    took = time.perf_counter() - g.get("begun", time.perf_counter())
    endpoint = request.endpoint or "unknown"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(endpoint, method, response.status_code).observe(took)
    if g.get("request_id"):
        response.headers["X-Request-ID"] = g.request_id
    if _is_upload() and response.status_code < 400:
        UPLOADED.inc(request.content_length or 0)
    if endpoint not in QUIET or response.status_code >= 500:
        actor = g.get("actor")
        getattr(log, _level(response.status_code))(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round(took * 1000, 1),
            user=actor.user_id if actor else None,
            address=request.remote_addr,
        )
    return response


def _is_upload() -> bool:
    return request.method in ("POST", "PUT") and request.mimetype == "multipart/form-data"


def _level(status: int) -> str:
    """Return how loud: failures, then what was refused to somebody, then the rest."""
    if status >= 500:
        return "error"
    refused = status in (401, 403, 413, 415, 429) or (status == 404 and bool(request.view_args))
    refused_upload = status >= 400 and _is_upload()
    return "warning" if refused or refused_upload else "info"


def init_app(app: Flask) -> None:
    """Attach this to the app, before everything else that looks at requests."""
    app.before_request(begin)
    app.after_request(end)
