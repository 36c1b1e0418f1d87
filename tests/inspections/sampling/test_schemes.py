"""What is asked of lots can be set, and only to what the tables have."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from inspections.sampling.operations.schemes import (
    remove_scheme,
    set_scheme,
    set_tier_sampling,
)
from inspections.sampling.queries.schemes import governing_scheme, tier_policy
from inspections.sampling.rules.schemes import TIER_POLICIES, Scheme, TierPolicy, bounded
from inspections.sampling.rules.vocabulary import CriticalMode, Edition, Regime, Severity
from portal.core.errors import Invalid, NotAllowed, Outpaced
from portal.core.products.models import Product
from portal.core.suppliers.models import Category
from portal.core.suppliers.rules import Tier
from tests.factories.verdicts import CRITICAL, MAJOR, MINOR, brand_set, stock
from tests.people import ENA, MAYA
from tests.world import World

S = Severity
DEFAULT = {CRITICAL: "0", MAJOR: "2.5", MINOR: "4.0"}


def governing(world: World) -> tuple[str, Scheme]:
    product_id = stock(world)
    with world.looking() as session:
        product = session.get_one(Product, product_id)
        found = governing_scheme(session, world.supplier_id("S-LIN"), product)
        return found.source, found.scheme


def test_the_brands_default_is_there_before_anyone_sets_it(world: World) -> None:
    assert governing(world) == ("brand", Scheme())
    assert Scheme().aqls == DEFAULT


def test_a_categorys_scheme_goes_before_the_brands(world: World) -> None:
    stock(world)
    actor = world.actor(MAYA)
    stricter = replace(Scheme(), aqls={**DEFAULT, MAJOR: "1"})
    with world.database.transaction() as session:
        category = session.scalars(select(Category)).one()
        set_scheme(session, actor, category, stricter, 0)

    source, scheme = governing(world)
    assert (source, scheme.aqls[MAJOR]) == ("category:ceramics", "1.0")

    with world.database.transaction() as session:
        remove_scheme(session, actor, session.scalars(select(Category)).one())
    assert governing(world)[0] == "brand"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"aqls": {**DEFAULT, MAJOR: "3.0"}}, "major_aql"),
        ({"aqls": {**DEFAULT, MINOR: ""}}, "minor_aql"),
        ({"aqls": {**DEFAULT, MINOR: "15"}}, "minor_aql"),
        ({"aqls": {**DEFAULT, CRITICAL: "1.0"}}, "critical_aql"),
        ({"critical_mode": CriticalMode.AQL}, "critical_aql"),
        ({"critical_mode": CriticalMode.C0}, "critical_aql"),
        ({"kind": "multiple"}, "kind"),
    ],
)
def test_what_no_table_has_is_refused(world: World, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        brand_set(world, **changes)

    assert refused.value.field == field


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "double"},
        {"kind": "multiple", "edition": Edition.Z1_4},
        {"regime": Regime.PER_100, "aqls": {**DEFAULT, MINOR: "15"}},
        {"critical_mode": CriticalMode.C0, "aqls": {**DEFAULT, CRITICAL: "0.65"}},
        {"critical_mode": CriticalMode.AQL, "aqls": {**DEFAULT, CRITICAL: ".1"}},
        {"critical_mode": CriticalMode.FULL},
        {"largest_letter": True},
    ],
)
def test_what_the_tables_have_is_taken(world: World, changes: dict[str, object]) -> None:
    brand_set(world, **changes)

    assert governing(world)[0] == "brand"


def test_only_a_manager_sets_and_only_what_was_seen(world: World) -> None:
    with (
        pytest.raises(NotAllowed),
        world.database.transaction() as session,
    ):
        set_scheme(session, world.actor(ENA), None, Scheme(), 0)

    brand_set(world)
    with (
        pytest.raises(Outpaced),
        world.database.transaction() as session,
    ):
        set_scheme(session, world.actor(MAYA), None, Scheme(), 0)


def test_tiers_have_policies_before_anyone_sets_them(world: World) -> None:
    with world.looking() as session:
        assert {tier: tier_policy(session, tier) for tier in Tier} == TIER_POLICIES
        assert tier_policy(session, None) == TIER_POLICIES[Tier.QUALIFIED]


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        (TierPolicy(S.TIGHTENED, S.NORMAL), "start"),
        (TierPolicy(S.REDUCED, S.REDUCED, reduced_allowed=True), "start"),
        (TierPolicy(S.NORMAL, S.NORMAL, reduced_allowed=True), "reduced_allowed"),
    ],
)
def test_a_policy_at_odds_with_itself_is_refused(
    world: World, policy: TierPolicy, field: str
) -> None:
    with (
        pytest.raises(Invalid) as refused,
        world.database.transaction() as session,
    ):
        set_tier_sampling(session, world.actor(MAYA), Tier.EXCELLENT, policy, 0)

    assert refused.value.field == field


def test_a_policy_is_set(world: World) -> None:
    policy = TierPolicy(S.TIGHTENED, S.TIGHTENED)
    with world.database.transaction() as session:
        set_tier_sampling(session, world.actor(MAYA), Tier.QUALIFIED, policy, 0)

    with world.looking() as session:
        assert tier_policy(session, None) == policy


@pytest.mark.parametrize(
    ("severity", "tier", "within"),
    [
        (S.REDUCED, Tier.STRATEGIC, S.REDUCED),
        (S.REDUCED, Tier.EXCELLENT, S.REDUCED),
        (S.REDUCED, Tier.QUALIFIED, S.NORMAL),
        (S.REDUCED, None, S.NORMAL),
        (S.REDUCED, Tier.PROBATION, S.TIGHTENED),
        (S.NORMAL, Tier.PROBATION, S.TIGHTENED),
        (S.NORMAL, Tier.QUALIFIED, S.NORMAL),
        (S.TIGHTENED, Tier.STRATEGIC, S.TIGHTENED),
    ],
)
def test_a_severity_stays_within_the_tiers_policy(
    severity: Severity, tier: Tier | None, within: Severity
) -> None:
    found, why = bounded(severity, TIER_POLICIES[tier or Tier.QUALIFIED], tier)

    assert (found, why is None) == (within, within is severity)
