"""One's own second factor: turning it on with a first code, recovery codes, turning it off."""

import segno
from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.accounts.codes import totp_address
from portal.core.accounts.models import User
from portal.core.accounts.operations import (
    begin_second_factor,
    confirm_second_factor,
    forgive_try,
    remove_second_factor,
    renew_recovery_codes,
)
from portal.core.accounts.queries.people import find_me
from portal.core.accounts.queries.signing_in import count_recovery_codes
from portal.core.db import reach_of
from portal.core.errors import Invalid, TooMany
from portal.core.sealing import unseal
from portal.web.account.forms import CodeForm, RemoveForm
from portal.web.account.views import bp
from portal.web.auth.door import knock, prove_password
from portal.web.auth.views import limited
from portal.web.identity import before_second_factor, needs_fresh
from portal.web.language import gettext
from portal.web.request import State, db, me, open_to_people, stands_alone

PAGE = "account/second_factor.html"


@bp.get("/second-factor")
@open_to_people
@before_second_factor
def second_factor() -> ResponseReturnValue:
    """Show whether there is a second factor, and what can be done about it."""
    return render_template(PAGE, form=CodeForm(), **_facts(find_me(db(), me())))


@bp.post("/second-factor/begin")
@open_to_people
@before_second_factor
@needs_fresh
def begin() -> ResponseReturnValue:
    """Make a secret and show it as a QR code."""
    begin_second_factor(db(), me())
    return redirect("/account/second-factor", 303)


@bp.post("/second-factor/confirm")
@open_to_people
@before_second_factor
@needs_fresh
@stands_alone
def confirm() -> ResponseReturnValue:
    """Turn it on with a first code; the recovery codes are shown this once."""
    form, user = CodeForm(), find_me(db(), me())
    if not form.validate():
        return render_template(PAGE, form=form, **_facts(user)), 422
    try:
        failure_id, _ = knock(user.email)
        with State.here().database.transaction(reach_of(me())) as session:
            codes = confirm_second_factor(session, me(), form.code.data or "")
            forgive_try(session, failure_id)
    except TooMany as error:
        return limited(PAGE, form, error, **_facts(user))
    except Invalid as error:
        form.blame(error)
        return render_template(PAGE, form=form, **_facts(user)), 422
    return render_template("account/recovery_codes.html", codes=codes, is_first=True)


@bp.post("/second-factor/codes")
@open_to_people
@needs_fresh
def codes() -> ResponseReturnValue:
    """Make new recovery codes and show them this once."""
    codes = renew_recovery_codes(db(), me())
    return render_template("account/recovery_codes.html", codes=codes, is_first=False)


@bp.get("/second-factor/remove")
@open_to_people
def ask_remove() -> ResponseReturnValue:
    """Ask for the password before the second factor goes."""
    return render_template("account/remove_second_factor.html", form=RemoveForm())


@bp.post("/second-factor/remove")
@open_to_people
@stands_alone
def remove() -> ResponseReturnValue:
    """Turn the second factor off."""
    form, page = RemoveForm(), "account/remove_second_factor.html"
    if not form.validate():
        return render_template(page, form=form), 422
    try:
        _, failure_id = prove_password(
            find_me(db(), me()).email, form.password.data or "", "password"
        )
        with State.here().database.transaction(reach_of(me())) as session:
            remove_second_factor(session, me())
            forgive_try(session, failure_id)
    except TooMany as error:
        return limited(page, form, error)
    except Invalid as error:
        form.blame(error)
        return render_template(page, form=form), 422
    flash(gettext("The second factor has been turned off."))
    return redirect("/account/second-factor", 303)


def _facts(user: User) -> dict[str, object]:
    """Return what the page shows: on, off, or a secret that waits for its first code."""
    is_on = user.totp_confirmed_at is not None
    facts: dict[str, object] = {"since": user.totp_confirmed_at, "secret": None, "picture": None}
    if is_on:
        facts["codes_left"] = count_recovery_codes(db(), user.id)
    elif user.totp_secret is not None:
        secret = unseal(user.totp_secret)
        address = totp_address(secret, user.email, State.here().config.brand_name)
        facts["secret"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        facts["picture"] = segno.make(address, error="m").svg_data_uri(
            scale=4, border=4, light="#fff"
        )
        facts["otpauth"] = address
    return facts
