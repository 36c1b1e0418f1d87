"""Traces walk by indices: what the database itself says of every statement that they make."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, select, text
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import EVERYTHING
from portal.core.nonconformities.models import ComplaintNote, Nonconformity
from portal.core.nonconformities.queries.finding import start_of
from portal.core.nonconformities.rules import FoundBy
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Supplier
from portal.core.traceability.models import (
    Customer,
    CustomerOrder,
    GoodsReturn,
    Lot,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    ReceiptLot,
    Shipment,
    ShipmentLot,
    TraceEdge,
)
from portal.core.traceability.queries.holding import held_lots
from portal.core.traceability.queries.likely import possible_lines
from portal.core.traceability.queries.preview import preview_trace
from portal.core.traceability.queries.recall import (
    gather_trace,
    recall_lines,
    whereabouts,
)
from portal.core.traceability.queries.starts import find_starts
from portal.core.traceability.queries.tracing import go_by_indices, reached
from portal.core.traceability.rules import Direction, EdgeKind, LotKind
from tests.factories.genealogy import a_genealogy, a_trade, lot_id
from tests.world import World

ACTOR = Actor.system("test")


class Undone(Exception):
    """An index was missing for a moment only."""


Asked = Callable[[Session, int], object]
WALKS: dict[str, Callable[[Session, int, Direction], object]] = {
    "set": lambda session, start, way: reached(session, [start], way),
    "preview": lambda session, start, way: preview_trace(session, ACTOR, [start], way),
    "trace": lambda session, start, way: gather_trace(session, ACTOR, [start], way),
    "recall list": lambda session, start, way: recall_lines(session, ACTOR, [start], way),
    "whereabouts": lambda session, start, way: whereabouts(session, ACTOR, [start], way),
}
STARTS = ("F-1", "O-4", "S-1", "R-1", "PO-1", "LEATHER", "4006381333931", "106141412345678908",
          "(01)04006381333931(10)F-1", "NC-1")  # fmt: skip
ASKED: dict[str, Asked] = {
    **{
        f"{name} {way.value}": lambda session, start, walk=walk, way=way: walk(session, start, way)
        for name, walk in WALKS.items()
        for way in Direction
    },
    **{
        f"start {words}": lambda session, _, words=words: find_starts(session, ACTOR, words)
        for words in STARTS
    },
    "possible orders": lambda session, start: possible_lines(
        session, ACTOR, [(start, session.get_one(Lot, start).product_id)]
    ),
    "holds": lambda session, start: held_lots(session, [start]),
    "complaint": lambda session, _: start_of(session, ACTOR, "NC-1"),
}
"""Everything that a page of the trace asks the database."""

INDICES = {
    "ix_trace_edge_to_lot_id_from_lot_id": "set backward",
    "ix_order_line_lot_id_customer_id_order_id_line_quantity": "recall list forward",
    "ix_shipment_lot_lot_id_shipment_id_quantity": "trace forward",
    "ix_receipt_lot_lot_id_receipt_id_quantity": "whereabouts forward",
    "ix_lot_number": "start F-1",
    "ix_shipment_sscc": "start 106141412345678908",
    "ix_shipment_number": "start S-1",
    "ix_receipt_number": "start R-1",
}
"""Indices that nothing else of the schema stands in for, and one question each that needs it."""


CROWD = 3_000
"""Rows of each table: of a small one a database rightly reads all."""

MANY = """
UPDATE sqlite_stat1 SET stat = CAST(stat AS INTEGER) * 1000 ||
  CASE instr(stat, ' ') WHEN 0 THEN '' ELSE substr(stat, instr(stat, ' ')) END
"""
"""Tells SQLite that its tables are larger still, the few products and suppliers too."""


@pytest.fixture
def trade(any_world: World) -> World:
    a_genealogy(any_world)
    a_trade(any_world)
    with any_world.database.transaction() as session:
        for model, rows in a_crowd(session.scalars(select(Lot)).first()):
            session.execute(insert(model), rows)
    with any_world.database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(MANY)
        connection.commit()
    any_world.database.dispose()
    return any_world


def a_crowd(like: Lot | None) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Yield rows that are beside the point."""
    assert like is not None
    of, day, numbers = {"supplier_id": like.supplier_id}, date(2026, 5, 1), range(1, CROWD)
    lot = of | {"kind": LotKind.FINISHED, "quantity": 9}
    found = of | {"source": FoundBy.INCOMING, "severity": DefectClass.MAJOR, "quantity": 1}
    line, lines = {"line": "1", "quantity": 1}, [{"order_id": n, "line": "1"} for n in numbers]
    moved = of | {"quantity": 1}
    yield Supplier, [{"id": n, "code": f"S{n}", "country": "CN"} for n in numbers]
    yield Product, [{"id": n, "sku": f"P{n}", "gtin": f"{n:08}"} for n in numbers]
    yield Lot, [lot | {"id": n, "number": f"L{n}", "product_id": n} for n in numbers]
    yield CustomerOrder, [{"id": n, "number": f"C{n}", "ordered_on": day} for n in numbers]
    yield Customer, [{"id": n, "number": f"K{n}"} for n in numbers]
    yield (
        OrderLine,
        [
            each
            | {"quantity": 1, "lot_id": n, "product_id": n, "customer_id": n, "shipped_on": day}
            for n, each in enumerate(lines, 1)
        ],
    )
    yield GoodsReturn, [each | {"quantity": 1, "returned_on": day} for each in lines]
    yield Shipment, [of | {"id": n, "number": f"G{n}", "sscc": f"{n:018}"} for n in numbers]
    yield Receipt, [of | {"id": n, "number": f"W{n}", "received_on": day} for n in numbers]
    yield PurchaseOrder, [of | {"id": n, "number": f"B{n}", "ordered_on": day} for n in numbers]
    yield PurchaseLine, [of | line | {"id": n, "order_id": n, "product_id": n} for n in numbers]
    yield ShipmentLot, [moved | {"shipment_id": n, "lot_id": n} for n in numbers]
    yield ReceiptLot, [moved | {"receipt_id": n, "lot_id": n} for n in numbers]
    yield (
        TraceEdge,
        [
            {
                "from_lot_id": n,
                "to_lot_id": n + 1,
                "kind": EdgeKind.CONSUMED,
                "quantity": Decimal(1),
            }
            for n in numbers[:-1]
        ],
    )
    yield (
        Nonconformity,
        [found | {"id": n, "number": f"NC{n}", "description": "", "lot_id": n} for n in numbers],
    )
    yield ComplaintNote, [{"id": n, "nonconformity_id": n, "words": ""} for n in numbers]


def scans(session: Session, asked: Asked, start: int) -> list[str]:
    """Return the tables that a question reads whole, whatever it asks."""
    connection = session.connection()
    go_by_indices(session)
    with heard(connection) as statements:
        asked(session, start)
    explain = by_sqlite if connection.dialect.name == "sqlite" else by_postgresql
    return [table for each in statements for table in explain(connection, *each)]


@contextmanager
def heard(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    """Hear every statement that asks for rows of tables."""
    statements: list[tuple[str, Any]] = []

    def hear(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if "FROM" in statement:
            statements.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", hear)
    yield statements
    event.remove(connection, "before_cursor_execute", hear)


def by_sqlite(connection: Connection, statement: str, parameters: Any) -> Iterator[str]:
    """Yield each step that reads a table whole, be it to index it or to skip through an index."""
    for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
        step = row[3]
        if (
            "AUTOMATIC" in step
            or "(ANY(" in step
            or (step.startswith("SCAN ") and not is_set(step))
        ):
            yield step


def is_set(step: str) -> bool:
    """Return whether the step reads the recursive set itself, which is meant to be read whole."""
    return step.split()[1] in ("up", "down", "CONSTANT", "found")


def by_postgresql(connection: Connection, statement: str, parameters: Any) -> Iterator[str]:
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
    tree = plan.scalar_one()
    firsts = dict(iter(connection.exec_driver_sql(FIRSTS)))
    yield from whole_tables(
        (json.loads(tree) if isinstance(tree, str) else tree)[0]["Plan"], firsts
    )


FIRSTS = """
SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
"""


def whole_tables(plan: dict[str, Any], firsts: Mapping[str, str]) -> Iterator[str]:
    """Yield what is read row by row, or through an index that is not asked by its first column.

    Apart from sub-plans: those are the policies for suppliers, who trace nothing.
    """
    if "Index Name" in plan:
        asked = re.findall(r"\w+", plan.get("Index Cond", ""))
        if firsts[plan["Index Name"]] not in asked:
            yield plan["Index Name"]
    elif plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for below in plan.get("Plans", ()):
        if below.get("Parent Relationship") != "SubPlan":
            yield from whole_tables(below, firsts)


def test_no_trace_reads_a_whole_table(trade: World) -> None:
    start = lot_id(trade, "F-1")
    with trade.database.reading(EVERYTHING) as session:
        read = {name: scans(session, asked, start) for name, asked in ASKED.items()}
    assert read == {name: [] for name in ASKED}


def test_without_one_of_its_indices_a_trace_would_be_seen_to_scan(trade: World) -> None:
    start, seen = lot_id(trade, "F-1"), {}
    for index, asked in INDICES.items():
        with suppress(Undone), trade.database.transaction() as session:
            session.execute(text(f"DROP INDEX {index}"))
            seen[index] = scans(session, ASKED[asked], start) != []
            raise Undone
    assert seen == dict.fromkeys(INDICES, True)


def test_a_question_that_no_index_answers_is_seen(trade: World) -> None:
    with trade.database.reading(EVERYTHING) as session:
        day = select(CustomerOrder.id).where(CustomerOrder.ordered_on.is_(None))
        assert scans(session, lambda session, _: session.execute(day).all(), 1) != []
