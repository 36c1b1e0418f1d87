"""Cards of a period out of facts: what counts, when, and for whom."""

from datetime import date, datetime

from sqlalchemy import delete, func, select

from inspections.lot_inspections.models.results import ClassResult
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.documents.models import Requirement
from portal.core.documents.rules import RequirementLevel
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState
from scoring.metrics.rules.definitions import Metric
from scoring.metrics.rules.periods import Period
from scoring.scorecards.models import Scorecard
from scoring.scorecards.operations.computing import compute_scorecards
from tests.factories.documents import a_catalogue, approved, ends_on
from tests.factories.facts import deliver, delivery, report, tell_of
from tests.factories.verdicts import lots, stock
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


def there_since(world: World, day: str, code: str = "S-LIN") -> None:
    """Let a supplier have been known to the brand from a day on."""
    with world.database.transaction() as session:
        supplier = session.scalars(select(Supplier).where(Supplier.code == code)).one()
        supplier.created_at = datetime.fromisoformat(f"{day}T00:00:00+00:00")


def test_a_supplier_without_facts_has_no_rating(world: World) -> None:
    there_since(world, "2026-09-30")
    computed(world)
    found = card(world)
    assert (found.score, found.grade, found.rated_weight) == (None, None, 0)


def test_who_is_still_being_admitted_has_a_card_only_of_what_it_did(world: World) -> None:
    with world.database.transaction() as session:
        for supplier in session.scalars(select(Supplier)):
            supplier.created_at = datetime.fromisoformat("2026-09-01T00:00:00+00:00")
            supplier.state = SupplierState.UNDER_REVIEW
    assert computed(world) == (0, 0, 0)
    deliver(world, delivery("PO-1", "2026-09-01", "2026-09-01"))
    assert computed(world) == (1, 0, 0)
    assert counts(card(world))["OTD"] == (1, 1)


def test_a_supplier_that_came_later_has_no_card_of_the_time_before(world: World) -> None:
    there_since(world, "2026-09-30")
    there_since(world, "2026-10-01", "S-WEI")
    assert computed(world) == (1, 0, 0)
    assert computed(world, "2026-10") == (2, 0, 0)


def test_documents_count_by_their_own_days_and_only_where_they_were_asked_for(
    any_world: World,
) -> None:
    world = any_world
    kinds = a_catalogue(world)
    with world.database.transaction() as session:
        session.execute(delete(Requirement))
        for code in ("ISO_9001", "BUSINESS_LICENCE"):
            level = RequirementLevel.REQUIRED
            session.add(Requirement(type_id=kinds[code], level=level, scope=""))
    there_since(world, "2026-08-15")
    ends_on(world, approved(world, issued_on=date(2026, 9, 1)), date(2026, 9, 30))

    for period in ("2026-07", "2026-08", "2026-09", "2026-10"):
        computed(world, period)
    deliver(world, delivery("PO-1", "2026-07-01", "2026-07-01"))
    computed(world, "2026-07")

    assert "DOC" not in counts(card(world, "2026-07"))
    later = ("2026-08", "2026-09", "2026-10")
    valid = [counts(card(world, period))["DOC"] for period in later]
    assert valid == [(0, 2), (1, 2), (0, 2)]


def test_inspections_count_at_the_first_look_and_over_the_units_that_were_looked_at(
    any_world: World,
) -> None:
    world = any_world
    stock(world)
    lots(world, "AAR")

    month = str(Period.of_day(today()))
    computed(world, month)
    found = counts(card(world, month))
    with world.looking() as session:
        looked = session.scalars(
            select(func.max(ClassResult.inspected)).group_by(ClassResult.result_id)
        ).all()
    assert found["LAR"] == (2, 3)
    assert found["DPPM"] == (40, sum(looked))
    assert found["DHU"] == (40, sum(looked))
