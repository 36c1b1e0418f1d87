"""Who is asking: the cookie's secret becomes a live session; a page is closed unless opened.

Flask-Login keeps the secret in the signed cookie and hands it to us; the session itself is a row
on the server, so that it can be listed, ended, and is over for good once it was ended.
"""

from datetime import timedelta

import structlog
from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user

from portal.core.accounts.operations import touch_session
from portal.core.accounts.queries import SignedIn, find_signed_in
from portal.core.accounts.rules import SESSION_TOUCH
from portal.core.clock import now
from portal.core.db import narrow, reach_of
from portal.core.errors import NotAllowed
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.web.request import SAFE_METHODS, State, address, db, locale

log = structlog.get_logger("portal.web")


class Visitor(UserMixin):
    """Flask-Login's view of a live session."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in

    def get_id(self) -> str:
        return self.signed_in.secret


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
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    wanted = request.full_path.rstrip("?") if request.method in SAFE_METHODS else ""
    after = wanted if wanted not in ("", "/") else None
    return redirect(url_for("auth.login", next=after, lang=request.args.get("lang") and locale()))


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
    manager = LoginManager(app)
    manager.session_protection = ""
    manager.user_loader(load)
    app.before_request(identify)
