"""Signing with the exact text in view, and ending an agreement."""

from datetime import date

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from agreements.contracts.models import AgreementVersion
from agreements.contracts.operations.ending import terminate_version
from agreements.contracts.operations.signing import SigningInput, demand_unaltered, sign_version
from agreements.contracts.queries.finding import find_agreement, find_version
from agreements.contracts.rules import MEANING, WHEN_SIGNED, Side
from portal.core.db import reach_of
from portal.core.errors import Invalid, NotAllowed, NotFound, TooMany, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.web.agreements.blueprint import bp, page_of_version, the_version
from portal.web.agreements.forms import SigningForm, TerminationForm
from portal.web.agreements.showing import lines_of
from portal.web.auth.freshness import prove_again
from portal.web.auth.views import limited
from portal.web.forms import seen_revision
from portal.web.identity import needs_fresh, signed_in
from portal.web.language import gettext
from portal.web.request import State, db, me, needs, stands_alone

PAGE = "agreements/sign.html"


@bp.get("/<agreement_number>/versions/<int:version>/sign")
@needs(P.AGREEMENT_SIGN)
def sign_page(agreement_number: str, version: int) -> ResponseReturnValue:
    """Show the exact text, its hash, and what a signature means."""
    found = the_version(agreement_number, version)
    _demand_turn(found)
    demand_unaltered(db(), found)
    form = SigningForm(formdata=None, data={"sha256": found.sha256})
    return render_template(PAGE, form=form, **_shown(found))


@bp.post("/<agreement_number>/versions/<int:version>/sign")
@needs(P.AGREEMENT_SIGN)
@stands_alone
def sign(agreement_number: str, version: int) -> ResponseReturnValue:
    """Sign: the password and the second factor first, each try counted, then once for all."""
    found, form, live = the_version(agreement_number, version), SigningForm(), signed_in()
    if live is None:
        raise NotAllowed(N_("Only a person at the screen can sign."))
    shown = _shown(found)
    if not form.validate():
        return render_template(PAGE, form=form, **shown), 422
    try:
        prove_again(live, form.password.data or "", form.code.data or "")
        _sign(agreement_number, version, form, with_code=live.has_second_factor)
    except TooMany as error:
        return limited(PAGE, form, error, **shown)
    except Invalid as error:
        form.blame(error)
        return render_template(PAGE, form=form, **shown), 422
    flash(gettext("Signed."))
    return redirect(page_of_version(found), 303)


@bp.get("/<agreement_number>/versions/<int:version>/terminate")
@needs(P.AGREEMENT_SIGN)
def terminate_page(agreement_number: str, version: int) -> ResponseReturnValue:
    """Ask when an agreement is to end, and why."""
    found = the_version(agreement_number, version)
    _demand_brand()
    form = TerminationForm(formdata=None, data={"revision": found.revision})
    return _terminate_page(form, found)


@bp.post("/<agreement_number>/versions/<int:version>/terminate")
@needs(P.AGREEMENT_SIGN)
@needs_fresh
def terminate(agreement_number: str, version: int) -> ResponseReturnValue:
    """End an agreement before its last day."""
    found, form = the_version(agreement_number, version), TerminationForm()
    _demand_brand()
    if form.validate():
        seen, reason = seen_revision(form.revision.data), form.reason.data or ""
        try:
            terminate_version(db(), me(), found, seen, form.last_day.data or date.min, reason)
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("Terminated. Both sides are told."))
            return redirect(page_of_version(found), 303)
    return _terminate_page(form, found), 422


def _sign(agreement_number: str, version: int, form: SigningForm, *, with_code: bool) -> None:
    given = SigningInput(
        form.sha256.data or "", form.name.data or "", bool(form.intends.data), with_code
    )
    with State.here().database.transaction(reach_of(me())) as session:
        agreement = find_agreement(session, me(), agreement_number)
        sign_version(session, me(), find_version(session, me(), agreement, version), given)


def _shown(version: AgreementVersion) -> dict[str, object]:
    live = signed_in()
    return {
        "version": version,
        "base": page_of_version(version),
        "lines": lines_of(version),
        "text": "both",
        "meaning": MEANING[_side()],
        "with_code": live is not None and live.has_second_factor,
        "party": version.party or {},
    }


def _side() -> Side:
    return Side.SUPPLIER if me().is_supplier else Side.BRAND


def _demand_turn(version: AgreementVersion) -> None:
    if WHEN_SIGNED.get(version.state) is not _side():
        raise WrongState(N_("There is nothing for you to sign here now."))


def _demand_brand() -> None:
    if me().is_supplier:
        raise NotFound


def _terminate_page(form: TerminationForm, version: AgreementVersion) -> str:
    return render_template(
        "agreements/terminate.html", form=form, version=version, base=page_of_version(version)
    )
