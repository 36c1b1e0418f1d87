"""What mailed links open: a new password, an invitation, a registration, a new address."""

from flask import flash, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from portal.core.accounts.models import Registration
from portal.core.accounts.operations import (
    accept_invitation,
    ask_way_in,
    confirm_address,
    open_for,
    renew_invitation,
    reset_password,
)
from portal.core.accounts.queries.links import find_link_holder, may_renew_invitation
from portal.core.accounts.rules import LinkKind
from portal.core.errors import Invalid, TooMany, WrongState
from portal.core.suppliers.registration import (
    ask_to_register,
    find_registration,
    register_company,
)
from portal.web.auth.forms import AcceptForm, AddressForm, NewPasswordForm, RegistrationForm
from portal.web.auth.views import bp, limited
from portal.web.choices import country_name
from portal.web.identity import signed_in, welcome
from portal.web.language import gettext
from portal.web.request import State, db, locale, me, open_to_all


@bp.get("/reset")
@open_to_all
def ask_reset() -> ResponseReturnValue:
    """Ask whose password was forgotten."""
    return render_template("auth/reset_ask.html", form=AddressForm())


@bp.post("/reset")
@open_to_all
def send_reset() -> ResponseReturnValue:
    """Answer alike for everybody; the mail is written in the background."""
    form = AddressForm()
    if not form.validate():
        return render_template("auth/reset_ask.html", form=form), 422
    try:
        ask_way_in(db(), me(), form.email.data or "")
    except TooMany as error:
        return limited("auth/reset_ask.html", form, error)
    return redirect("/reset/sent", 303)


@bp.get("/reset/sent")
@open_to_all
def reset_sent() -> ResponseReturnValue:
    """Say where to look now."""
    return render_template("auth/reset_sent.html")


@bp.get("/reset/<secret>")
@open_to_all
def reset(secret: str) -> ResponseReturnValue:
    """Ask for the new password."""
    holder = find_link_holder(db(), LinkKind.RESET, secret)
    if holder is None:
        return over("reset")
    return render_template("auth/reset.html", form=NewPasswordForm(), email=holder.email)


@bp.post("/reset/<secret>")
@open_to_all
def set_password(secret: str) -> ResponseReturnValue:
    """Set the new password, once."""
    holder = find_link_holder(db(), LinkKind.RESET, secret)
    if holder is None:
        return over("reset")
    form = NewPasswordForm()
    if form.validate():
        try:
            reset_password(db(), me(), secret, form.password.data or "")
        except WrongState:
            return over("reset")
        except Invalid as error:
            form.blame(error)
        else:
            session.clear()
            flash(gettext("Your password has been changed. Sign in with the new one."))
            return redirect("/login", 303)
    return render_template("auth/reset.html", form=form, email=holder.email), 422


@bp.get("/invitation/<secret>")
@open_to_all
def invitation(secret: str) -> ResponseReturnValue:
    """Show what one is invited to."""
    holder = find_link_holder(db(), LinkKind.INVITATION, secret)
    if holder is None:
        return over("invitation", secret)
    form = AcceptForm(name=holder.name, locale=locale(), time_zone=holder.time_zone)
    return render_template("auth/invitation.html", form=form, email=holder.email)


@bp.post("/invitation/<secret>")
@open_to_all
def accept(secret: str) -> ResponseReturnValue:
    """Turn the invitation into an account, and let the person in."""
    holder = find_link_holder(db(), LinkKind.INVITATION, secret)
    if holder is None:
        return over("invitation", secret)
    form = AcceptForm()
    if form.validate():
        try:
            user = accept_invitation(db(), me(), secret, form.to_input())
        except WrongState:
            return over("invitation", secret)
        except Invalid as error:
            form.blame(error)
        else:
            welcome(open_for(db(), me(), user, request.user_agent.string))
            flash(gettext("Welcome. Your account is ready."))
            return speak(redirect("/", 303), user.locale)
    return render_template("auth/invitation.html", form=form, email=holder.email), 422


@bp.post("/invitation/<secret>/again")
@open_to_all
def invite_me_again(secret: str) -> ResponseReturnValue:
    """Mail a new link to the address that was invited."""
    try:
        renew_invitation(db(), me(), secret)
    except WrongState:
        return over("invitation")
    return redirect("/reset/sent", 303)


@bp.get("/register")
@open_to_all
def register() -> ResponseReturnValue:
    """Ask a company who it is."""
    return render_template("auth/register.html", form=RegistrationForm(locale=locale()))


@bp.post("/register")
@open_to_all
def ask_registration() -> ResponseReturnValue:
    """Keep what was said until the address is proven."""
    form = RegistrationForm()
    if form.validate():
        try:
            ask_to_register(db(), me(), form.to_input())
        except TooMany as error:
            return limited("auth/register.html", form, error)
        except Invalid as error:
            form.blame(error)
        else:
            return redirect("/register/sent", 303)
    return render_template("auth/register.html", form=form), 422


@bp.get("/register/sent")
@open_to_all
def registration_sent() -> ResponseReturnValue:
    """Say where to look now."""
    return render_template("auth/register_sent.html")


@bp.get("/register/<secret>")
@open_to_all
def registration(secret: str) -> ResponseReturnValue:
    """Show what the company said of itself, and ask for a password."""
    asked = find_registration(db(), secret)
    if asked is None:
        return over("register")
    return render_template("auth/register_confirm.html", form=NewPasswordForm(), **_said(asked))


@bp.post("/register/<secret>")
@open_to_all
def confirm_registration(secret: str) -> ResponseReturnValue:
    """Register the company; a buyer decides next."""
    asked, form = find_registration(db(), secret), NewPasswordForm()
    if asked is None:
        return over("register")
    if form.validate():
        try:
            register_company(db(), me(), secret, form.password.data or "")
        except WrongState:
            return over("register")
        except Invalid as error:
            form.blame(error)
        else:
            return redirect("/register/done", 303)
    return render_template("auth/register_confirm.html", form=form, **_said(asked)), 422


def _said(asked: Registration) -> dict[str, object]:
    return {"asked": asked, "country": country_name(asked.country)}


@bp.get("/register/done")
@open_to_all
def registration_done() -> ResponseReturnValue:
    """Say what happens next."""
    return render_template("auth/register_done.html")


@bp.get("/address/<secret>")
@open_to_all
def address(secret: str) -> ResponseReturnValue:
    """Ask whether the new address is right."""
    if find_link_holder(db(), LinkKind.ADDRESS, secret) is None:
        return over("address")
    return render_template("auth/address.html")


@bp.post("/address/<secret>")
@open_to_all
def take_address(secret: str) -> ResponseReturnValue:
    """Take the new address."""
    try:
        confirm_address(db(), me(), secret)
    except WrongState:
        return over("address")
    flash(gettext("Your new address is in use from now on."))
    return redirect("/account" if signed_in() else "/login", 303)


def over(kind: str, secret: str = "") -> ResponseReturnValue:
    """Say that a link has been used or is too old, and how to get another."""
    may_renew = bool(secret) and may_renew_invitation(db(), secret)
    page = render_template("auth/over.html", kind=kind, secret=secret, may_renew=may_renew)
    return page, 410


def speak(answer: object, language: str) -> ResponseReturnValue:
    """Let the browser keep the language that was chosen for the account."""
    response = make_response(answer)
    secure = State.here().config.is_https
    response.set_cookie(
        "lang", language, max_age=31_536_000, samesite="Lax", httponly=True, secure=secure
    )
    return response
