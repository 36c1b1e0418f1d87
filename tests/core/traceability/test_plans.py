"""Traces walk by indices: what the database itself says that it does."""

import json
from typing import Any

from sqlalchemy import Select, select, text

from portal.core.traceability.models import Lot
from portal.core.traceability.queries.recall import LINES, NODES, PREVIEW, SUMS
from portal.core.traceability.queries.tracing import EDGES, REACHED, STARTS, by_indices
from portal.core.traceability.rules import Direction
from tests.factories.genealogy import a_genealogy, a_trade, lot_id
from tests.world import World

STATEMENTS: dict[str, Any] = {
    f"{name} {direction.value}": statement
    for direction in Direction
    for name, statement in (
        ("reached", REACHED[direction]),
        ("edges", EDGES[direction]),
        ("lots", NODES[direction]),
        ("lines", LINES[direction]),
        ("preview of lots", PREVIEW[direction][0]),
        ("preview of lines", PREVIEW[direction][1]),
        *SUMS[direction].items(),
    )
}


def scans(world: World, statement: Select[Any], start: int) -> list[str]:
    """Return the tables that a statement reads whole."""
    with world.looking() as session, by_indices(session):
        asked = {"starts": [start]}
        bound = statement.params(**asked) if "starts" in statement.compile().params else statement
        dialect = session.get_bind().dialect
        said = bound.compile(dialect=dialect, compile_kwargs={"literal_binds": True}).string
        if dialect.name == "sqlite":
            rows = session.execute(text(f"EXPLAIN QUERY PLAN {said}")).all()
            steps = [row[3] for row in rows]
            return [step for step in steps if step.startswith("SCAN ") and not is_set(step)]
        plan = session.execute(text(f"EXPLAIN (FORMAT JSON) {said}")).scalar_one()
        tree = json.loads(plan) if isinstance(plan, str) else plan
        return list(whole_tables(tree[0]["Plan"]))


def is_set(step: str) -> bool:
    """Return whether the step reads the recursive set itself, which is meant to be read whole."""
    return step.split()[1] in ("up", "down", "CONSTANT", "found")


def whole_tables(plan: dict[str, Any]) -> Any:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for below in plan.get("Plans", ()):
        yield from whole_tables(below)


def test_no_trace_reads_a_whole_table(any_world: World) -> None:
    a_genealogy(any_world)
    a_trade(any_world)
    with any_world.database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    start = lot_id(any_world, "F-1")
    read = {name: scans(any_world, statement, start) for name, statement in STATEMENTS.items()}
    assert read == {name: [] for name in STATEMENTS}


def test_a_table_without_an_index_would_be_seen(any_world: World) -> None:
    a_genealogy(any_world)
    statement = select(Lot.id).where(Lot.order_lines == "x", Lot.id.in_(STARTS))
    alone = select(Lot.order_lines).where(Lot.order_lines == "x")
    assert scans(any_world, statement, 1) == []
    assert scans(any_world, alone, 1) != []
