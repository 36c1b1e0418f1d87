"""Coming in and going out."""

from urllib.parse import quote, urlsplit

from flask import Blueprint, flash, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from portal.core.accounts.operations import (
    begin_code_step,
    finish_code_step,
    open_session,
    sign_out,
)
from portal.core.accounts.queries.links import find_link_holder
from portal.core.accounts.queries.signing_in import Credentials, find_credentials
from portal.core.accounts.rules import LinkKind
from portal.core.errors import Invalid, TooMany, WrongState
from portal.web.auth.door import knock, miss, prove_password
from portal.web.auth.forms import CodeForm, LoginForm
from portal.web.forms import PageForm
from portal.web.identity import signed_in, welcome
from portal.web.language import gettext
from portal.web.request import State, db, locale, me, open_to_all, stands_alone

bp = Blueprint("auth", __name__)

CODE_STEP = "code_step"
"""Where the browser keeps the secret between the password and the second factor."""


@bp.get("/login")
@open_to_all
def login() -> ResponseReturnValue:
    """Show the door."""
    if signed_in():
        return redirect(safe_path(request.args.get("next")))
    return render_template("auth/login.html", form=LoginForm(), lapsed="_user_id" in session)


@bp.post("/login")
@open_to_all
@stands_alone
def enter() -> ResponseReturnValue:
    """Let a person in whose address and password fit."""
    form = LoginForm()
    if not form.validate():
        return render_template("auth/login.html", form=form), 422
    try:
        proven, failure_id = prove_password(form.email.data or "", form.password.data or "")
        return _go_on(proven, failure_id)
    except TooMany as error:
        return limited("auth/login.html", form, error)
    except (Invalid, WrongState) as error:
        form.form_errors.append(error.in_(locale()))
        return render_template("auth/login.html", form=form), 422


def _go_on(proven: Credentials, failure_id: int) -> ResponseReturnValue:
    """Open the session, or ask for the second factor first."""
    with State.here().database.transaction() as session_:
        if proven.has_second_factor:
            secret = begin_code_step(session_, proven, failure_id)
        else:
            secret = open_session(session_, me(), proven, request.user_agent.string)
    after = request.args.get("next")
    if not proven.has_second_factor:
        welcome(secret)
        return redirect(safe_path(after), 303)
    session.clear()
    session[CODE_STEP] = secret
    return redirect(_address("/login/code", after), 303)


@bp.get("/login/code")
@open_to_all
def login_code() -> ResponseReturnValue:
    """Ask for the second factor."""
    if not _expected():
        return redirect(_address("/login", request.args.get("next")))
    return render_template("auth/code.html", form=CodeForm())


@bp.post("/login/code")
@open_to_all
@stands_alone
def enter_code() -> ResponseReturnValue:
    """Let a person in whose second factor fits, too."""
    expected, form = _expected(), CodeForm()
    if expected is None:
        flash(gettext("That took too long. Enter your password again."), "bad")
        return redirect(_address("/login", request.args.get("next")), 303)
    if not form.validate():
        return render_template("auth/code.html", form=form), 422
    try:
        knock(expected.email)
        secret = _finish(form.code.data or "")
    except TooMany as error:
        return limited("auth/code.html", form, error)
    except Invalid as error:
        miss(expected.email, expected, "code")
        form.blame(error)
        return render_template("auth/code.html", form=form), 422
    except WrongState:
        flash(gettext("That took too long. Enter your password again."), "bad")
        return redirect(_address("/login", request.args.get("next")), 303)
    welcome(secret)
    return redirect(safe_path(request.args.get("next")), 303)


def _finish(code: str) -> str:
    agent = request.user_agent.string
    with State.here().database.transaction() as session_:
        return finish_code_step(session_, me(), session[CODE_STEP], code, agent)


def _expected() -> Credentials | None:
    """Return whose second factor the browser may enter now."""
    secret = session.get(CODE_STEP)
    user = find_link_holder(db(), LinkKind.CODE_STEP, secret) if secret else None
    return find_credentials(db(), user.email) if user else None


@bp.post("/logout")
@open_to_all
def logout() -> ResponseReturnValue:
    """End this session on the server."""
    live = signed_in()
    if live:
        sign_out(db(), me(), live.session_id)
        logout_user()
    session.clear()
    return redirect("/login", 303)


def limited(template: str, form: PageForm, error: TooMany, **values: object) -> ResponseReturnValue:
    """Say how long the door stays shut, and how to open it oneself."""
    sentence = error.in_(locale())
    answer = make_response(render_template(template, form=form, limited=sentence, **values), 429)
    answer.headers["Retry-After"] = str(error.retry_after_seconds)
    return answer


def _address(path: str, after: str | None) -> str:
    wanted = safe_path(after)
    return path if wanted == "/" else f"{path}?next={quote(wanted, safe='/')}"


def safe_path(wanted: str | None) -> str:
    """Return `wanted` if it is a path of this site, else the home page (R-RED-1)."""
    if not wanted or not wanted.startswith("/") or "\\" in wanted:
        return "/"
    if any(ord(char) < 33 or ord(char) == 127 for char in wanted):
        return "/"
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or wanted.startswith("//"):
        return "/"
    return wanted
