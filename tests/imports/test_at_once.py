"""Lines of new orders go in column by column, and everything else one by one: with one outcome."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.traceability.models import Customer, CustomerOrder, Lot, OrderLine
from portal.core.traceability.operations import SaleRow
from portal.imports.models import ImportRefusal
from portal.imports.rules import ImportMode
from portal.imports.source import Counts
from portal.imports.sources import SOURCES
from portal.imports.work import run_import
from tests.factories.genealogy import a_genealogy
from tests.factories.imports import begun, outcome, table
from tests.world import World

SALES = SOURCES["customer_orders"]
HEADER = (
    "order",
    "line",
    "sku",
    "quantity",
    "ordered_on",
    "lot",
    "shipped_on",
    "customer",
    "email",
)
GOOD = [
    ("O-1", "1", "SHOE", "2", "2026-06-01", "F-1", "2026-06-02", "K-1", "ada@customer.example"),
    ("O-1", "2", "shoe", "1", "2026-06-01", "F-2", "", "K-1", "ada@customer.example"),
    ("O-2", "1", "SHOE", "1", "2026-06-01", "", "2026-06-02", "", ""),
    ("O-3", "", "SHOE", "1", "2026-06-01", "F-2", "", "K-2", ""),
    ("O-3", "", "SHOE", "1", "2026-06-01", "F-2", "", "K-2", ""),
    ("O-4", "1", "SHOE", "1", "2026-06-01", "F-1", "", "", ""),
    ("O-4", "1", "SHOE", "3", "2026-06-01", "F-1", "", "", ""),
    ("O-9", "", "", "", "2026-06-01", "", "", "K-3", ""),
]
BAD = [
    ("X-1", "1", "SHOE", "-1", "2026-06-01", "F-1", "", "", ""),
    ("X-2", "1", "SHOE", "1", "2026-06-01", "F-9", "", "", ""),
    ("X-3", "1", "BOOT", "1", "2026-06-01", "", "", "", ""),
    ("X-4", "1", "SHOE", "1", "2026-06-03", "", "2026-06-02", "", ""),
    ("X-5", "1", "SHOE", "1", "2099-06-03", "", "", "", ""),
    ("X-6", "1", "SHOE", "45", "2026-06-03", "F-3", "", "", ""),
    ("X-7", "1", "SHOE", "45", "2026-06-03", "F-3", "", "", ""),
    ("", "1", "SHOE", "1", "2026-06-03", "", "", "", ""),
    ("X-8", "1", "SHOE", "1", "2026-06-03", "", "", "", "nobody"),
    ("X-9", "1", "LEATHER", "1", "2026-06-03", "F-1", "", "", ""),
]

MAIL = "ada@customer.example"
STORED: list[tuple[object, ...]] = [
    ("O-1", "1", "F-1", 2, date(2026, 6, 2), "K-1", MAIL),
    ("O-1", "2", "F-2", 1, None, "K-1", MAIL),
    ("O-2", "1", None, 1, date(2026, 6, 2), None, None),
    ("O-3", "SHOE", "F-2", 1, None, "K-2", ""),
    ("O-3", "SHOE#2", "F-2", 1, None, "K-2", ""),
    ("O-4", "1", "F-1", 3, None, None, None),
    ("O-9", None, None, None, None, "K-3", ""),
    ("X-6", "1", "F-3", 45, None, None, None),
]
"""What is told twice holds as it was told last; of two that are too much the first holds."""


def stored(world: World) -> list[tuple[object, ...]]:
    """Return every order line as a person would name it, and every order without one."""
    found = (
        select(
            CustomerOrder.number, OrderLine.line, Lot.number.label("lot"), OrderLine.quantity,
            OrderLine.shipped_on, Customer.number.label("by"), Customer.email,
        )
        .outerjoin(OrderLine, OrderLine.order_id == CustomerOrder.id)
        .outerjoin(Lot, Lot.id == OrderLine.lot_id)
        .outerjoin(Customer, Customer.id == CustomerOrder.customer_id)
        .order_by(CustomerOrder.number, OrderLine.line)
    )  # fmt: skip
    with world.looking() as session:
        return [tuple(row) for row in session.execute(found)]


def refused(world: World) -> list[tuple[int, str, str]]:
    with world.looking() as session:
        rows = session.scalars(select(ImportRefusal).order_by(ImportRefusal.line)).all()
        return [(row.line, row.column, row.reason) for row in rows]


@pytest.mark.parametrize("way", ["columns", "rows"])
def test_both_ways_store_and_refuse_the_same(
    world: World, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_genealogy(world)
    if way == "rows":
        monkeypatch.setitem(SOURCES, SALES.code, replace(SALES, apply_columns=None))
    mixed = [row for pair in zip(BAD, [*GOOD, (), ()], strict=True) for row in pair if row]
    work = begun(world, table([HEADER, *mixed]), source=SALES)
    run_import(work)

    assert outcome(world, work) == ("done", 18, 8, 1, 0, 9)
    assert stored(world) == STORED
    assert [line for line, _, _ in refused(world)] == [2, 4, 6, 8, 10, 14, 16, 18, 19]

    again = begun(world, table([HEADER, *mixed]), source=SALES)
    run_import(again)
    assert outcome(world, again)[2] == 0


def test_a_known_list_with_news_stores_only_the_news(any_world: World) -> None:
    a_genealogy(any_world)
    first = begun(any_world, table([HEADER, *GOOD[:4]]), source=SALES)
    run_import(first)
    assert outcome(any_world, first) == ("done", 4, 4, 0, 0, 0)

    news = [
        ("O-1", "3", "SHOE", "1", "", "F-2", "", "", ""),  # one more line of a known order
        ("O-1", "1", "SHOE", "2", "", "", "", "", ""),  # what it leaves out stays
        ("O-1", "2", "SHOE", "4", "", "F-2", "", "", ""),  # more than before
        ("O-2", "1", "SHOE", "1", "2026-06-01", "", "2026-06-02", "K-9", ""),  # now of somebody
        ("O-2", "2", "SHOE", "1", "2026-06-01", "", "2026-05-02", "", ""),  # before it was ordered
    ]
    second = begun(any_world, table([HEADER, *GOOD[:4], *news]), source=SALES)
    run_import(second)

    assert outcome(any_world, second) == ("done", 9, 1, 2, 5, 1)
    assert [row for row in stored(any_world) if row[0] != "O-3"] == [
        ("O-1", "1", "F-1", 2, date(2026, 6, 2), "K-1", MAIL),
        ("O-1", "2", "F-2", 4, None, "K-1", MAIL),
        ("O-1", "3", "F-2", 1, None, "K-1", MAIL),
        ("O-2", "1", None, 1, date(2026, 6, 2), "K-9", ""),
    ]
    third = begun(any_world, table([HEADER, *news]), source=SALES)
    run_import(third)
    assert outcome(any_world, third) == ("done", 5, 0, 0, 4, 1)


def test_rows_of_an_odd_shape_are_refused_among_good_ones(world: World) -> None:
    a_genealogy(world)
    good = ",".join(GOOD[0])
    content = f"{','.join(HEADER)}\n{good}\nO-7,1,SHOE\n{good.replace('O-1', 'O-8')},more\n"
    work = begun(world, content.encode(), source=SALES)
    run_import(work)
    assert outcome(world, work) == ("done", 3, 1, 0, 0, 2)
    assert [line for line, _, _ in refused(world)] == [3, 4]


def test_the_act_says_of_all_rows_at_once_why_it_refuses_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_genealogy(world)
    asked: list[int] = []

    def apply(session: Session, actor: Actor, rows: Sequence[SaleRow]) -> Counts:
        asked.append(len(rows))
        return SALES.apply(session, actor, rows)

    monkeypatch.setitem(SOURCES, SALES.code, replace(SALES, apply=apply, apply_columns=None))
    rows = [
        (f"O-{at}", "1", "SHOE", "1", "2026-06-01" if at % 3 else "", f"F-{1 if at % 2 else 9}",
         "", "", "")
        for at in range(60)
    ]  # fmt: skip
    work = begun(world, table([HEADER, *rows]), source=SALES)
    run_import(work)

    assert outcome(world, work) == ("done", 60, 20, 0, 0, 40)
    assert asked == [60, 30, 20]  # without those of unknown lots, then without those of no day


@pytest.mark.parametrize("mode", ImportMode)
def test_a_trial_tells_what_would_be_and_stores_nothing(any_world: World, mode: ImportMode) -> None:
    a_genealogy(any_world)
    content = table([HEADER, *GOOD, *BAD[5:7]])

    trial = begun(any_world, content, mode, source=SALES, dry_run=True)
    run_import(trial)
    told = outcome(any_world, trial)
    assert told == (("done", 10, 8, 1, 0, 1) if mode is ImportMode.KEEP_GOOD else
                    ("refused", 10, 0, 0, 0, 1))  # fmt: skip
    assert stored(any_world) == []

    run = begun(any_world, content, mode, source=SALES)
    run_import(run)
    assert outcome(any_world, run) == told
    assert stored(any_world) == (STORED if mode is ImportMode.KEEP_GOOD else [])
