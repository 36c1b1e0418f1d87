"""Negotiating clause by clause: proposing, accepting, rejecting, commenting, agreeing."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from agreements.clauses.canonical import canonical, digest
from agreements.clauses.wording import Wording
from agreements.contracts.events import (
    AgreementAgreed,
    AgreementReopened,
    ChangeProposed,
    ClauseCommented,
    ProposalAccepted,
    ProposalRejected,
    ProposalWithdrawn,
)
from agreements.contracts.models import (
    AgreementClause,
    AgreementVersion,
    ClauseComment,
    ClauseProposal,
    columns_of,
)
from agreements.contracts.operations.deciding import FASTER, decide, side_of
from agreements.contracts.operations.telling import tell_side
from agreements.contracts.queries.contents import content_of, party_of
from agreements.contracts.queries.finding import covers_of, open_proposal_of, whole_version
from agreements.contracts.queries.governing import overlaps_of
from agreements.contracts.queries.naming import named
from agreements.contracts.queries.records import record_digest
from agreements.contracts.rules import (
    Days,
    ProposalState,
    VersionState,
    days_in_force,
    demand_whole,
)
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Invalid, NotAllowed, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission

S, P = VersionState, ProposalState


def propose_change(
    session: Session,
    actor: Actor,
    clause: AgreementClause,
    said: Wording,
    seen: int,
    note: str = "",
) -> ClauseProposal:
    """Propose how a clause is to read; it answers an open proposal of the other side.

    `seen` is the revision of the clause that was shown.
    """
    actor.must(Permission.AGREEMENT_NEGOTIATE, clause.supplier_id)
    said, side = named(session, said.check()), side_of(actor)
    if said == clause.wording:
        raise Invalid(N_("This is what the clause says already."))
    if said.kind is not clause.kind:
        raise Invalid(N_("The kind of a clause does not change."), field="kind")
    if clause.revision != seen:
        raise Outpaced(FASTER)
    version = whole_version(session, clause.version_id)
    decide(session, version, {S.SENT})
    earlier = open_proposal_of(session, clause.id)
    if earlier is not None:
        _answer(session, actor, earlier, P.WITHDRAWN if earlier.side is side else P.COUNTERED, note)
    proposal = ClauseProposal(
        supplier_id=clause.supplier_id, version_id=version.id, clause_id=clause.id, side=side,
        note=note.strip(), was=_kept(clause), by_id=actor.user_id, by_name=actor.name,
        **columns_of(said),
    )  # fmt: skip
    session.add(proposal)
    tell_side(
        session, side.other, version,
        N_("Agreement %(number)s: a change of clause %(clause)s is proposed"),
        N_("%(who)s proposes another wording of clause %(clause)s, “%(title)s”. Accept it, reject"
           " it, or propose yours."),
        clause=clause.position, title=clause.title, who=actor.name,
    )  # fmt: skip
    session.flush()
    proposed = ChangeProposed(
        *_about(version), clause.position, side, proposal.id, record_digest(proposal)
    )
    record(session, actor, proposed)
    return proposal


def accept_proposal(session: Session, actor: Actor, proposal: ClauseProposal) -> None:
    """Let a clause read as the other side proposed."""
    actor.must(Permission.AGREEMENT_NEGOTIATE, proposal.supplier_id)
    _demand_other_side(actor, proposal)
    version = whole_version(session, proposal.version_id)
    decide(session, version, {S.SENT})
    _answer(session, actor, proposal, P.ACCEPTED)
    clause = session.get_one(AgreementClause, proposal.clause_id)
    for name, value in columns_of(proposal.wording).items():
        setattr(clause, name, value)
    tell_side(
        session, proposal.side, version,
        N_("Agreement %(number)s: your change of clause %(clause)s is accepted"),
        N_("%(who)s accepted your wording of clause %(clause)s, “%(title)s”."),
        clause=clause.position, title=clause.title, who=actor.name,
    )  # fmt: skip
    accepted = ProposalAccepted(*_about(version), clause.position, proposal.id)
    record(session, actor, accepted)


def reject_proposal(session: Session, actor: Actor, proposal: ClauseProposal, reason: str) -> None:
    """Leave a clause as it is, and say why."""
    actor.must(Permission.AGREEMENT_NEGOTIATE, proposal.supplier_id)
    _demand_other_side(actor, proposal)
    if not reason.strip():
        raise Invalid(N_("Say why; the other side reads it."), field="reason")
    version = whole_version(session, proposal.version_id)
    decide(session, version, {S.SENT})
    _answer(session, actor, proposal, P.REJECTED, reason)
    clause = session.get_one(AgreementClause, proposal.clause_id)
    tell_side(
        session, proposal.side, version,
        N_("Agreement %(number)s: your change of clause %(clause)s is rejected"),
        N_("%(who)s leaves clause %(clause)s, “%(title)s”, as it is: %(reason)s"),
        clause=clause.position, title=clause.title, who=actor.name, reason=reason.strip(),
    )  # fmt: skip
    rejected = ProposalRejected(*_about(version), clause.position, proposal.id, reason.strip())
    record(session, actor, rejected)


def withdraw_proposal(session: Session, actor: Actor, proposal: ClauseProposal) -> None:
    """Take back what one's own side proposed."""
    actor.must(Permission.AGREEMENT_NEGOTIATE, proposal.supplier_id)
    if side_of(actor) is not proposal.side:
        raise NotAllowed(N_("Only the side that proposed a change can take it back."))
    version = whole_version(session, proposal.version_id)
    decide(session, version, {S.SENT})
    _answer(session, actor, proposal, P.WITHDRAWN)
    clause = session.get_one(AgreementClause, proposal.clause_id)
    withdrawn = ProposalWithdrawn(*_about(version), clause.position, proposal.id)
    record(session, actor, withdrawn)


def comment_clause(session: Session, actor: Actor, clause: AgreementClause, text: str) -> None:
    """Say something about a clause; both sides read it."""
    actor.must(Permission.AGREEMENT_NEGOTIATE, clause.supplier_id)
    if not text.strip():
        raise Invalid(N_("Write what you want to say."), field="text")
    version, side = whole_version(session, clause.version_id), side_of(actor)
    if version.state not in (S.SENT, S.AGREED, S.HALF_SIGNED):
        raise WrongState(N_("Comments are made while an agreement is negotiated."))
    comment = ClauseComment(
        supplier_id=clause.supplier_id, version_id=version.id, clause_id=clause.id, side=side,
        text=text.strip()[:4000], by_id=actor.user_id, by_name=actor.name,
    )  # fmt: skip
    session.add(comment)
    tell_side(
        session, side.other, version,
        N_("Agreement %(number)s: a comment on clause %(clause)s"),
        N_("%(who)s on clause %(clause)s, “%(title)s”: %(comment)s"),
        clause=clause.position, title=clause.title, who=actor.name, comment=text.strip()[:4000],
    )  # fmt: skip
    session.flush()
    commented = ClauseCommented(
        *_about(version), clause.position, side, comment.id, record_digest(comment)
    )
    record(session, actor, commented)


def agree_version(session: Session, actor: Actor, version: AgreementVersion, revision: int) -> None:
    """Agree, for the supplier, to the text as it was shown: it is fixed and can be signed.

    The brand offers the text by sending it, and every change since was accepted by both.
    """
    actor.must(Permission.AGREEMENT_NEGOTIATE, version.supplier_id)
    if not actor.is_supplier:
        raise NotAllowed(N_("The brand agreed by sending it; now it is the supplier's word."))
    version = whole_version(session, version.id)
    _demand_answered(session, version)
    term = demand_whole([clause.wording for clause in version.clauses])
    refuse_overlap(session, version, days_in_force(term, today()))
    content = canonical(content_of(session, version))
    sha256 = digest(content)
    decide(
        session, version, {S.SENT}, revision,
        state=S.AGREED, agreed_at=now(), content=content, sha256=sha256,
        party=party_of(version.agreement.supplier),
        begins_on=term.begins_on, ends_on=term.ends_on, notice_days=term.notice_days,
    )  # fmt: skip
    tell_side(
        session, side_of(actor).other, version,
        N_("Agreement %(number)s, version %(version)s, is agreed"),
        N_("%(supplier)s agreed to version %(version)s of agreement %(number)s. The supplier signs"
           " next, then the brand."),
    )  # fmt: skip
    covers = tuple(str(one.category_id or one.product_id) for one in covers_of(session, version.id))
    record(session, actor, AgreementAgreed(*_about(version), sha256, covers))


def reopen_version(
    session: Session, actor: Actor, version: AgreementVersion, revision: int, reason: str
) -> None:
    """Negotiate an agreed text again, as long as nobody has signed it."""
    actor.must(Permission.AGREEMENT_NEGOTIATE, version.supplier_id)
    if not reason.strip():
        raise Invalid(N_("Say why; the other side reads it."), field="reason")
    decide(
        session, version, {S.AGREED}, revision,
        state=S.SENT, agreed_at=None, content=None, sha256=None, party=None,
        begins_on=None, ends_on=None, notice_days=None,
    )  # fmt: skip
    tell_side(
        session, side_of(actor).other, version,
        N_("Agreement %(number)s is negotiated again"),
        N_("%(who)s opened version %(version)s of agreement %(number)s again: %(reason)s"),
        who=actor.name, reason=reason.strip(),
    )  # fmt: skip
    record(session, actor, AgreementReopened(*_about(version), reason.strip()))


def refuse_overlap(session: Session, version: AgreementVersion, days: Days) -> None:
    """Refuse days on which another agreement holds for the same goods."""
    found = next(iter(overlaps_of(session, version, days)), None)
    if found is not None:
        raise WrongState(
            N_("Agreement %(number)s holds for %(what)s from %(first)s to %(last)s. Only one can"
               " be in force on a day: end that one first, or choose another term."),
            number=found.agreement,
            what=found.what,
            first=found.days.first.isoformat(),
            last=found.days.last.isoformat(),
        )  # fmt: skip


def _about(version: AgreementVersion) -> tuple[int, int, str, int]:
    return version.supplier_id, version.agreement_id, version.agreement.number, version.number


def _kept(clause: AgreementClause) -> dict[str, object]:
    return columns_of(clause.wording) | {"kind": clause.kind.value}


def _demand_other_side(actor: Actor, proposal: ClauseProposal) -> None:
    if side_of(actor) is proposal.side:
        raise NotAllowed(N_("Only the other side can answer a proposal."))


def _demand_answered(session: Session, version: AgreementVersion) -> None:
    waiting = session.scalar(
        select(func.count())
        .select_from(ClauseProposal)
        .where(ClauseProposal.version_id == version.id, ClauseProposal.state == P.OPEN)
    )
    if waiting:
        raise WrongState(
            N_("%(count)s proposals wait for an answer. Answer them before you agree."),
            count=waiting,
        )


def _answer(
    session: Session, actor: Actor, proposal: ClauseProposal, state: ProposalState, said: str = ""
) -> None:
    """Answer a proposal once; whoever comes second is told."""
    session.flush()
    answered = session.execute(
        update(ClauseProposal)
        .where(ClauseProposal.id == proposal.id, ClauseProposal.state == P.OPEN)
        .values(
            state=state, answered_at=now(), answered_by=actor.name, answer=said.strip()
        )
        .returning(ClauseProposal.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()  # fmt: skip
    if answered is None:
        raise Outpaced(N_("This proposal was answered already."))
    session.refresh(proposal)
