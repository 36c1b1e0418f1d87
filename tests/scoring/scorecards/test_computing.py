"""Cards of a period out of facts: what counts, when, and for whom."""

from sqlalchemy import select

from portal.core.actor import Actor
from scoring.metrics.rules.definitions import Metric
from scoring.metrics.rules.periods import Period
from scoring.scorecards.models import Scorecard
from scoring.scorecards.operations.computing import compute_scorecards
from tests.factories.facts import deliver, delivery, report, tell_of
from tests.people import ENA
from tests.world import World

M = Metric


def computed(world: World, period: str = "2026-09", zone: str = "UTC") -> tuple[int, int, int]:
    """Compute a period; return how many cards were created, updated, left."""
    with world.database.transaction() as session:
        actor: Actor = world.actor(ENA)
        count = compute_scorecards(session, actor, Period.parse(period), zone)
    return count.created, count.updated, count.left


def card(world: World, period: str = "2026-09", code: str = "S-LIN") -> Scorecard:
    """Return a supplier's card."""
    with world.looking() as session:
        wanted = (Scorecard.supplier_id == world.supplier_id(code), Scorecard.period == period)
        return session.scalars(select(Scorecard).where(*wanted)).one()


def counts(found: Scorecard) -> dict[str, tuple[int | None, int | None]]:
    """Return numerator and denominator of the metrics that have a rating."""
    return {
        line.metric.value: (line.numerator, line.denominator)
        for line in found.metrics
        if line.is_rated
    }


def test_deliveries_count_where_they_were_due(any_world: World) -> None:
    world = any_world
    deliver(
        world,
        delivery("PO-1", "2026-09-01", "2026-09-01"),
        delivery("PO-2", "2026-09-30", "2026-10-01"),
        delivery("PO-3", "2026-09-10"),
        delivery("PO-4", "2026-09-10", "2026-08-30", received_quantity=99),
        delivery("PO-5", "2026-09-12", "2026-09-12", received_quantity=None),
        delivery("PO-6", "2026-08-31", "2026-09-01"),
        delivery("PO-7", "2026-10-01", "2026-10-01"),
        delivery("PO-8", "2026-09-01", "2026-09-01", supplier="S-WEI"),
    )

    assert computed(world) == (2, 0, 0)
    assert counts(card(world)) == {
        "OTD": (3, 5), "OTIF": (1, 4), "ESC": (0, 200), "RET": (0, 200), "CMP": (0, 3),
    }  # fmt: skip
    assert counts(card(world, code="S-WEI"))["OTD"] == (1, 1)
    assert computed(world) == (0, 2, 0)


def test_reports_count_where_they_belong(any_world: World) -> None:
    world = any_world
    deliver(world, delivery("PO-1", "2026-09-01", "2026-09-02"))
    tell_of(
        world,
        report("R1", "escape", "2026-09-03", 2),
        report("R2", "escape", "2026-10-03", 7),
        report("R3", "return", "2026-09-20", 5),
        report("R4", "return", "2026-09-20", 4, supplier_caused=None),
        report("R5", "complaint", "2026-09-21", 1),
        report("R6", "escape", "2026-09-04", 0, cost_cents=1050, currency="EUR"),
        report("R7", "escape", "2026-09-05", 0, cost_cents=20, currency="EUR"),
        report("R8", "escape", "2026-09-05", 0, cost_cents=300, currency="CNY"),
    )
    computed(world)

    found = card(world)
    assert counts(found) == {
        "OTD": (0, 1), "OTIF": (0, 1), "ESC": (2, 100), "RET": (5, 100), "CMP": (1, 1),
    }  # fmt: skip
    assert {line.metric: line.money for line in found.metrics}[M.COPQ] == (
        ("CNY", 300), ("EUR", 1070),
    )  # fmt: skip


def test_a_supplier_without_facts_has_no_rating(world: World) -> None:
    computed(world)
    found = card(world)
    assert (found.score, found.grade, found.rated_weight) == (None, None, 0)
