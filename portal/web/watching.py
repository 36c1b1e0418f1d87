"""Watching for suppliers' people who guess addresses: one slip is human, many are a try."""

from flask import Flask, Response, current_app, g, request
from limits import RateLimitItemPerDay, RateLimitItemPerHour

from portal.core.accounts.operations.watching import report_reaching_beyond
from portal.core.db import reach_of
from portal.web.limits import Limits
from portal.web.request import State

ALERTS = RateLimitItemPerDay(1)


def watch(response: Response) -> Response:
    """Count what a supplier's person asked for and could not have."""
    actor = g.get("actor")
    if response.status_code != 404 or not request.view_args or not actor or not actor.is_supplier:
        return response
    misses = State.here().config.misses_per_hour
    if misses and _is_too_many(misses, f"person {actor.user_id}"):
        with State.here().database.transaction(reach_of(actor)) as session:
            report_reaching_beyond(session, actor, misses, request.path)
    return response


def _is_too_many(misses: int, who: str) -> bool:
    """Count one more; True when the limit is reached, once a day."""
    limits: Limits = current_app.extensions["limits"]
    if limits.has_room(RateLimitItemPerHour(max(1, misses - 1)), "beyond", who):
        return False
    return limits.has_room(ALERTS, "beyond", who)


def init_app(app: Flask) -> None:
    """Attach this to the app, after the limits."""
    app.after_request(watch)
