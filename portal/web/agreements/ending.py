"""Ending what was signed, by a signature of one's own."""

from flask import Response, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from agreements.contracts.models import AgreementVersion
from agreements.contracts.operations.deciding import side_of
from agreements.contracts.operations.terminating import EndingInput, end_version
from agreements.contracts.queries.finding import ending_of, find_agreement, find_version
from agreements.contracts.rules import ENDED_BY, ENDING_MEANING, STATE_WORDS
from portal.core.db import reach_of
from portal.core.errors import Invalid, NotFound, TooMany, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.web.agreements.blueprint import bp, page_of_version, the_version
from portal.web.agreements.forms import EndingForm
from portal.web.agreements.hands import has_second_factor, proven_hand
from portal.web.auth.views import limited
from portal.web.files.download import attachment
from portal.web.forms import seen_revision
from portal.web.identity import signs
from portal.web.language import gettext
from portal.web.request import State, db, me, needs, stands_alone

PAGE = "agreements/terminate.html"


@bp.get("/<agreement_number>/versions/<int:version>/terminate")
@needs(P.AGREEMENT_SIGN)
@signs
def terminate_page(agreement_number: str, version: int) -> ResponseReturnValue:
    """Ask when an agreement is to end, why, and for a signature."""
    found = the_version(agreement_number, version)
    form = EndingForm(formdata=None, data={"revision": found.revision})
    return render_template(PAGE, form=form, **_shown(found))


@bp.post("/<agreement_number>/versions/<int:version>/terminate")
@needs(P.AGREEMENT_SIGN)
@signs
@stands_alone
def terminate(agreement_number: str, version: int) -> ResponseReturnValue:
    """Terminate an agreement, or withdraw what only one side has signed."""
    found, form = the_version(agreement_number, version), EndingForm()
    shown = _shown(found)
    if not form.validate():
        return render_template(PAGE, form=form, **shown), 422
    seen = seen_revision(form.revision.data)
    try:
        given = EndingInput(form.last_day.data, form.reason.data or "", proven_hand(form))
        with State.here().database.transaction(reach_of(me())) as session:
            agreement = find_agreement(session, me(), agreement_number)
            there = find_version(session, me(), agreement, version)
            end_version(session, me(), there, seen, given)
    except TooMany as error:
        return limited(PAGE, form, error, **shown)
    except Invalid as error:
        form.blame(error)
        return render_template(PAGE, form=form, **shown), 422
    flash(gettext("Signed. Both sides are told."))
    return redirect(page_of_version(found), 303)


@bp.get("/<agreement_number>/versions/<int:version>/ending.json")
@needs(P.AGREEMENT_READ)
def ending_content(agreement_number: str, version: int) -> ResponseReturnValue:
    """Hand out the declaration that ended a version, whose SHA-256 was signed."""
    ending = ending_of(db(), me(), the_version(agreement_number, version))
    if ending is None:
        raise NotFound
    answer = Response(ending.content, content_type="application/json; charset=utf-8")
    name = f"{agreement_number}-v{version}-{ending.kind.value}.json"
    answer.headers["Content-Disposition"] = attachment(name)
    return answer


def _shown(version: AgreementVersion) -> dict[str, object]:
    kind = ENDED_BY.get(version.state)
    if kind is None:
        raise WrongState(
            N_("An agreement that is “%(state)s” is not ended by a signature."),
            state=STATE_WORDS[version.state],
        )
    return {
        "version": version,
        "base": page_of_version(version),
        "kind": kind,
        "meaning": ENDING_MEANING[kind, side_of(me())],
        "with_code": has_second_factor(),
    }
