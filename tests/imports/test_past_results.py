"""Past lot results count once, in the order of their days, whatever the order of the file."""

import random
from datetime import date, timedelta

import pytest

from inspections.sampling.queries.verification import check_ledger
from inspections.sampling.rules.switching import Standing
from portal.imports.rules import ImportMode
from portal.imports.sources import SOURCES
from portal.imports.work import run_import
from tests.factories.imports import begun, outcome, table
from tests.factories.verdicts import SKU, ledger, lots, pair, stock
from tests.world import World

SOURCE = SOURCES["inspection_results"]
HEAD = ("Supplier code", "SKU", "Lot number", "Inspection date", "Lot size", "AQL", "Found", "判定")


def past(*marks: str, start: str = "2026-01-01") -> list[tuple[str, ...]]:
    """Return rows of one lot a day: a count, or a result in words."""
    first = date.fromisoformat(start)
    return [
        (
            "S-LIN", SKU, f"P-{start}-{place}", str(first + timedelta(days=place)), "1200", "2.5",
            mark if mark.isdigit() else "", "" if mark.isdigit() else mark,
        )
        for place, mark in enumerate(marks)
    ]  # fmt: skip


def taken(
    world: World, rows: list[tuple[str, ...]], mode: ImportMode = ImportMode.ALL_OR_NOTHING
) -> tuple[str, int, int, int, int, int]:
    work = begun(world, table([HEAD, *rows]), mode, source=SOURCE)
    run_import(work)
    return outcome(world, work)


def test_past_lots_count_under_the_severity_that_held_then(any_world: World) -> None:
    stock(any_world)

    assert taken(any_world, past("0", "5", "6", "合格", "不合格")) == ("done", 5, 5, 0, 0, 0)

    found = pair(any_world)
    assert ledger(any_world) == ["A+", "A-", "R", "A-", "R"]
    assert (found.standing, found.recent, found.lines) == (Standing.TIGHTENED, "AARAR", 5)
    with any_world.looking() as session:
        assert list(check_ledger(session)) == []


def test_the_same_file_twice_changes_nothing(world: World) -> None:
    stock(world)
    rows = past("0", "9", "1")
    taken(world, rows)

    assert taken(world, rows) == ("done", 3, 0, 0, 3, 0)
    assert pair(world).lines == 3


def test_the_order_of_the_file_does_not_matter(world: World) -> None:
    stock(world)
    rows = past(*("9" if place % 7 == 3 else "0" for place in range(40)))
    random.Random(7).shuffle(rows)  # noqa: S311

    taken(world, rows)

    assert pair(world).recent == "".join("R" if n % 7 == 3 else "A" for n in range(40))[-20:]
    with world.looking() as session:
        assert list(check_ledger(session)) == []


def test_older_results_take_their_place_before_those_known(world: World) -> None:
    stock(world)
    taken(world, past("0", "0", "9", start="2026-05-01"))

    taken(world, past("9", "0", start="2026-04-01"))

    found = pair(world)
    assert (found.recent, found.standing) == ("RAAAR", Standing.TIGHTENED)
    with world.looking() as session:
        assert list(check_ledger(session)) == []


def test_lots_of_today_come_after_the_past(world: World) -> None:
    stock(world)
    taken(world, past("9"))
    lots(world, "R")

    taken(world, past("0", start="2025-12-01"))

    assert (pair(world).recent, pair(world).standing) == ("ARR", Standing.TIGHTENED)
    with world.looking() as session:
        assert list(check_ledger(session)) == []


@pytest.mark.parametrize(
    ("place", "cell"),
    [(0, "S-NONE"), (1, "NONE"), (3, "2999-01-01"), (4, "0"), (5, "3.0"), (6, "-1"), (7, "maybe")],
)
def test_what_cannot_be_is_refused_by_row_and_column(world: World, place: int, cell: str) -> None:
    stock(world)
    (row,) = past("0")
    bad = (*row[:place], cell, *row[place + 1 :])

    assert taken(world, [row, bad]) == ("refused", 2, 0, 0, 0, 1)
