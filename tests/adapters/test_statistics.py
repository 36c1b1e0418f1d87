"""Long lists are read in the order of their index, whatever the size of the tables."""

from typing import Any

from sqlalchemy import event

from portal.adapters.jobs import Work
from portal.adapters.statistics import keep_statistics
from tests.bench.crowd import fill
from tests.people import ENA, LIN
from tests.world import World


def plan_of_queue(world: World) -> str:
    """Return how SQLite would go about the page of the review queue."""
    said: list[tuple[str, Any]] = []

    def listen(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        if "FROM document_version JOIN" in statement:
            said.append((statement, values))

    browser = world.browser(ENA)
    event.listen(world.database.engine, "before_cursor_execute", listen)
    assert browser.get("/documents/review").status_code == 200
    event.remove(world.database.engine, "before_cursor_execute", listen)
    with world.database.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said[0][0]}", said[0][1]).all()
    return " ".join(row[3] for row in rows)


def test_a_queue_that_has_grown_is_not_sorted_on_each_page(world: World) -> None:
    with world.database.transaction() as session:
        fill(session, 20, 500, world.actor(LIN).user_id or 0)
    assert "ORDER BY" in plan_of_queue(world)
    portal = world.app.extensions["portal"]
    mailer = world.app.extensions["background"].mailer

    keep_statistics(Work(portal.config, world.database, portal.files, 1, {}, mailer))

    assert "ORDER BY" not in plan_of_queue(world)
