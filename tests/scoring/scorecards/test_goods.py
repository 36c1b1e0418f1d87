"""What the portal knows of goods counts: nonconformities, costs, receipts, orders, returns."""

from datetime import date
from decimal import Decimal

from portal.core.clock import today
from portal.core.nonconformities.models import Nonconformity
from portal.core.nonconformities.operations.evidence import CostInput, note_cost
from portal.core.nonconformities.operations.opening import NonconformityInput, open_nonconformity
from portal.core.nonconformities.rules import CostKind, FoundBy
from portal.core.products.rules import DefectClass
from portal.core.traceability.operations import ReturnRow, merge_returns, merge_sales
from scoring.metrics.rules.definitions import InputKind, Metric
from scoring.metrics.rules.lines import Line
from scoring.metrics.rules.periods import Period
from tests.factories.facts import deliver, delivery, report, tell_of
from tests.factories.genealogy import a_genealogy, a_trade, lot_id, merged, sold
from tests.people import ENA, LIN
from tests.scoring.scorecards.test_computing import card, computed, counts
from tests.web.test_scorecards import opened
from tests.world import World

NOW = str(Period.of_day(today()))


def line_of(world: World, metric: Metric, period: str) -> Line:
    return next(line for line in card(world, period).metrics if line.metric is metric)


def copied(line: Line) -> list[tuple[InputKind, str, int]]:
    """Return kind, detail and count of what was copied into a line."""
    return [(each.kind, each.detail, each.count) for each in line.inputs]


def found(world: World, source: FoundBy, units: int, **more: object) -> int:
    """Open a nonconformity about Lin's goods today, and return its id."""
    given = NonconformityInput(
        world.supplier_id("S-LIN"), source, DefectClass.MAJOR, units, "Cracked. 开裂。",
        holds=False, **more,
    )  # type: ignore[arg-type]  # fmt: skip
    with world.database.transaction() as session:
        return open_nonconformity(session, world.actor(ENA), given).id


def test_units_found_after_acceptance_count_against_receipts_where_no_delivery_is_listed(
    any_world: World,
) -> None:
    world = any_world
    a_genealogy(world)
    a_trade(world)
    computed(world, "2026-05")
    assert counts(card(world, "2026-05"))["ESC"] == (0, 144)
    assert copied(line_of(world, Metric.ESC, "2026-05")) == [
        (InputKind.RECEIVED, "R-1", 48), (InputKind.RECEIVED, "R-1", 48),
        (InputKind.RECEIVED, "R-1", 48),
    ]  # fmt: skip

    deliver(world, delivery("PO-1", f"{NOW}-01", f"{NOW}-01"))
    tell_of(world, report("R1", "escape", f"{NOW}-01", 2))
    found(world, FoundBy.INCOMING, 5, lot_id=lot_id(world, "F-1"))
    found(world, FoundBy.COMPLAINT, 1, complaint="It broke.")
    found(world, FoundBy.DOCUMENT, 30)
    computed(world, NOW)
    assert counts(card(world, NOW))["ESC"] == (8, 100)
    assert copied(line_of(world, Metric.ESC, NOW)) == [
        (InputKind.NONCONFORMITY, "F-1", 5), (InputKind.NONCONFORMITY, "", 1),
    ]  # fmt: skip


def test_returns_and_complaints_count_against_what_customers_got(any_world: World) -> None:
    world = any_world
    a_genealogy(world)
    told = {"ordered_on": date(2026, 6, 1), "shipped_on": date(2026, 6, 3)}
    merged(world, merge_sales, [
        sold("O-1", "F-1", 4, **told), sold("O-2", "F-2", 6, **told),
        sold("O-2", "F-1", 10, **told | {"line": "2"}),
        sold("O-3", "F-1", 9, **told | {"shipped_on": date(2026, 7, 1)}),
    ])  # fmt: skip
    merged(world, merge_returns, [
        ReturnRow("O-1", "1", 1, date(2026, 8, 1), "sole came off", True),
        ReturnRow("O-2", "2", 2, date(2026, 6, 9), "too small", False),
        ReturnRow("O-2", "1", 3, date(2026, 6, 9), "unsaid"),
        ReturnRow("O-3", "1", 1, date(2026, 7, 9), "sole came off", True),
    ])  # fmt: skip
    deliver(world, delivery("PO-1", "2026-06-01", "2026-06-01"))
    tell_of(world, report("R1", "return", "2026-06-20", 5))
    found(world, FoundBy.COMPLAINT, 1, order_number="O-2", lot_id=lot_id(world, "F-2"))
    found(world, FoundBy.COMPLAINT, 1, order_number="O-3")
    computed(world, "2026-06")

    mine = counts(card(world, "2026-06"))
    assert (mine["RET"], mine["CMP"]) == ((6, 20), (1, 2))
    assert copied(line_of(world, Metric.RET, "2026-06")) == [
        (InputKind.RETURNED, "sole came off", 1), (InputKind.SOLD, "SHOE", 14),
        (InputKind.SOLD, "SHOE", 6),
    ]  # fmt: skip
    assert copied(line_of(world, Metric.CMP, "2026-06")) == [
        (InputKind.COMPLAINT, "F-2", 1), (InputKind.ORDERED, "SHOE", 2),
        (InputKind.ORDERED, "SHOE", 1),
    ]  # fmt: skip


def test_costs_count_on_the_day_they_were_booked(any_world: World) -> None:
    world = any_world
    tell_of(
        world,
        report("R1", "escape", "2026-08-30", 0, cost_cents=700, currency="EUR"),
        report("R2", "escape", "2026-08-30", 0, cost_cents=50, currency="EUR",
               booked_on=date(2026, 9, 2)),
    )  # fmt: skip
    computed(world)
    assert line_of(world, Metric.COPQ, "2026-09").money == (("EUR", 50),)

    key = found(world, FoundBy.INCOMING, 5)
    with world.database.transaction() as session:
        bad = session.get_one(Nonconformity, key)
        bills = (CostInput(CostKind.SORTING, Decimal("12.30"), "CNY"),
                 CostInput(CostKind.SCRAP, Decimal("4.05"), "EUR"))  # fmt: skip
        for bill in bills:
            note_cost(session, world.actor(ENA), bad, bill)
    computed(world, NOW)
    line = line_of(world, Metric.COPQ, NOW)
    assert line.money == (("CNY", 1230), ("EUR", 405))
    assert copied(line) == [(InputKind.COST, "sorting", 1230), (InputKind.COST, "scrap", 405)]


def test_a_supplier_reads_what_was_copied_in_and_no_order_of_a_customer(any_world: World) -> None:
    world = any_world
    a_genealogy(world)
    told = {"ordered_on": date(2026, 9, 1), "shipped_on": date(2026, 9, 3)}
    merged(world, merge_sales, [sold("O-SECRET", "F-1", 4, customer="K-SECRET", **told)])
    back = ReturnRow("O-SECRET", "1", 1, date(2026, 9, 20), "sole came off", True)
    merged(world, merge_returns, [back])
    computed(world)
    opened(world)

    own = world.browser(LIN)
    path = f"/scorecards/{card(world).id}"
    returned, base = own.get(f"{path}/RET").text, own.get(f"{path}/RET?part=base").text
    assert "sole came off" in returned
    assert "F-1" in base
    assert "records have changed" not in returned
    assert "SECRET" not in returned + base + own.get(path).text
