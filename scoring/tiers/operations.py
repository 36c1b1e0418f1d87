"""Publishing the tier policy, and deciding tiers under it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.sampling.operations.schemes import set_tier_sampling
from inspections.sampling.queries.schemes import tier_policies
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import months_later, today
from portal.core.documents.models import DocumentType, Requirement
from portal.core.documents.operations.types import (
    RequirementInput,
    remove_requirement,
    set_requirement,
)
from portal.core.documents.rules import RequirementLevel
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier, TierChange
from portal.core.suppliers.operations import TierInput, change_tier
from portal.core.suppliers.rules import Tier
from scoring.tiers.events import TierPolicyPublished
from scoring.tiers.models import TierPolicyVersion
from scoring.tiers.queries import policy_in_force, proposal_for
from scoring.tiers.rules import TierRule, as_json, checked


def publish_policy(
    session: Session, actor: Actor, rules: Mapping[Tier, TierRule], note: str, number: int
) -> TierPolicyVersion:
    """Let rules hold from now on in the place of version `number`; inspection plans follow.

    Tiers that were decided stay; each next decision and each next plan goes by the new version.
    """
    actor.must(Permission.SAMPLING_SET)
    rules = checked(rules)
    if not note.strip():
        raise Invalid(N_("Say what changes and why; it is kept with the version."), field="note")
    before = policy_in_force(session)
    if before.number != number:
        raise Outpaced(N_("Somebody else published a policy since you opened this one."))
    for tier, (held, revision) in tier_policies(session, actor).items():
        if held != rules[tier].sampling or revision == 0:
            set_tier_sampling(session, actor, tier, rules[tier].sampling, revision)
    for tier in Tier:
        _ask_for_documents(session, actor, tier, before.rules[tier], rules[tier])
    version = TierPolicyVersion(
        number=number + 1,
        rules=as_json(rules),
        note=note.strip(),
        published_by_id=actor.user_id,
        published_by=actor.name,
    )
    session.add(version)
    session.flush()
    record(session, actor, TierPolicyPublished(None, version.id, version.number, version.note))
    return version


def _ask_for_documents(
    session: Session, actor: Actor, tier: Tier, before: TierRule, rule: TierRule
) -> None:
    """Put the extra documents of a tier into the requirement matrix, and take old ones out.

    A cell that somebody made stronger there stays as strong.
    """
    codes = {*before.extra_documents, *rule.extra_documents}
    kinds = session.scalars(select(DocumentType).where(DocumentType.code.in_(codes))).all()
    if missing := set(rule.extra_documents) - {kind.code for kind in kinds}:
        refusal = N_("There is no document type %(code)s.")
        raise Invalid(refusal, field=f"{tier.value}-extra_documents", code=min(missing))
    for kind in kinds:
        asked = RequirementInput(kind.id, RequirementLevel.REQUIRED, tier=tier)
        cell = session.scalar(
            select(Requirement).where(
                Requirement.type_id == kind.id, Requirement.scope == asked.scope
            )
        )
        if kind.code in rule.extra_documents:
            if cell is None:
                set_requirement(session, actor, asked)
        elif cell is not None:
            remove_requirement(session, actor, cell)


@dataclass(frozen=True)
class TierDecision:
    """Which tier somebody decides for, and why if it is not the proposed one."""

    tier: Tier
    reason: str
    revision: int


def decide_tier(
    session: Session, actor: Actor, supplier: Supplier, given: TierDecision
) -> TierChange:
    """Put a supplier into a tier, with what the policy proposed beside it."""
    actor.must(Permission.SUPPLIER_DECIDE)
    policy = policy_in_force(session)
    proposal = proposal_for(session, actor, supplier)
    told = TierInput(
        given.tier,
        given.reason,
        given.revision,
        proposal.tier,
        [one.as_json() for one in proposal.reasons],
        policy.number,
        months_later(today(), policy.rules[given.tier].cadence_months),
    )
    return change_tier(session, actor, supplier, told)
