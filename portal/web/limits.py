"""How often one person or address may act; looking at pages is not counted.

The `limits` library counts, in memory or, for several processes, in PORTAL_LIMITS_URL.
Flask-Limiter around it would look up limits on every GET as well: pages need not pay for that.
"""

import hashlib
import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import RateLimiter, SlidingWindowCounterRateLimiter

from portal.core.errors import TooMany
from portal.core.i18n import N_
from portal.web import errors
from portal.web.request import SAFE_METHODS, View, address

log = structlog.get_logger("portal.web")

T = TypeVar("T")

TOGETHER = 4
"""People behind one address, and people of one supplier, share what four of them may."""


def costly(view: View) -> View:
    """Count a page that is only fetched but costs much: an export, an evidence pack, a PDF."""
    view.is_costly = True  # type: ignore[attr-defined]
    return view


class Limits:
    """Counts per person, per supplier and per address.

    While the shared store cannot be reached each process counts for itself: people can go on
    working, and nobody can try without end.
    """

    def __init__(self, url: str, posts_per_minute: int, exports_per_hour: int) -> None:
        shared = storage_from_string(url, wrap_exceptions=True)
        self._shared: RateLimiter = SlidingWindowCounterRateLimiter(shared)
        self._alone: RateLimiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self.posts = RateLimitItemPerMinute(posts_per_minute) if posts_per_minute else None
        self.posts_together = (
            RateLimitItemPerMinute(posts_per_minute * TOGETHER) if posts_per_minute else None
        )
        self.exports = RateLimitItemPerHour(exports_per_hour) if exports_per_hour else None
        self.exports_together = (
            RateLimitItemPerHour(exports_per_hour * TOGETHER) if exports_per_hour else None
        )

    def has_room(self, limit: RateLimitItem, what: str, who: str) -> bool:
        """Count one more; return whether that was within the limit."""
        return self._ask(lambda counter: counter.hit(limit, what, who))

    def count(self, limit: RateLimitItem | None, what: str, who: str) -> None:
        """Count one more; raises TooMany with the time to wait."""
        if limit is None or self.has_room(limit, what, who):
            return
        window = self._ask(lambda counter: counter.get_window_stats(limit, what, who))
        refusal = TooMany(N_("You did this very often just now. Wait a little and try again."))
        refusal.retry_after_seconds = max(1, round(window.reset_time - time.time()))
        log.warning("limit.reached", what=what)
        raise refusal

    def _ask(self, question: Callable[[RateLimiter], T]) -> T:
        try:
            return question(self._shared)
        except StorageError as error:
            log.warning("limit.store_unreachable", reason=str(error.storage_error))
            return question(self._alone)


def guard() -> None:
    """Count what acts, and what is costly, before any work is done for it."""
    view = current_app.view_functions.get(request.endpoint or "")
    acts = request.method not in SAFE_METHODS
    if not acts and not getattr(view, "is_costly", False):
        return
    limits: Limits = current_app.extensions["limits"]
    company = _company()
    if getattr(view, "is_costly", False):
        limits.count(limits.exports, "exports", _who())
        if company:
            limits.count(limits.exports_together, "exports", company)
    if acts:
        limits.count(limits.posts, "posts", _who())
        if company:
            limits.count(limits.posts_together, "posts", company)
        limits.count(limits.posts_together, "posts", f"address {address()}")


def _company() -> str:
    """Return the supplier whose people share a limit (R-DOS-1), empty for the brand's."""
    actor = g.get("actor")
    return f"supplier {actor.supplier_id}" if actor is not None and actor.supplier_id else ""


def _who() -> str:
    actor = g.get("actor")
    if actor is not None and actor.user_id is not None:
        return f"person {actor.user_id}"
    token = request.headers.get("Authorization", "")
    if token:
        return f"token {hashlib.sha256(token.encode()).hexdigest()[:32]}"
    return f"stranger {address()}"


def say_when(response: Response) -> Response:
    """Tell programs when to come back."""
    if response.status_code in (429, 503):
        response.headers.setdefault("Retry-After", str(g.get("retry_after", 60)))
    return response


def refuse(error: TooMany) -> ResponseReturnValue:
    """Show the sentence, and when to come back."""
    g.retry_after = error.retry_after_seconds
    return errors.refuse(error)


def init_app(app: Flask) -> None:
    """Attach this to the app, after it knows who is asking."""
    config = app.extensions["portal"].config
    app.extensions["limits"] = Limits(
        config.limits_url, config.posts_per_minute, config.exports_per_hour
    )
    app.before_request(guard)
    app.after_request(say_when)
    app.register_error_handler(TooMany, refuse)
