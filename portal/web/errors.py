"""How a refusal looks in a browser."""

import secrets

import structlog
from flask import Flask, render_template, request
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
    403: N_("This is not open to you"),
    404: N_("There is nothing here"),
    405: N_("This cannot be done here"),
    409: N_("This has changed in the meantime"),
    413: N_("This is too large"),
    422: N_("Something is not right yet"),
    429: N_("Too often, too quickly"),
    500: N_("Something went wrong on our side"),
    503: N_("The portal is busy"),
}

SENTENCES = {
    400: N_("The page may be out of date. Go back, reload it and try again."),
    403: N_("Your role does not include this. Ask an administrator."),
    404: N_("The address may be mistyped, or the thing is not yours to see."),
    405: N_("Go back and use the buttons of the page."),
    409: N_("Somebody else was faster. Reload to see how it stands now."),
    413: N_("Send a smaller file."),
    422: N_("Go back and check what you entered."),
    429: N_("Wait a minute and try again."),
    500: N_("Nothing was changed. We have written down what happened; please try again."),
    503: N_("Nothing was changed. Try again in a moment."),
}


def status_of(error: DomainError) -> int:
    """Return the HTTP status that fits a refusal."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def show(status: int, sentence: str | None = None, incident: str = "") -> ResponseReturnValue:
    """Return the error page for `status` in the person's language."""
    page = render_template(
        "errors/error.html",
        status=status,
        title=say(locale(), TITLES.get(status, TITLES[400])),
        sentence=sentence or say(locale(), SENTENCES.get(status, SENTENCES[400])),
        incident=incident,
    )
    return page, status


def refuse(error: DomainError) -> ResponseReturnValue:
    """Show the sentence with the status that fits it."""
    return show(status_of(error), error.in_(locale()))


def refuse_token(error: CSRFError) -> ResponseReturnValue:
    """Explain a form whose token does not fit this session; nothing was changed."""
    log.warning("csrf.refused", path=request.path)
    return show(
        400,
        say(locale(), N_("The form was too old or came from elsewhere. Reload it and send again.")),
    )


def refuse_http(error: HTTPException) -> ResponseReturnValue:
    """Show Werkzeug's own refusals like ours."""
    if error.response is not None:
        return error.response
    return show(error.code or 500)


def fail(error: Exception) -> ResponseReturnValue:
    """Show a page with a number under which the log tells what happened."""
    incident = secrets.token_hex(4)
    log.exception("request.failed", incident=incident, path=request.path)
    return show(500, incident=incident)


def init_app(app: Flask) -> None:
    """Attach this to the app."""
    app.register_error_handler(DomainError, refuse)
    app.register_error_handler(CSRFError, refuse_token)
    app.register_error_handler(HTTPException, refuse_http)
    app.register_error_handler(Exception, fail)
