"""Who is asking: the cookie's secret becomes a live session; a page is closed unless opened.

Flask-Login keeps the secret in the signed cookie and hands it to us; the session itself is a row
on the server, so that it can be listed, ended, and is over for good once it was ended.
"""

from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import structlog
from flask import Flask, current_app, flash, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import BadRequest

from portal.core.accounts.operations import touch_session
from portal.core.accounts.queries.sessions import SignedIn, find_signed_in
from portal.core.accounts.rules import SESSION_TOUCH, needs_second_factor
from portal.core.clock import now
from portal.core.db import narrow, reach_of
from portal.core.errors import NotAllowed
from portal.core.i18n import N_, Message
from portal.core.permissions import Permission
from portal.web.language import gettext
from portal.web.request import SAFE_METHODS, State, View, address, db, locale

log = structlog.get_logger("portal.web")


class SessionCookie(SecureCookieSessionInterface):
    """The signed cookie; what signs it is made once, not on every request."""

    _serializer: Any = None

    def get_signing_serializer(self, app: Flask) -> Any:
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer


def csrf_token() -> str:
    """Return this session's token for forms, signed once per process and not once per page.

    Tokens live as long as the session (WTF_CSRF_TIME_LIMIT), so an earlier signature is as good.
    """
    token: str | None = g.get("csrf_token")
    if token is None:
        raw = session.get("csrf_token")
        token = _signed(current_app.secret_key, raw) if raw else generate_csrf()
        g.csrf_token = token
    return token


@lru_cache(maxsize=4096)
def _signed(key: object, raw: str) -> str:
    """Sign the token that the open session holds; `key` and `raw` are what that hangs on."""
    return str(generate_csrf())


class Visitor(UserMixin):
    """Flask-Login's view of a live session."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in

    def get_id(self) -> str:
        return self.signed_in.secret


class Newcomer(UserMixin):
    """Somebody whose session was opened by this very request."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def get_id(self) -> str:
        return self.secret


def welcome(secret: str) -> None:
    """Put a new session's secret into a cookie of its own; what the browser had before is dead."""
    session.clear()
    login_user(Newcomer(secret))


def needs_fresh(view: View) -> View:
    """Let an act through only after the password was entered again just now.

    The page that asks for it holds on to what was sent, and goes on with it (`auth.freshness`).
    """
    view.needs_fresh = True  # type: ignore[attr-defined]
    return view


def signs(view: View) -> View:
    """Open a page of signing, in production, only to who has a second factor (R-AUTH-11)."""
    view.signs = True  # type: ignore[attr-defined]
    return view


def before_second_factor(view: View) -> View:
    """Open a page to people who still have to set up the second factor that their role needs."""
    view.is_before_second_factor = True  # type: ignore[attr-defined]
    return view


def lacks_second_factor() -> bool:
    """Return whether the role of the person asking should have a second factor and has none."""
    live = signed_in()
    return live is not None and not live.has_second_factor and needs_second_factor(live.actor.roles)


def load(secret: str) -> Visitor | None:
    """Return the visitor behind the cookie's secret, if the session still lives."""
    signed_in = find_signed_in(db(), secret, address())
    return Visitor(signed_in) if signed_in else None


def signed_in() -> SignedIn | None:
    """Return this request's live session."""
    visitor = current_user._get_current_object()
    return visitor.signed_in if isinstance(visitor, Visitor) else None


def identify() -> ResponseReturnValue | None:
    """Find out who is asking and whether the page is open to them."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.endpoint == "static":
        return None
    if request.blueprint and request.blueprint.startswith("api"):
        return None
    if any("\x00" in text for text in (request.path, *request.args.values())):
        raise BadRequest
    live = signed_in()
    if live is None:
        if view is None or getattr(view, "is_open", False):
            return None
        return _ask_to_sign_in()
    g.actor = live.actor
    if view is None:
        return None
    structlog.contextvars.bind_contextvars(user=live.actor.user_id)
    narrow(db(), reach_of(live.actor))
    _touch(live)
    permission: Permission | None = getattr(view, "needs", None)
    if permission is not None:
        if not live.actor.may(permission, live.actor.supplier_id):
            log.warning("access.refused", permission=permission.value, path=request.path)
            raise NotAllowed(N_("Your role does not include this. Ask an administrator."))
    elif not getattr(view, "is_open", False) and not getattr(view, "is_open_to_people", False):
        raise NotAllowed(N_("Your role does not include this. Ask an administrator."))
    if not State.here().config.is_production:
        return None
    if lacks_second_factor():
        return _ask_for_second_factor(
            view, N_("Your role needs a second factor. Set it up to go on.")
        )
    if getattr(view, "signs", False) and not live.has_second_factor:
        return _ask_for_second_factor(
            view, N_("Signing needs a second factor. Set it up to go on.")
        )
    return None


def _ask_for_second_factor(view: object, why: Message) -> ResponseReturnValue | None:
    if getattr(view, "is_open", False) or getattr(view, "is_before_second_factor", False):
        return None
    flash(gettext(why), "bad")
    return redirect(url_for("account.second_factor"), 303)


def _ask_to_sign_in() -> ResponseReturnValue:
    """Send to the door, and back afterwards: for a lapsed form to the page it was on."""
    if request.method in SAFE_METHODS:
        wanted = request.full_path.rstrip("?")
    else:
        came_from = urlsplit(request.referrer or "")
        page = urlunsplit(("", "", came_from.path, came_from.query, ""))
        wanted = page if came_from.netloc == request.host else ""
    after = wanted if wanted not in ("", "/") else None
    address = url_for("auth.login", next=after, lang=request.args.get("lang") and locale())
    return redirect(address, 302 if request.method in SAFE_METHODS else 303)


def _touch(live: SignedIn) -> None:
    """Keep the session alive, at most once a minute and apart from the request's own work."""
    if now() - live.seen_at > SESSION_TOUCH:
        with State.here().database.transaction() as session:
            touch_session(session, live.session_id)


def init_app(app: Flask) -> None:
    """Attach this to the app."""
    secure = app.extensions["portal"].config.is_https
    app.config.update(
        SESSION_COOKIE_NAME="__Host-portal" if secure else "portal",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
    )
    app.session_interface = SessionCookie()
    manager = LoginManager(app)
    manager.session_protection = ""
    manager.user_loader(load)
    app.before_request(identify)
    app.jinja_env.globals.update(lacks_second_factor=lacks_second_factor)
