"""The page of one clause: written in a draft, proposed while it is negotiated."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from agreements.clauses.kinds import KIND_WORDS, ClauseKind
from agreements.clauses.sampling import SamplingTerms
from agreements.clauses.wording import Wording
from agreements.contracts.models import AgreementClause, AgreementVersion
from agreements.contracts.operations.drafting import take_out_clause, write_clause
from agreements.contracts.operations.negotiating import propose_change
from agreements.contracts.queries.finding import find_clause, open_proposal_of
from agreements.contracts.rules import VersionState
from inspections.sampling.rules.agreed import demand_plan
from portal.core.documents.queries.types import types_in_use
from portal.core.errors import Invalid, NotFound, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.web.agreements.blueprint import bp, page_of_version, the_version
from portal.web.agreements.clause_forms import FORMS, ClauseForm
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.request import db, me, needs


@bp.get("/<agreement_number>/versions/<int:version>/clauses/new")
@needs(P.AGREEMENT_DRAFT)
def new_clause(agreement_number: str, version: int) -> ResponseReturnValue:
    """Ask for a clause more; its kind is in the address."""
    found = the_version(agreement_number, version)
    return _page(found, _form(_kind()), _kind(), None)


@bp.post("/<agreement_number>/versions/<int:version>/clauses/new")
@needs(P.AGREEMENT_DRAFT)
def add_clause(agreement_number: str, version: int) -> ResponseReturnValue:
    """Add a clause to a draft."""
    found, kind = the_version(agreement_number, version), _kind()
    form = _form(kind)
    if form.validate():
        try:
            clause = write_clause(db(), me(), found, None, _said(form, kind))
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The clause was added at the end."))
            return redirect(f"{page_of_version(found)}#c{clause.position}", 303)
    return _page(found, form, kind, None), 422


@bp.get("/<agreement_number>/versions/<int:version>/clauses/<int:clause>")
@needs(P.AGREEMENT_NEGOTIATE)
def clause_page(agreement_number: str, version: int, clause: int) -> ResponseReturnValue:
    """Show a clause to be written anew; an open proposal is where one goes on from."""
    found = the_version(agreement_number, version)
    there = find_clause(db(), me(), found, clause)
    open_one = open_proposal_of(db(), there.id)
    said = open_one.wording if open_one else there.wording
    told = FORMS[there.kind].told(said, there.revision)
    form = _form(there.kind, said, formdata=None, data=told)
    return _page(found, form, there.kind, there)


@bp.post("/<agreement_number>/versions/<int:version>/clauses/<int:clause>")
@needs(P.AGREEMENT_NEGOTIATE)
def change_clause(agreement_number: str, version: int, clause: int) -> ResponseReturnValue:
    """Write a clause of a draft anew, or propose another wording."""
    found = the_version(agreement_number, version)
    there = find_clause(db(), me(), found, clause)
    form = _form(there.kind, there.wording)
    if form.validate():
        try:
            _change(found, there, form)
        except Invalid as error:
            form.blame(error)
        else:
            return redirect(f"{page_of_version(found)}#c{clause}", 303)
    return _page(found, form, there.kind, there), 422


@bp.post("/<agreement_number>/versions/<int:version>/clauses/<int:clause>/remove")
@needs(P.AGREEMENT_DRAFT)
def remove_clause(agreement_number: str, version: int, clause: int) -> ResponseReturnValue:
    """Take a clause out of a draft."""
    found = the_version(agreement_number, version)
    take_out_clause(db(), me(), found, clause, seen_revision(request.form.get("revision")))
    flash(gettext("The clause was taken out; those after it moved up."))
    return redirect(page_of_version(found), 303)


def _form(kind: ClauseKind, kept: Wording | None = None, **given: Any) -> ClauseForm:
    """Return the form of a kind, with what can be chosen in it."""
    form = FORMS[kind](**given)
    types = {one.code: one.name for one in types_in_use(db())}
    form.offer(types, kept.terms if kept else None)
    return form


def _change(found: AgreementVersion, there: AgreementClause, form: ClauseForm) -> None:
    said, seen = _said(form, there.kind), seen_revision(form.revision.data)
    if found.state is VersionState.DRAFT:
        write_clause(db(), me(), found, there.position, said, seen)
        flash(gettext("Saved."))
        return
    if found.state is not VersionState.SENT:
        raise WrongState(N_("The text of this version does not change any more."))
    propose_change(db(), me(), there, said, seen, form.note.data or "")
    flash(gettext("Proposed. The other side is told."))


def _said(form: ClauseForm, kind: ClauseKind) -> Wording:
    """Return what was typed; a sampling clause is one that our tables have plans for."""
    said = form.to_wording(kind)
    if isinstance(said.terms, SamplingTerms):
        demand_plan(said.terms.check())
    return said


def _kind() -> ClauseKind:
    asked = request.args.get("kind", ClauseKind.FREE.value)
    if asked not in set(ClauseKind):
        raise NotFound
    return ClauseKind(asked)


def _page(
    version: AgreementVersion, form: ClauseForm, kind: ClauseKind, clause: AgreementClause | None
) -> str:
    return render_template(
        "agreements/clause.html",
        version=version,
        base=page_of_version(version),
        form=form,
        kind=kind,
        kind_word=KIND_WORDS[kind],
        clause=clause,
        is_draft=version.state is VersionState.DRAFT,
    )
