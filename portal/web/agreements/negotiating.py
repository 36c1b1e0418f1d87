"""The buttons of a negotiation: accept, reject, take back, comment, agree, open again."""

from collections.abc import Callable

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from agreements.contracts.models import AgreementVersion, ClauseProposal
from agreements.contracts.operations.negotiating import (
    accept_proposal,
    agree_version,
    comment_clause,
    reject_proposal,
    reopen_version,
    withdraw_proposal,
)
from agreements.contracts.queries.finding import find_clause, find_proposal, whole_version
from portal.core.errors import Invalid
from portal.core.permissions import Permission as P
from portal.web.agreements.blueprint import bp, page_of_version, the_version
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.request import db, locale, me, needs

MOST = 4000


@bp.post("/proposals/<int:proposal_id>/accept")
@needs(P.AGREEMENT_NEGOTIATE)
def accept(proposal_id: int) -> ResponseReturnValue:
    """Let a clause read as proposed."""
    proposal = find_proposal(db(), me(), proposal_id)
    accept_proposal(db(), me(), proposal)
    flash(gettext("Accepted: the clause reads so now."))
    return _back(proposal)


@bp.post("/proposals/<int:proposal_id>/reject")
@needs(P.AGREEMENT_NEGOTIATE)
def reject(proposal_id: int) -> ResponseReturnValue:
    """Leave a clause as it is, and say why."""
    proposal = find_proposal(db(), me(), proposal_id)
    reason = request.form.get("reason", "")[:MOST]
    _try(lambda: reject_proposal(db(), me(), proposal, reason), gettext("Rejected."))
    return _back(proposal)


@bp.post("/proposals/<int:proposal_id>/withdraw")
@needs(P.AGREEMENT_NEGOTIATE)
def take_back(proposal_id: int) -> ResponseReturnValue:
    """Take back what one's own side proposed."""
    proposal = find_proposal(db(), me(), proposal_id)
    withdraw_proposal(db(), me(), proposal)
    flash(gettext("Taken back."))
    return _back(proposal)


@bp.post("/<agreement_number>/versions/<int:version>/clauses/<int:clause>/comment")
@needs(P.AGREEMENT_NEGOTIATE)
def comment(agreement_number: str, version: int, clause: int) -> ResponseReturnValue:
    """Say something about a clause."""
    found = the_version(agreement_number, version)
    there = find_clause(db(), me(), found, clause)
    text = request.form.get("text", "")[:MOST]
    _try(lambda: comment_clause(db(), me(), there, text), gettext("The other side reads it now."))
    return redirect(f"{page_of_version(found)}#c{clause}", 303)


@bp.post("/<agreement_number>/versions/<int:version>/agree")
@needs(P.AGREEMENT_NEGOTIATE)
def agree(agreement_number: str, version: int) -> ResponseReturnValue:
    """Agree, for the supplier, to the text as it was shown."""
    found = the_version(agreement_number, version)
    seen = seen_revision(request.form.get("revision"))
    _try(
        lambda: agree_version(db(), me(), found, seen),
        gettext("Agreed. The text is fixed now and can be signed."),
    )
    return redirect(page_of_version(found), 303)


@bp.post("/<agreement_number>/versions/<int:version>/reopen")
@needs(P.AGREEMENT_NEGOTIATE)
def reopen(agreement_number: str, version: int) -> ResponseReturnValue:
    """Negotiate an agreed text again."""
    found = the_version(agreement_number, version)
    seen, reason = seen_revision(request.form.get("revision")), request.form.get("reason", "")
    _try(
        lambda: reopen_version(db(), me(), found, seen, reason[:MOST]),
        gettext("It is negotiated again."),
    )
    return redirect(page_of_version(found), 303)


def _try(act: Callable[[], None], done: str) -> None:
    """Do something and say so; what was left out is said as well."""
    try:
        act()
    except Invalid as error:
        flash(error.in_(locale()), "bad")
    else:
        flash(done)


def _back(proposal: ClauseProposal) -> ResponseReturnValue:
    version: AgreementVersion = whole_version(db(), proposal.version_id)
    places = {clause.id: clause.position for clause in version.clauses}
    return redirect(f"{page_of_version(version)}#c{places[proposal.clause_id]}", 303)
