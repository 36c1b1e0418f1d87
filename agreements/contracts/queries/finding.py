"""Finding one agreement, its versions, and what belongs to them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from agreements.contracts.models import (
    Agreement,
    AgreementClause,
    AgreementCover,
    AgreementEnding,
    AgreementVersion,
    ClauseComment,
    ClauseProposal,
)
from agreements.contracts.rules import OPEN, ProposalState
from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.db import within_reach
from portal.core.errors import NotFound
from portal.core.permissions import Permission


def is_shown(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of versions that the actor may know of: a supplier's once sent."""
    return AgreementVersion.sent_at.is_not(None) if actor.is_supplier else true()


def find_agreement(session: Session, actor: Actor, number: str) -> Agreement:
    """Return the agreement with its supplier; one that was never sent is not there for it."""
    found = session.scalar(
        select(Agreement)
        .options(joinedload(Agreement.supplier))
        .where(Agreement.number == number, within_reach(actor, Agreement.supplier_id))
    )
    if found is None:
        raise NotFound
    actor.must(Permission.AGREEMENT_READ, found.supplier_id)
    if actor.is_supplier and not versions_of(session, actor, found):
        raise NotFound
    return found


def versions_of(session: Session, actor: Actor, agreement: Agreement) -> Sequence[AgreementVersion]:
    """Return the versions, the newest first, with their signatures."""
    actor.must(Permission.AGREEMENT_READ, agreement.supplier_id)
    return session.scalars(
        select(AgreementVersion)
        .options(selectinload(AgreementVersion.signatures))
        .where(AgreementVersion.agreement_id == agreement.id, is_shown(actor))
        .order_by(AgreementVersion.number.desc())
    ).all()


def find_version(
    session: Session, actor: Actor, agreement: Agreement, number: int
) -> AgreementVersion:
    """Return one version with its clauses and signatures."""
    actor.must(Permission.AGREEMENT_READ, agreement.supplier_id)
    found = session.scalar(
        _whole().where(
            AgreementVersion.agreement_id == agreement.id,
            AgreementVersion.number == number,
            is_shown(actor),
        )
    )
    if found is None:
        raise NotFound
    return found


def whole_version(session: Session, version_id: int) -> AgreementVersion:
    """Return a version with everything that was agreed, as it stands in the database now."""
    return session.scalars(
        _whole().where(AgreementVersion.id == version_id).execution_options(populate_existing=True)
    ).one()


def _whole() -> Select[AgreementVersion]:
    return select(AgreementVersion).options(
        joinedload(AgreementVersion.agreement).joinedload(Agreement.supplier),
        selectinload(AgreementVersion.clauses),
        selectinload(AgreementVersion.signatures),
    )


def open_version_of(session: Session, agreement: Agreement) -> AgreementVersion | None:
    """Return the version that is still on its way, if there is one."""
    return session.scalar(
        select(AgreementVersion).where(
            AgreementVersion.agreement_id == agreement.id, AgreementVersion.state.in_(OPEN)
        )
    )


def find_clause(
    session: Session, actor: Actor, version: AgreementVersion, position: int
) -> AgreementClause:
    """Return the clause with that number."""
    actor.must(Permission.AGREEMENT_READ, version.supplier_id)
    found = session.scalar(
        select(AgreementClause).where(
            AgreementClause.version_id == version.id, AgreementClause.position == position
        )
    )
    if found is None:
        raise NotFound
    return found


def find_proposal(session: Session, actor: Actor, proposal_id: int) -> ClauseProposal:
    """Return a proposal within reach."""
    found = session.scalar(
        select(ClauseProposal).where(
            ClauseProposal.id == proposal_id, within_reach(actor, ClauseProposal.supplier_id)
        )
    )
    if found is None:
        raise NotFound
    actor.must(Permission.AGREEMENT_READ, found.supplier_id)
    return found


def proposals_of(
    session: Session, actor: Actor, version: AgreementVersion
) -> Sequence[ClauseProposal]:
    """Return everything that was proposed for a version, oldest first."""
    actor.must(Permission.AGREEMENT_READ, version.supplier_id)
    return session.scalars(
        select(ClauseProposal)
        .where(ClauseProposal.version_id == version.id)
        .order_by(ClauseProposal.at, ClauseProposal.id)
    ).all()


def comments_of(
    session: Session, actor: Actor, version: AgreementVersion
) -> Sequence[ClauseComment]:
    """Return what was said about a version's clauses, oldest first."""
    actor.must(Permission.AGREEMENT_READ, version.supplier_id)
    return session.scalars(
        select(ClauseComment)
        .where(ClauseComment.version_id == version.id)
        .order_by(ClauseComment.at, ClauseComment.id)
    ).all()


def open_proposal_of(session: Session, clause_id: int) -> ClauseProposal | None:
    """Return the proposal for a clause that waits for an answer, if there is one."""
    return session.scalar(
        select(ClauseProposal).where(
            ClauseProposal.clause_id == clause_id, ClauseProposal.state == ProposalState.OPEN
        )
    )


def covers_of(session: Session, version_id: int) -> Sequence[AgreementCover]:
    """Return what a version is about."""
    return session.scalars(
        select(AgreementCover)
        .options(joinedload(AgreementCover.category), joinedload(AgreementCover.product))
        .where(AgreementCover.version_id == version_id)
        .order_by(AgreementCover.id)
    ).all()


def ending_of(session: Session, actor: Actor, version: AgreementVersion) -> AgreementEnding | None:
    """Return the signed declaration that ended a version, if there is one."""
    actor.must(Permission.AGREEMENT_READ, version.supplier_id)
    return session.scalar(select(AgreementEnding).where(AgreementEnding.version_id == version.id))


def lines_of_signatures(
    session: Session, actor: Actor, version: AgreementVersion
) -> Mapping[int, int]:
    """Return which line of the trail tells of each signature, by its identifier (R-SIG-2)."""
    actor.must(Permission.AGREEMENT_READ, version.supplier_id)
    rows = session.execute(
        select(AuditEntry.seq, AuditEntry.facts).where(
            AuditEntry.subject_kind == "agreement",
            AuditEntry.subject_id == version.agreement_id,
            AuditEntry.event.in_(("agreement.signed", "agreement.ending_signed")),
        )
    )
    return {facts.get("signature_id") or facts["ending_id"]: seq for seq, facts in rows}
