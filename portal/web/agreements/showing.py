"""The page of an agreement: its clauses on the left, where it stands on the right."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from agreements.clauses.kinds import KIND_WORDS, ClauseKind
from agreements.clauses.redline import ClauseChange
from agreements.clauses.wording import Wording, terms_of
from agreements.contracts.models import (
    AgreementClause,
    AgreementVersion,
    ClauseComment,
    ClauseProposal,
)
from agreements.contracts.operations.papers import note_paper_fetched
from agreements.contracts.queries.finding import (
    comments_of,
    covers_of,
    find_agreement,
    proposals_of,
    versions_of,
)
from agreements.contracts.queries.papers import paper_failed
from agreements.contracts.rules import (
    EDITABLE,
    ENDED_BY,
    OPEN,
    SIDE_WORDS,
    SIGNED,
    WHEN_SIGNED,
    ProposalState,
    VersionState,
)
from portal.core.clock import today
from portal.core.errors import NotFound
from portal.core.files.queries import find_same_file
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission as P
from portal.web.agreements.blueprint import bp, page_of_version, the_version
from portal.web.agreements.history import steps_of
from portal.web.agreements.marks import marks_of
from portal.web.agreements.words import look_of
from portal.web.files.download import attachment, send_stored
from portal.web.request import acts, db, me, needs

TEXTS = ("both", "zh", "en")


@dataclass(frozen=True)
class ClauseLine:
    """A clause with everything that was proposed and said about it."""

    clause: AgreementClause
    said: Wording
    open_one: ClauseProposal | None
    change: ClauseChange | None
    """What the open proposal would change."""
    earlier: list[ClauseProposal]
    comments: list[ClauseComment]


@bp.get("/<agreement_number>")
@needs(P.AGREEMENT_READ)
def show(agreement_number: str) -> ResponseReturnValue:
    """Show the newest version that the person may know of."""
    agreement = find_agreement(db(), me(), agreement_number)
    newest = versions_of(db(), me(), agreement)[0]
    return _page(the_version(agreement_number, newest.number))


@bp.get("/<agreement_number>/versions/<int:version>")
@needs(P.AGREEMENT_READ)
def show_version(agreement_number: str, version: int) -> ResponseReturnValue:
    """Show one version."""
    return _page(the_version(agreement_number, version))


@bp.get("/<agreement_number>/versions/<int:version>.pdf")
@needs(P.AGREEMENT_READ)
@acts
def paper(agreement_number: str, version: int) -> ResponseReturnValue:
    """Hand the sealed PDF out, the very bytes that were made at the last signature."""
    found = the_version(agreement_number, version)
    stored = find_same_file(db(), found.supplier_id, found.paper_sha256 or "")
    if stored is None:
        raise NotFound
    if request.method == "GET":
        note_paper_fetched(db(), me(), found)
    return send_stored(stored, f"{agreement_number}-v{version}.pdf")


@bp.get("/<agreement_number>/versions/<int:version>.json")
@needs(P.AGREEMENT_READ)
def content(agreement_number: str, version: int) -> ResponseReturnValue:
    """Hand out the canonical content, whose SHA-256 both sides sign."""
    found = the_version(agreement_number, version)
    if found.content is None:
        raise NotFound
    answer = Response(found.content, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = attachment(f"{agreement_number}-v{version}.json")
    return answer


def _page(version: AgreementVersion) -> str:
    agreement = version.agreement
    versions = versions_of(db(), me(), agreement)
    return render_template(
        "agreements/show.html",
        agreement=agreement,
        version=version,
        versions=versions,
        base=page_of_version(version),
        lines=lines_of(version),
        covers=covers_of(db(), version.id),
        steps=steps_of(agreement, version),
        text=_text(),
        may=_may(version, has_open=any(one.state in OPEN for one in versions)),
        look_of=look_of,
        change_of=change_of,
        kind_words=KIND_WORDS,
        side_words=SIDE_WORDS,
        marks=marks_of(version),
        making=_making(version),
        free_kinds=_free_kinds(version),
        today=today(),
    )


def _making(version: AgreementVersion) -> str:
    """Return how far the background has come with the sealed PDF; nothing once it is there."""
    if version.state not in SIGNED or version.paper_sha256 is not None:
        return ""
    return "failed" if paper_failed(db(), me(), version) else "waiting"


def _text() -> str:
    asked = request.args.get("text", "both")
    return asked if asked in TEXTS else "both"


def lines_of(version: AgreementVersion) -> list[ClauseLine]:
    """Return the clauses of a version with what belongs to each."""
    proposals = _by_clause(list(proposals_of(db(), me(), version)))
    comments = _by_clause(list(comments_of(db(), me(), version)))
    return [
        _line(clause, proposals.get(clause.id, []), comments.get(clause.id, []))
        for clause in version.clauses
    ]


def _line(
    clause: AgreementClause, proposals: list[ClauseProposal], comments: list[ClauseComment]
) -> ClauseLine:
    said = clause.wording
    open_one = next((one for one in proposals if one.state is ProposalState.OPEN), None)
    change = ClauseChange(clause.position, said, open_one.wording) if open_one else None
    earlier = [one for one in proposals if one is not open_one]
    return ClauseLine(clause, said, open_one, change, earlier, comments)


def change_of(proposal: ClauseProposal) -> ClauseChange:
    """Return what a proposal, answered or not, was to change."""
    was = proposal.was
    kind = ClauseKind(was["kind"])
    before = Wording(
        kind,
        Bilingual(was["title_en"], was["title_zh"]),
        Bilingual(was["text_en"], was["text_zh"]),
        terms_of(kind, was["terms"]),
    )
    return ClauseChange(0, before, proposal.wording)


def _by_clause(rows: list[Any]) -> dict[int, list[Any]]:
    rows = sorted(rows, key=lambda row: row.clause_id)
    return {key: list(found) for key, found in groupby(rows, key=lambda row: row.clause_id)}


def _free_kinds(version: AgreementVersion) -> list[tuple[str, str]]:
    """Return the kinds of which a draft can have a clause more."""
    there = {clause.kind for clause in version.clauses} - {ClauseKind.FREE}
    return [(kind.value, word) for kind, word in KIND_WORDS.items() if kind not in there]


def _may(version: AgreementVersion, *, has_open: bool) -> dict[str, bool]:
    """Return what the person can do with the version as it stands."""
    actor, state, owner = me(), version.state, version.supplier_id
    drafts = actor.may(P.AGREEMENT_DRAFT, owner)
    negotiates = actor.may(P.AGREEMENT_NEGOTIATE, owner)
    signer = WHEN_SIGNED.get(state)
    is_their_turn = signer is not None and (signer.value == "supplier") == actor.is_supplier
    return {
        "write": drafts and state is VersionState.DRAFT,
        "propose": negotiates and state is VersionState.SENT,
        "comment": negotiates and state in OPEN - {VersionState.DRAFT},
        "agree": negotiates and actor.is_supplier and state is VersionState.SENT,
        "reopen": negotiates and state is VersionState.AGREED,
        "sign": is_their_turn and actor.may(P.AGREEMENT_SIGN, owner),
        "withdraw": drafts and state in OPEN - {VersionState.HALF_SIGNED},
        "renew": drafts and not has_open and state not in EDITABLE,
        "keep": drafts,
        "end": actor.may(P.AGREEMENT_SIGN, owner) and state in ENDED_BY,
    }
