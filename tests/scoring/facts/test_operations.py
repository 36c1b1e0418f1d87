"""Facts come in any number of times; what cannot have happened stays out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.core.clock import today
from portal.core.errors import Invalid, NotFound
from scoring.facts.models import DefectReport, DeliveryLine
from scoring.facts.operations import merge_deliveries
from scoring.facts.rules import demand_delivery, demand_report
from tests.factories.facts import deliver, delivery, report, tell_of
from tests.people import LIN
from tests.world import World

GOOD = delivery("PO-1", "2026-09-10", "2026-09-09")
REPORT = report("R-1", "return", "2026-09-20", 3)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ordered_on": date(2026, 9, 11)}, "confirmed_on"),
        ({"ordered_on": date(2026, 9, 10), "received_on": date(2026, 9, 9)}, "received_on"),
        ({"shipped_on": date(2026, 9, 10)}, "received_on"),
        ({"ordered_on": date(2026, 9, 5), "shipped_on": date(2026, 9, 4)}, "shipped_on"),
        ({"received_on": today() + timedelta(days=3)}, "received_on"),
        ({"confirmed_on": date(1899, 12, 31)}, "confirmed_on"),
        ({"ordered_quantity": 0}, "ordered_quantity"),
        ({"received_quantity": 10**9 + 1}, "received_quantity"),
        ({"received_on": None}, "received_quantity"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(change: dict[str, object], field: str) -> None:
    demand_delivery(GOOD, today())
    with pytest.raises(Invalid) as refused:
        demand_delivery(replace(GOOD, **change), today())  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"found_on": date(2026, 9, 1)}, "found_on"),
        ({"found_on": today() + timedelta(days=3)}, "found_on"),
        ({"shipped_on": None}, "shipped_on"),
        ({"quantity": 10**9 + 1}, "quantity"),
        ({"cost_cents": 100}, "currency"),
        ({"currency": "EUR"}, "cost_cents"),
    ],
)
def test_a_report_that_cannot_be_is_refused(change: dict[str, object], field: str) -> None:
    demand_report(REPORT, today())
    with pytest.raises(Invalid) as refused:
        demand_report(replace(REPORT, **change), today())  # type: ignore[arg-type]
    assert refused.value.field == field


def test_the_same_list_twice_changes_nothing(any_world: World) -> None:
    rows = [GOOD, delivery("PO-2", "2026-09-12")]
    assert deliver(any_world, *rows) == (2, 0, 0)
    assert deliver(any_world, *rows) == (0, 0, 2)
    assert tell_of(any_world, REPORT) == (1, 0, 0)
    assert tell_of(any_world, REPORT) == (0, 0, 1)


def test_a_later_list_adds_what_has_come_and_takes_nothing_back(world: World) -> None:
    deliver(world, delivery("PO-2", "2026-09-12"))
    came = delivery("PO-2", "2026-09-12", "2026-09-14", received_quantity=90)
    assert deliver(world, came) == (0, 1, 0)
    assert deliver(world, delivery("PO-2", "2026-09-12")) == (0, 0, 1)

    with world.looking() as session:
        line = session.scalars(select(DeliveryLine)).one()
        assert (line.received_on, line.received_quantity, line.cohort_on, line.revision) == (
            date(2026, 9, 14), 90, date(2026, 9, 14), 2,
        )  # fmt: skip


def test_an_empty_quantity_is_not_zero(world: World) -> None:
    deliver(world, delivery("PO-3", "2026-09-12", "2026-09-12", received_quantity=None))
    deliver(world, delivery("PO-4", "2026-09-12", "2026-09-12", received_quantity=0))
    with world.looking() as session:
        lines = session.scalars(select(DeliveryLine).order_by(DeliveryLine.order_number))
        assert [line.received_quantity for line in lines] == [None, 0]


def test_a_supplier_is_found_by_code_or_by_its_only_name(world: World) -> None:
    rows = [
        delivery("PO-1", "2026-09-12", supplier="linhe TEXTILES"),
        delivery("PO-2", "2026-09-12", supplier="林禾纺织"),
        delivery("PO-3", "2026-09-12", supplier="s-lin"),
    ]
    assert deliver(world, *rows) == (3, 0, 0)
    with world.looking() as session:
        assert set(session.scalars(select(DeliveryLine.supplier_id))) == {
            world.supplier_id("S-LIN")
        }


def test_nobody_is_guessed(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        deliver(world, delivery("PO-1", "2026-09-12", supplier="Linh"))
    assert refused.value.field == "supplier"


def test_a_cause_that_nobody_named_stays_open(world: World) -> None:
    tell_of(world, report("R-9", "escape", "2026-09-12", 1, supplier_caused=None))
    with world.looking() as session:
        assert session.scalars(select(DefectReport.supplier_caused)).one() is None


def test_a_supplier_tells_no_facts(world: World) -> None:
    with pytest.raises(NotFound), world.database.transaction() as session:
        merge_deliveries(session, world.actor(LIN), [GOOD])
