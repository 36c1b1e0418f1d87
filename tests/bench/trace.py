"""The recall set of a lot beside the best statement that the same database can be asked."""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert, select, text

from portal.cli.serve import tame_collector
from portal.core.actor import Actor
from portal.core.db import EVERYTHING
from portal.core.traceability.models import CustomerOrder, Lot, OrderLine, TraceEdge
from portal.core.traceability.queries.preview import preview_trace
from portal.core.traceability.queries.recall import recall_lines
from portal.core.traceability.queries.tracing import reached
from portal.core.traceability.rules import Direction, EdgeKind, LotKind
from tests.bench.figures import Figure, Ratio, in_turn
from tests.bench.server import ended
from tests.factories.goods import a_mug
from tests.servers.postgres import PostgreSQL
from tests.world import World, people_world, test_config

LOTS = int(os.environ.get("BENCH_LOTS", "100000"))
LINES_OF_LOT = 41
ROUNDS = 15
CLOCKS: dict[str, Callable[[], float]] = {
    "SQLite": time.process_time,
    "PostgreSQL": time.perf_counter,
}
"""SQLite works in our own process: its time does not count what others do on the machine."""
DEEP = 5_000
"""Steps of the chain that closes upon itself, as no act of ours would let it."""
PIECE = 20_000
ACTOR = Actor.system("bench")

RAW = """
WITH RECURSIVE up(lot_id) AS (
  SELECT CAST({start} AS BIGINT)
  UNION SELECT e.from_lot_id FROM up {join} trace_edge e ON e.to_lot_id = up.lot_id
), down(lot_id) AS (
  SELECT lot_id FROM up
  UNION SELECT e.to_lot_id FROM down {join} trace_edge e ON e.from_lot_id = down.lot_id
)
SELECT o.number, l.line, o.ordered_on, l.shipped_on, l.quantity, l.lot_id, t.number, p.sku,
       c.number, c.name, c.email, c.phone, c.country
FROM down {join} order_line l ON l.lot_id = down.lot_id
{join} customer_order o ON o.id = l.order_id {join} lot t ON t.id = l.lot_id
{join} product p ON p.id = l.product_id LEFT JOIN customer c ON c.id = l.customer_id
ORDER BY o.number, l.line
"""
RAW_SET = """
WITH RECURSIVE up(lot_id) AS (
  SELECT CAST({start} AS BIGINT)
  UNION SELECT e.from_lot_id FROM up {join} trace_edge e ON e.to_lot_id = up.lot_id
), down(lot_id) AS (
  SELECT lot_id FROM up
  UNION SELECT e.to_lot_id FROM down {join} trace_edge e ON e.from_lot_id = down.lot_id
)
SELECT lot_id FROM down
"""
SETTINGS = "SET LOCAL enable_hashjoin=off; SET LOCAL enable_mergejoin=off;"
SETTINGS += "SET LOCAL enable_seqscan=off; SET LOCAL jit=off"


def measure() -> Iterator[Figure]:
    """Yield the figures of the trace on both databases, the collector set as the portal sets it."""
    tame_collector()
    with tempfile.TemporaryDirectory() as folder:
        yield from _on("SQLite", people_world(test_config(Path(folder))))
    with ended(PostgreSQL()) as server, tempfile.TemporaryDirectory() as folder:
        url = server.url(server.create())
        yield from _on("PostgreSQL", people_world(test_config(Path(folder), database_url=url)))


def _on(name: str, world: World) -> Iterator[Figure]:
    few, many = LOTS // 10, LOTS
    build(world, 0, few)
    small = _seconds_per_line(world, few, CLOCKS[name])
    build(world, few, many)
    database = world.database
    starts = [_finished(number) for number in random.Random(5).sample(range(few, many), ROUNDS)]  # noqa: S311
    turn = {"ours": iter(starts * 3), "raw": iter(starts[::-1] * 3)}
    # One from the front, the other from the back: neither always finds the other's pages warm.
    answers: dict[int, int] = {}
    join = "JOIN" if name == "PostgreSQL" else "CROSS JOIN"
    clock = CLOCKS[name]

    def ours() -> float:
        start = next(turn["ours"])
        with database.reading(EVERYTHING) as session:
            begun = clock()
            answers[start] = len(recall_lines(session, ACTOR, [start], Direction.BOTH))
            return clock() - begun

    def preview() -> float:
        start = next(turn["ours"])
        with database.reading(EVERYTHING) as session:
            begun = clock()
            preview_trace(session, ACTOR, [start], Direction.BOTH)
            return clock() - begun

    def raw() -> float:
        start = next(turn["raw"])
        with database.reading(EVERYTHING) as session:
            driver: Any = session.connection().connection.driver_connection
            begun = clock()
            if name == "PostgreSQL":
                driver.execute(SETTINGS, prepare=False)
            found = driver.execute(RAW.format(start=start, join=join)).fetchall()
            took = clock() - begun
        assert answers.get(start, len(found)) == len(found)
        return took

    ours()
    raw()
    pairs: Callable[..., Any] = in_turn
    yield Ratio(f"full recall set ({name}, {many:,} lots)", pairs(ROUNDS, ours, raw), 1.3, "s")
    yield Ratio(f"preview of a recall ({name})", pairs(ROUNDS, preview, raw), 0.5, "s")
    large = _seconds_per_line(world, many, clock)
    yield Ratio(
        f"time per line reached, {many:,} / {few:,} lots ({name})", [(large, small)], 1.3, "s"
    )
    yield from _deep(name, world, join)
    database.dispose()


def _deep(name: str, world: World, join: str) -> Iterator[Figure]:
    """Yield how a chain of many steps and a circle compares, walked from its middle."""
    first, clock = 10 + LOTS, CLOCKS[name]
    _chain(world, first)
    start, expected = first + DEEP // 2, set(range(first, first + DEEP))

    def ours() -> float:
        with world.database.reading(EVERYTHING) as session:
            begun = clock()
            found = reached(session, [start], Direction.BOTH)
            took = clock() - begun
        assert set(found) == expected
        assert len(found) == DEEP
        return took

    def raw() -> float:
        with world.database.reading(EVERYTHING) as session:
            driver: Any = session.connection().connection.driver_connection
            begun = clock()
            if name == "PostgreSQL":
                driver.execute(SETTINGS, prepare=False)
            found = driver.execute(RAW_SET.format(start=start, join=join)).fetchall()
            took = clock() - begun
        assert {row[0] for row in found} == expected
        return took

    ours()
    raw()
    yield Ratio(f"circle of {DEEP:,} steps ({name})", in_turn(ROUNDS, ours, raw), 1.3, "s")


def _seconds_per_line(world: World, count: int, clock: Callable[[], float]) -> float:
    """Return the median over lots, so that one pause of the machine decides nothing."""
    picked = [_finished(number) for number in random.Random(9).sample(range(count), ROUNDS)]  # noqa: S311
    each: list[float] = []
    with world.database.reading(EVERYTHING) as session:
        recall_lines(session, ACTOR, picked[:1], Direction.BOTH)
        for start in picked * 3:
            begun = clock()
            lines = len(recall_lines(session, ACTOR, [start], Direction.BOTH))
            each.append((clock() - begun) / max(1, lines))
    return median(each)


def _finished(number: int) -> int:
    """Return a finished lot near that number: ids are 10 + number, kinds go round by ten."""
    return 10 + number - number % 10 + 5


def build(world: World, begin: int, end: int) -> None:
    """Add lots: of ten each, one is a component, three are batches, six are finished."""
    if begin == 0:
        a_mug(world, "BENCH")
    chance = random.Random(begin)  # noqa: S311
    supplier = world.supplier_id("S-LIN")
    with world.looking() as session:
        product = session.scalar(select(Lot.product_id)) or session.scalar(
            text("SELECT id FROM product")
        )
    day = date(2026, 1, 1)
    for first in range(begin, end, PIECE):
        numbers = range(first, min(first + PIECE, end))
        lots = [
            {"id": 10 + n, "supplier_id": supplier, "number": f"L{n}", "product_id": product,
             "kind": _kind(n), "quantity": 100_000, "produced_on": day, "order_lines": "",
             "revision": 1}
            for n in numbers
        ]  # fmt: skip
        edges = [
            {"from_lot_id": 10 + source, "to_lot_id": 10 + n, "kind": EdgeKind.CONSUMED,
             "quantity": Decimal(1), "at": None}
            for n in numbers
            for source in _sources(n, begin, chance)
        ]  # fmt: skip
        sold = [n for n in numbers if _kind(n) is LotKind.FINISHED]
        orders = [
            {"id": 10 + n, "number": f"O{n}", "customer_id": None, "ordered_on": day}
            for n in numbers
        ]
        lines = [
            {"order_id": 10 + chance.choice(numbers), "line": f"{n}-{place}",
             "product_id": product, "lot_id": 10 + n, "customer_id": None, "quantity": 1,
             "shipped_on": day}
            for n in sold
            for place in range(LINES_OF_LOT)
        ]  # fmt: skip
        with world.database.transaction() as session:
            for model, rows in ((Lot, lots), (TraceEdge, edges), (CustomerOrder, orders)):
                session.execute(insert(model.__table__), rows)  # type: ignore[arg-type]
            session.execute(insert(OrderLine.__table__), lines)  # type: ignore[arg-type]
    with world.database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _chain(world: World, first: int) -> None:
    """Add lots each of which went into the next, and the last into the first."""
    with world.looking() as session:
        like = session.execute(select(Lot.supplier_id, Lot.product_id).limit(1)).one()
    lots = [
        {"id": first + n, "supplier_id": like.supplier_id, "number": f"D{n}", "revision": 1,
         "product_id": like.product_id, "kind": LotKind.BATCH, "quantity": 1,
         "produced_on": None, "order_lines": ""}
        for n in range(DEEP)
    ]  # fmt: skip
    edges = [
        {"from_lot_id": first + n, "to_lot_id": first + (n + 1) % DEEP, "quantity": Decimal(1),
         "kind": EdgeKind.CONSUMED, "at": None}
        for n in range(DEEP)
    ]  # fmt: skip
    with world.database.transaction() as session:
        session.execute(insert(Lot.__table__), lots)  # type: ignore[arg-type]
        session.execute(insert(TraceEdge.__table__), edges)  # type: ignore[arg-type]


def _kind(number: int) -> LotKind:
    place = number % 10
    if place == 0:
        return LotKind.COMPONENT
    return LotKind.BATCH if place < 4 else LotKind.FINISHED


def _sources(number: int, begin: int, chance: random.Random) -> set[int]:
    """Return what a lot was made of: two of the lots of the kind before it, from nearby."""
    ten, place = number - number % 10, number % 10
    if place == 0:
        return set()
    near = [ten, max(begin, ten - 10 * chance.randint(0, 3))]
    if place < 4:
        return set(near)
    return {each + chance.randint(1, 3) for each in near[:1]} | {ten + 1}
