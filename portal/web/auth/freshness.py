"""Sensitive acts: the password is asked for again, in place, and what was sent goes on."""

from flask import current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.accounts.operations import freshen_session
from portal.core.accounts.queries.people import find_me
from portal.core.accounts.queries.sessions import SignedIn
from portal.core.clock import now
from portal.core.errors import Invalid, TooMany
from portal.web.auth.door import miss, prove_password
from portal.web.auth.forms import ConfirmForm
from portal.web.auth.views import bp, limited
from portal.web.identity import signed_in
from portal.web.request import State, db, me

OURS = ("csrf_token", "confirm_password", "confirm_code")


@bp.before_app_request
def freshen() -> ResponseReturnValue | None:
    """Ask again before an act marked `needs_fresh`, unless it was just answered."""
    view, live = current_app.view_functions.get(request.endpoint or ""), signed_in()
    if live is None or not getattr(view, "needs_fresh", False) or live.is_fresh(now()):
        return None
    if "confirm_password" not in request.form:
        return _ask(live, ConfirmForm(formdata=None))
    form = ConfirmForm()
    try:
        _prove(live, form)
    except TooMany as error:
        return limited("auth/confirm.html", form, error, **_waiting(live))
    except Invalid as error:
        form.blame(error)
        return _ask(live, form)
    return None


def _prove(live: SignedIn, form: ConfirmForm) -> None:
    password, code = form.confirm_password.data or "", form.confirm_code.data or ""
    prove_again(live, password, code, "confirm_")


def prove_again(live: SignedIn, password: str, code: str, prefix: str = "") -> None:
    """Check password and second factor of somebody who is signed in, each try counted.

    Raises Invalid about the field `password` or `code` (after `prefix`), or TooMany. Its steps are
    transactions of their own: the caller has none open.
    """
    email = find_me(db(), me()).email
    proven, _ = prove_password(email, password, f"{prefix}password")
    try:
        with State.here().database.transaction() as session:
            freshen_session(session, me(), live.session_id, code)
    except Invalid as error:
        miss(email, proven, "code")
        raise Invalid(error.message, field=f"{prefix}code") from None


def _ask(live: SignedIn, form: ConfirmForm) -> ResponseReturnValue:
    page = render_template("auth/confirm.html", form=form, **_waiting(live))
    return make_response(page, 403)


def _waiting(live: SignedIn) -> dict[str, object]:
    """Return what was sent and waits for the password; never a password itself."""
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in OURS and "password" not in name
    ]
    return {"kept": kept, "with_code": live.has_second_factor}
