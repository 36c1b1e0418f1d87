"""Setting what is asked of lots: the brand's default, categories, tiers."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.sampling.events import SchemeRemoved, SchemeSet, TierSamplingSet
from inspections.sampling.models import SamplingScheme, TierSampling
from inspections.sampling.rules.schemes import STRICTNESS, Scheme, TierPolicy, checked
from inspections.sampling.rules.vocabulary import Severity
from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Category
from portal.core.suppliers.rules import Tier

OTHER_HAND = N_("Somebody else changed this since you opened it.")


def set_scheme(
    session: Session, actor: Actor, category: Category | None, given: Scheme, revision: int
) -> SamplingScheme:
    """Set how lots of a category (None: all that nothing else governs) are inspected from now on.

    Plans that were made stay as they are. Raises Invalid for what no table has.
    """
    actor.must(Permission.SAMPLING_SET)
    given = checked(given)
    scope = category.code if category else ""
    row = session.scalar(select(SamplingScheme).where(SamplingScheme.scope == scope))
    if revision != (row.revision if row else 0):
        raise Outpaced(OTHER_HAND)
    if row is None:
        row = SamplingScheme(scope=scope, category_id=category.id if category else None)
        session.add(row)
    for name, value in _columns(given).items():
        setattr(row, name, value)
    record(session, actor, SchemeSet(None, row.id, scope), changed(row))
    return row


def remove_scheme(session: Session, actor: Actor, category: Category) -> None:
    """Let the brand's default hold for a category again."""
    actor.must(Permission.SAMPLING_SET)
    row = session.scalar(select(SamplingScheme).where(SamplingScheme.scope == category.code))
    if row is None:
        raise Outpaced(OTHER_HAND)
    session.delete(row)
    record(session, actor, SchemeRemoved(None, row.id, category.code))


def set_tier_sampling(
    session: Session, actor: Actor, tier: Tier, given: TierPolicy, revision: int
) -> TierSampling:
    """Set what a tier means for how hard we look, from the next plan on."""
    actor.must(Permission.SAMPLING_SET)
    _check_policy(given)
    row = session.scalar(select(TierSampling).where(TierSampling.tier == tier))
    if revision != (row.revision if row else 0):
        raise Outpaced(OTHER_HAND)
    if row is None:
        row = TierSampling(tier=tier)
        session.add(row)
    for name, value in vars(given).items():
        setattr(row, name, value)
    record(session, actor, TierSamplingSet(None, row.id, tier), changed(row))
    return row


def _check_policy(given: TierPolicy) -> None:
    if STRICTNESS[given.start] < STRICTNESS[given.floor]:
        sentence = N_("A new supplier cannot start below the least severity of its tier.")
        raise Invalid(sentence, field="start")
    if given.start is Severity.REDUCED:
        sentence = N_("Nobody starts under reduced inspection: it has to be earned lot by lot.")
        raise Invalid(sentence, field="start")
    if given.reduced_allowed and given.floor is not Severity.REDUCED:
        sentence = N_("Reduced inspection is below the least severity of this tier.")
        raise Invalid(sentence, field="reduced_allowed")


def _columns(given: Scheme) -> dict[str, object]:
    columns = {name: value for name, value in vars(given).items() if name != "aqls"}
    return columns | {f"{name.value}_aql": given.aqls[name] for name in DefectClass}
