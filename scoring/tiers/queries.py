"""The policy that holds, and what is known of a supplier that it is applied to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import Tier
from scoring.assessments.queries.answers import last_audit
from scoring.scorecards.queries.finding import published_scores
from scoring.tiers.models import TierPolicyVersion
from scoring.tiers.rules import (
    DEFAULT,
    MOST_PERIODS,
    Basis,
    PeriodScore,
    Proposal,
    TierRule,
    propose,
    rules_of,
)

QUARTER = 3


@dataclass(frozen=True)
class Policy:
    """The rules that hold, and the number of their version; 0 before anyone published one."""

    number: int
    rules: Mapping[Tier, TierRule]


def policy_in_force(session: Session) -> Policy:
    """Return the newest version of the tier policy."""
    newest = select(TierPolicyVersion).order_by(TierPolicyVersion.number.desc()).limit(1)
    row = session.scalar(newest)
    return Policy(row.number, rules_of(row.rules)) if row else Policy(0, DEFAULT)


def policy_versions(session: Session, actor: Actor) -> Sequence[TierPolicyVersion]:
    """Return all versions, the newest first."""
    actor.must(Permission.SAMPLING_SET)
    every = select(TierPolicyVersion).order_by(TierPolicyVersion.number.desc())
    return session.scalars(every).all()


def basis_of(session: Session, supplier: Supplier) -> Basis:
    """Return what is known of a supplier's quality: its published quarters, its assessment."""
    quarters = published_scores(session, supplier.id, MOST_PERIODS, months=QUARTER)
    scores = [
        PeriodScore(one.period, None if one.score is None else Fraction(one.score))
        for one in quarters
    ]
    audit = last_audit(session, supplier.id)
    if audit is None or audit.percent is None:
        return Basis(supplier.tier, scores)
    return Basis(supplier.tier, scores, audit.percent, audit.knock_outs)


def proposal_for(session: Session, actor: Actor, supplier: Supplier) -> Proposal:
    """Return the tier that the rule speaks for now."""
    actor.must(Permission.SUPPLIER_DECIDE)
    return propose(basis_of(session, supplier), policy_in_force(session).rules)
