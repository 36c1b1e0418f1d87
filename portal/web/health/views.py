"""Whether the portal lives, is ready, and how it does."""

import hmac

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from portal.adapters.figures import figures
from portal.adapters.readiness import look_around
from portal.core.errors import NotFound
from portal.web.request import State, address, open_to_all

bp = Blueprint("health", __name__)

LOOPBACK = frozenset({"127.0.0.1", "::1"})


@bp.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """Say that the process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
@open_to_all
def readyz() -> ResponseReturnValue:
    """Say whether everything that the portal needs is there; what is wrong is in the log."""
    state = State.here()
    found = look_around(state.database, state.files)
    is_ready = all(found.values())
    words = {name: "ok" if good else "failed" for name, good in found.items()}
    return {"status": "ok" if is_ready else "failed", **words}, 200 if is_ready else 503


@bp.get("/metrics")
@open_to_all
def metrics() -> ResponseReturnValue:
    """Show the figures for Prometheus, to this machine or to whoever has the token."""
    if not _may_read_figures():
        raise NotFound
    state = State.here()
    text = figures(state.config, state.database)
    return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read_figures() -> bool:
    """Return whether the caller has the token, or asks from this machine and through no proxy."""
    config = State.here().config
    given = request.headers.get("Authorization", "")
    if config.metrics_token:
        return hmac.compare_digest(given.encode(), f"Bearer {config.metrics_token}".encode())
    forwarded = {"X-Forwarded-For", "Forwarded", "Via"} & set(request.headers.keys())
    return not config.proxies and not forwarded and address() in LOOPBACK
