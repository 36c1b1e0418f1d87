"""An audit speaks for a tier, and deciding on it moves the day of the next review."""

from datetime import date

from portal.core.clock import months_later, some_days_ago, today
from portal.core.suppliers.rules import Tier
from scoring.tiers.operations import TierDecision, decide_tier
from scoring.tiers.queries import proposal_for
from tests.factories.checklists import a_checklist, an_assessment, closed
from tests.factories.suppliers import supplier
from tests.people import MAYA
from tests.world import World


def proposed(world: World) -> tuple[Tier | None, list[str]]:
    """Return the tier that the policy speaks for now, and why."""
    with world.looking() as session:
        found = proposal_for(session, world.actor(MAYA), supplier(world))
        return found.tier, [reason.in_("en") for reason in found.reasons]


def confirmed(world: World, tier: Tier) -> date | None:
    """Decide as proposed; return when it is decided anew."""
    with world.acting() as session:
        found = session.merge(supplier(world))
        given = TierDecision(tier, "", found.revision)
        return decide_tier(session, world.actor(MAYA), found, given).requalify_on


def test_closing_an_audit_proposes_the_tier_of_its_score(world: World) -> None:
    a_checklist(world)
    assert proposed(world)[0] is None

    closed(world, an_assessment(world))

    assert proposed(world) == (
        Tier.EXCELLENT, ["The last assessment has 78.7 points: “Excellent”."],
    )  # fmt: skip


def test_a_knock_out_proposes_probation_whatever_the_score(world: World) -> None:
    a_checklist(world)
    closed(world, an_assessment(world), Q1="no", Q2="5", Q3="100", Q4="iso")

    tier, reasons = proposed(world)

    assert tier is Tier.PROBATION
    assert reasons[-1] == ("Questions that rule a supplier out failed in the last assessment: Q1.")


def test_the_last_audit_counts_and_moves_the_day_of_the_next_review(world: World) -> None:
    a_checklist(world)
    with some_days_ago(300):
        then = today()
        closed(world, an_assessment(world))
        first = confirmed(world, Tier.EXCELLENT)
    closed(world, an_assessment(world), Q1="yes", Q2="1", Q3="80", Q4="iso")

    tier, _ = proposed(world)
    assert tier is Tier.PROBATION
    second = confirmed(world, Tier.PROBATION)

    assert (first, second) == (months_later(then, 12), months_later(today(), 6))
    assert supplier(world).requalify_on == second
