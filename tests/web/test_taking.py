"""Who fetches a long table keeps nobody else from writing."""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from portal.core.db import EVERYTHING, hand_over
from portal.core.suppliers.models import Category
from portal.web.suppliers import views
from tests.people import BEN
from tests.world import World


@pytest.fixture
def slow_table(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let somebody else write in the middle of an export; return what came of it."""
    whole: Callable[..., Any] = views.table_file
    outcome: list[str] = []

    def table_file(name: str, kind: str, rows: Iterable[Any]) -> Any:
        other = sqlite3.connect(world.config.var / "portal.sqlite", timeout=0)
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO audit_head (id, seq, digest) VALUES (9, 0, '')")
        other.rollback()
        other.close()
        outcome.append("written")
        return whole(name, kind, rows)

    monkeypatch.setattr(views, "table_file", table_file)
    return outcome


def test_others_write_while_a_table_is_made(world: World, slow_table: list[str]) -> None:
    answer = world.browser(BEN).get("/suppliers/export.csv")

    assert (answer.status_code, slow_table) == (200, ["written"])


def test_a_table_that_fails_leaves_no_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ben = world.browser(BEN)
    before = lines(world)

    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(views, "table_file", fail)
    world.app.testing = False

    assert ben.get("/suppliers/export.csv").status_code == 500
    assert lines(world) == before


def test_rows_that_a_fetched_page_changes_are_not_lost_in_silence(world: World) -> None:
    with world.database.reading(EVERYTHING) as looking, world.database.transaction() as writing:
        looking.add(Category(code="X", name_en="X", name_zh="X"))
        with pytest.raises(RuntimeError):
            hand_over(looking, writing)


def lines(world: World) -> list[str]:
    with sqlite3.connect(world.config.var / "portal.sqlite") as connection:
        found = [row[0] for row in connection.execute("SELECT event FROM audit_entry ORDER BY seq")]
    connection.close()
    return found
