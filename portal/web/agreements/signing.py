"""Signing with the exact text in view."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from agreements.clauses.canonical import read_content
from agreements.contracts.models import AgreementVersion
from agreements.contracts.operations.deciding import side_of
from agreements.contracts.operations.signing import SigningInput, demand_unaltered, sign_version
from agreements.contracts.queries.finding import find_agreement, find_version
from agreements.contracts.rules import MEANING, WHEN_SIGNED
from portal.core.db import reach_of
from portal.core.errors import Invalid, TooMany, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.web.agreements.blueprint import bp, page_of_version, the_version
from portal.web.agreements.forms import SigningForm
from portal.web.agreements.hands import has_second_factor, proven_hand
from portal.web.auth.views import limited
from portal.web.identity import signs
from portal.web.language import gettext
from portal.web.request import State, db, me, needs, stands_alone

PAGE = "agreements/sign.html"


@bp.get("/<agreement_number>/versions/<int:version>/sign")
@needs(P.AGREEMENT_SIGN)
@signs
def sign_page(agreement_number: str, version: int) -> ResponseReturnValue:
    """Show the exact text, its hash, and what a signature means."""
    found = the_version(agreement_number, version)
    if WHEN_SIGNED.get(found.state) is not side_of(me()):
        raise WrongState(N_("There is nothing for you to sign here now."))
    demand_unaltered(db(), found)
    form = SigningForm(formdata=None, data={"sha256": found.sha256})
    return render_template(PAGE, form=form, **_shown(found))


@bp.post("/<agreement_number>/versions/<int:version>/sign")
@needs(P.AGREEMENT_SIGN)
@signs
@stands_alone
def sign(agreement_number: str, version: int) -> ResponseReturnValue:
    """Sign: the password and the second factor first, each try counted, then once for all."""
    found, form = the_version(agreement_number, version), SigningForm()
    shown = _shown(found)
    if not form.validate():
        return render_template(PAGE, form=form, **shown), 422
    try:
        given = SigningInput(form.sha256.data or "", proven_hand(form))
        with State.here().database.transaction(reach_of(me())) as session:
            agreement = find_agreement(session, me(), agreement_number)
            sign_version(session, me(), find_version(session, me(), agreement, version), given)
    except TooMany as error:
        return limited(PAGE, form, error, **shown)
    except Invalid as error:
        form.blame(error)
        return render_template(PAGE, form=form, **shown), 422
    flash(gettext("Signed."))
    return redirect(page_of_version(found), 303)


def _shown(version: AgreementVersion) -> dict[str, object]:
    """Return what the page shows: the text is read from the very bytes that are signed."""
    return {
        "version": version,
        "base": page_of_version(version),
        "text": read_content(version.content) if version.content else None,
        "meaning": MEANING[side_of(me())],
        "with_code": has_second_factor(),
    }
