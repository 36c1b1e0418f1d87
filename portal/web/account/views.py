"""One's own account: name, language, password, sessions."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.accounts.operations import (
    ask_address_change,
    change_password,
    change_profile,
    end_other_sessions,
    end_session,
    forgive_try,
)
from portal.core.accounts.queries.people import find_me
from portal.core.accounts.queries.sessions import sessions_of
from portal.core.accounts.rules import device_of
from portal.core.db import reach_of
from portal.core.errors import Invalid, TooMany
from portal.web.account.forms import AddressForm, PasswordForm, ProfileForm
from portal.web.auth.door import prove_password
from portal.web.auth.links import speak
from portal.web.auth.views import limited
from portal.web.identity import needs_fresh, signed_in
from portal.web.language import gettext
from portal.web.request import State, db, me, open_to_people, stands_alone

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("")
@open_to_people
def account() -> ResponseReturnValue:
    """Show how one is known and spoken to."""
    user = find_me(db(), me())
    form = ProfileForm(name=user.name, locale=user.locale, time_zone=user.time_zone)
    return render_template("account/profile.html", form=form, user=user)


@bp.post("")
@open_to_people
def save_profile() -> ResponseReturnValue:
    """Change name, language and time zone."""
    form = ProfileForm()
    if form.validate():
        try:
            change_profile(db(), me(), form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("Your profile has been saved."))
            return speak(redirect("/account", 303), form.locale.data)
    return render_template("account/profile.html", form=form, user=find_me(db(), me())), 422


@bp.get("/email")
@open_to_people
def email() -> ResponseReturnValue:
    """Ask for a new address."""
    user = find_me(db(), me())
    return render_template("account/email.html", form=AddressForm(), user=user)


@bp.post("/email")
@open_to_people
@needs_fresh
def ask_email() -> ResponseReturnValue:
    """Mail a link to the new address."""
    form = AddressForm()
    if form.validate():
        try:
            ask_address_change(db(), me(), form.email.data or "")
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("We have mailed a link to the new address. Open it within an hour."))
            return redirect("/account", 303)
    return render_template("account/email.html", form=form, user=find_me(db(), me())), 422


@bp.get("/password")
@open_to_people
def password() -> ResponseReturnValue:
    """Ask for the old and the new password."""
    return render_template("account/password.html", form=PasswordForm())


@bp.post("/password")
@open_to_people
@stands_alone
def save_password() -> ResponseReturnValue:
    """Change the password; every other session ends."""
    form, live = PasswordForm(), signed_in()
    if live is None or not form.validate():
        return render_template("account/password.html", form=form), 422
    try:
        _, failure_id = prove_password(
            find_me(db(), me()).email, form.password.data or "", "password"
        )
        with State.here().database.transaction(reach_of(me())) as session:
            change_password(session, me(), form.new_password.data or "", live.session_id)
            forgive_try(session, failure_id)
    except TooMany as error:
        return limited("account/password.html", form, error)
    except Invalid as error:
        form.blame(error)
        return render_template("account/password.html", form=form), 422
    flash(gettext("Your password has been changed. Every other session has ended."))
    return redirect("/account/password", 303)


@bp.get("/sessions")
@open_to_people
def sessions() -> ResponseReturnValue:
    """Show where one is signed in."""
    live = signed_in()
    lines = sessions_of(db(), me().user_id or 0)
    return render_template(
        "account/sessions.html",
        lines=lines,
        here=live.session_id if live else 0,
        device_of=device_of,
    )


@bp.post("/sessions/<int:session_id>/end")
@open_to_people
def end(session_id: int) -> ResponseReturnValue:
    """End one session."""
    end_session(db(), me(), session_id)
    flash(gettext("The session has ended."))
    return redirect("/account/sessions", 303)


@bp.post("/sessions/end-others")
@open_to_people
def end_others() -> ResponseReturnValue:
    """End every session but this one."""
    live = signed_in()
    end_other_sessions(db(), me(), live.session_id if live else 0)
    flash(gettext("Every other session has ended."))
    return redirect("/account/sessions", 303)
