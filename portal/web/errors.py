"""One table of refusals for browsers and programs, and how a refusal looks in a browser."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog
from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal.core.errors import (
    DomainError,
    Invalid,
    NeedsFreshSignIn,
    NotAllowed,
    NotFound,
    Outpaced,
    TooLarge,
    TooMany,
    WrongState,
)
from portal.core.i18n import N_, say
from portal.core.ports import StoreFailure
from portal.web.request import locale

log = structlog.get_logger("portal.web")

STATUS: dict[type[DomainError], int] = {
    NotAllowed: 403,
    NeedsFreshSignIn: 403,
    NotFound: 404,
    Outpaced: 409,
    WrongState: 409,
    TooLarge: 413,
    Invalid: 422,
    TooMany: 429,
}

TITLES = {
    400: N_("This request could not be understood"),
    401: N_("Sign in first"),
    403: N_("This is not open to you"),
    404: N_("There is nothing here"),
    405: N_("This cannot be done here"),
    409: N_("This has changed in the meantime"),
    413: N_("This is too large"),
    415: N_("This kind of content is not understood"),
    422: N_("Something is not right yet"),
    429: N_("Too often, too quickly"),
    500: N_("Something went wrong on our side"),
    503: N_("The portal is busy"),
}

SENTENCES = {
    400: N_("The page may be out of date. Go back, reload it and try again."),
    401: N_("Send a valid API token as “Authorization: Bearer …”."),
    403: N_("Your role does not include this. Ask an administrator."),
    404: N_("The address may be mistyped, or the thing is not yours to see."),
    405: N_("Go back and use the buttons of the page."),
    409: N_("Somebody else was faster. Reload to see how it stands now."),
    413: N_("Send a smaller file."),
    415: N_("Send the content type that the description of this call names."),
    422: N_("Go back and check what you entered."),
    429: N_("Wait a minute and try again."),
    500: N_("Nothing was changed. We have written down what happened; please try again."),
    503: N_("Nothing was changed. Try again in a moment."),
}


@dataclass(frozen=True)
class Refusal:
    """What is said to whoever asked, before it is known whether a person or a program reads it."""

    status: int
    sentence: str
    about: str | None = None
    """The field it is about, if it is about one."""
    incident: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    mistakes: Mapping[str, object] = field(default_factory=dict)
    """What a schema found wrong, by place and field; only programs send such requests."""

    @property
    def title(self) -> str:
        return say(locale(), TITLES.get(self.status, TITLES[400]))


Voice = Callable[[Refusal], ResponseReturnValue]


def page(refusal: Refusal) -> ResponseReturnValue:
    """Return the error page in the person's language."""
    shown = render_template(
        "errors/error.html",
        status=refusal.status,
        title=refusal.title,
        sentence=refusal.sentence,
        incident=refusal.incident,
    )
    return shown, refusal.status, dict(refusal.headers)


def show(refusal: Refusal) -> ResponseReturnValue:
    """Say it in the voice of the address that was asked: a page, or what a door has set."""
    voices: dict[str, Voice] = current_app.extensions["voices"]
    voice = next((voices[path] for path in voices if request.path.startswith(path)), page)
    return voice(refusal)


def status_of(error: DomainError) -> int:
    """Return the HTTP status that fits a refusal."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def refuse(error: DomainError) -> ResponseReturnValue:
    """Show the sentence with the status that fits it."""
    wait = {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, TooMany) else {}
    return show(Refusal(status_of(error), error.in_(locale()), error.field, headers=wait))


def refuse_token(error: CSRFError) -> ResponseReturnValue:
    """Explain a form whose token does not fit this session; nothing was changed."""
    log.warning("csrf.refused", path=request.path)
    sentence = N_("The form was too old or came from elsewhere. Reload it and send again.")
    return show(Refusal(400, say(locale(), sentence)))


def refuse_http(error: HTTPException) -> ResponseReturnValue:
    """Show Werkzeug's own refusals like ours."""
    if error.response is not None or not error.code:
        return error.get_response()
    kept = {"Allow", "Retry-After", "WWW-Authenticate", "Location"}
    found = getattr(error, "data", None) or {}
    sentence = SENTENCES.get(error.code, SENTENCES[400])
    headers = {name: value for name, value in error.get_headers() if name in kept}
    mistakes = found.get("messages", {})
    return show(Refusal(error.code, say(locale(), sentence), headers=headers, mistakes=mistakes))


def refuse_for_store(error: StoreFailure) -> ResponseReturnValue:
    """Acknowledge nothing while the file store does not answer as it should."""
    log.error("store.failed", reason=str(error)[:200], path=request.path)
    return show(Refusal(503, say(locale(), SENTENCES[503])))


def fail(error: Exception) -> ResponseReturnValue:
    """Show a page with a number under which the log tells what happened."""
    incident = secrets.token_hex(4)
    log.exception("request.failed", incident=incident, path=request.path)
    return show(Refusal(500, say(locale(), SENTENCES[500]), incident=incident))


def init_app(app: Flask) -> None:
    """Attach this to the app."""
    app.extensions["voices"] = {}
    app.register_error_handler(DomainError, refuse)
    app.register_error_handler(CSRFError, refuse_token)
    app.register_error_handler(HTTPException, refuse_http)
    app.register_error_handler(StoreFailure, refuse_for_store)
    app.register_error_handler(Exception, fail)
