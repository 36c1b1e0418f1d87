"""Which program is asking: a bearer token, never the cookie."""

import structlog
from flask import current_app, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from portal.core.accounts.queries.tokens import find_token_actor
from portal.core.db import narrow, reach_of
from portal.core.errors import NotAllowed
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.web.request import address, db

log = structlog.get_logger("portal.api")


def identify() -> None:
    """Find out whose token this is and whether its scopes open the call; closed by default."""
    view = current_app.view_functions[request.endpoint or ""]
    g.locale = _language()
    if getattr(view, "is_open", False):
        return
    secret = _bearer()
    actor = find_token_actor(db(), secret, address()) if secret else None
    if actor is None:
        kind = {"error": "invalid_token"} if secret else {}
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "portal", **kind}))
    g.actor = actor
    g.locale = _language() or actor.locale
    structlog.contextvars.bind_contextvars(user=actor.user_id)
    narrow(db(), reach_of(actor))
    needed: Permission | None = getattr(view, "scope", None)
    if needed is None or needed not in actor.permissions:
        log.warning("access.refused", permission=needed, path=request.path)
        raise NotAllowed(N_("This token does not include what the call needs."))


def _bearer() -> str:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    return secret if kind.lower() == "bearer" and secret.isascii() else ""


def _language() -> str | None:
    """Return the language of Accept-Language; a cookie says nothing about a program."""
    best = request.accept_languages.best_match(["en", "zh", "zh-CN", "zh-Hans"])
    return best[:2] if best else None
