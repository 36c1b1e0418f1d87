"""Coming in and going out."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from portal.core.accounts.operations import sign_in, sign_out
from portal.core.accounts.queries import find_signed_in
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.web.auth.forms import LoginForm
from portal.web.identity import Visitor, signed_in
from portal.web.request import db, me, open_to_all

bp = Blueprint("auth", __name__)


@bp.get("/login")
@open_to_all
def login() -> ResponseReturnValue:
    """Show the door."""
    if signed_in():
        return redirect(safe_path(request.args.get("next")))
    return render_template("auth/login.html", form=LoginForm())


@bp.post("/login")
@open_to_all
def enter() -> ResponseReturnValue:
    """Let a person in whose address and password fit."""
    form = LoginForm()
    if form.validate():
        agent = request.user_agent.string
        secret = sign_in(db(), me(), form.email.data or "", form.password.data or "", agent)
        live = find_signed_in(db(), secret, me().address) if secret else None
        if live:
            session.clear()
            login_user(Visitor(live))
            return redirect(safe_path(request.args.get("next")), 303)
        form.blame(Invalid(N_("Address or password is not right.")))
    return render_template("auth/login.html", form=form), 422


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
