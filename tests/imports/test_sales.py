"""Orders and their lines come as systems export them: in one file, or heads and lines apart."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from portal.core.traceability.models import CustomerOrder, Lot, OrderLine, TraceEdge
from portal.imports.models import ImportRefusal, ImportRun
from portal.imports.operations import save_mapping
from portal.imports.sources import SOURCES
from portal.imports.work import run_import
from tests.factories.genealogy import a_genealogy
from tests.factories.imports import begun, outcome, table
from tests.people import ADA
from tests.world import World

HEADS = table([
    ("order id", "customer id", "order date"),
    ("O-1", "K-1", "2026-06-01"),
    ("O-2", "K-2", "2026-06-02"),
    ("O-2", "K-2", "2026-06-02"),
])  # fmt: skip
LINES = table([
    ("order id", "order item id", "sku", "quantity", "ship date"),
    ("O-1", "1", "SHOE", "2", "2026-06-03"),
    ("O-2", "1", "SHOE", "1", "2026-06-01"),
    ("O-3", "1", "SHOE", "1", "2026-06-03"),
    ("O-1", "2", "", "4", ""),
    ("O-1", "3", "SHOE", "", ""),
])  # fmt: skip


def taken(world: World, content: bytes, source: str) -> tuple[str, int, int, int, int, int]:
    work = begun(world, content, source=SOURCES[source])
    run_import(work)
    return outcome(world, work)


def refused(world: World) -> list[tuple[int, str]]:
    with world.looking() as session:
        rows = session.execute(
            select(ImportRefusal.line, ImportRefusal.column).order_by(ImportRefusal.line)
        )
        return [(row[0], row[1]) for row in rows]


def test_orders_and_lines_may_come_in_two_files(any_world: World) -> None:
    a_genealogy(any_world)

    assert taken(any_world, HEADS, "customer_orders") == ("done", 3, 2, 0, 1, 0)
    assert taken(any_world, HEADS, "customer_orders") == ("done", 3, 0, 0, 3, 0)
    assert taken(any_world, LINES, "customer_orders") == ("done", 5, 1, 0, 0, 4)
    assert refused(any_world) == [
        (3, "ship date"),  # before O-2 was ordered
        (4, ""),  # nobody said when O-3 was
        (5, "sku"),
        (6, "quantity"),
    ]
    with any_world.looking() as session:
        orders = session.scalars(select(CustomerOrder).order_by(CustomerOrder.number)).all()
        line = session.scalars(select(OrderLine)).one()
        assert [order.ordered_on for order in orders] == [date(2026, 6, 1), date(2026, 6, 2)]
        assert (line.order_id, line.quantity, line.shipped_on) == (
            orders[0].id, 2, date(2026, 6, 3),
        )  # fmt: skip
        assert line.customer_id == orders[0].customer_id


def test_a_customer_told_later_is_the_customer_of_the_lines_too(any_world: World) -> None:
    a_genealogy(any_world)
    lines = table([("order", "line", "sku", "quantity", "date"), ("O-1", "1", "SHOE", "2",
                                                                  "2026-06-01")])  # fmt: skip
    assert taken(any_world, lines, "customer_orders") == ("done", 1, 1, 0, 0, 0)
    assert taken(any_world, HEADS, "customer_orders") == ("done", 3, 1, 1, 1, 0)

    with any_world.looking() as session:
        line = session.scalars(select(OrderLine)).one()
        order = session.get_one(CustomerOrder, line.order_id)
        assert line.customer_id == order.customer_id is not None


GERMAN = (
    "Stücklisten-Verbrauch;;;\r\nexportiert am 30.11.2026;;;\r\n"
    "from_lot;to_lot;quantity;date\r\nC-2;B-1;12,5;22.11.2026\r\nC-2;F-4;1.000,25;03/04/2026\r\n"
)


def test_a_german_export_is_read_as_it_is_meant_and_its_mapping_remembers(world: World) -> None:
    a_genealogy(world)
    work = begun(world, GERMAN.encode("utf-16"), source=SOURCES["genealogy"], leave_out=True)
    with world.database.transaction() as session:
        run = session.get_one(ImportRun, work.args["run"])
        save_mapping(session, world.actor(ADA), run, "Verbrauch")
    run_import(work)
    assert outcome(world, work) == ("done", 2, 1, 0, 0, 1)
    assert refused(world) == [(5, "quantity")]  # more than C-2 has left

    again = begun(world, GERMAN.encode("utf-16"), source=SOURCES["genealogy"])
    run_import(again)
    assert outcome(world, again) == ("done", 2, 0, 0, 1, 1)
    with world.looking() as session:
        run = session.get_one(ImportRun, again.args["run"])
        kept = (run.mapping_name, run.reading["numbers"], run.reading["days"])
        assert kept == ("Verbrauch", "comma", "day_first")
        lot = session.scalars(select(Lot).where(Lot.number == "C-2")).one()
        edges = select(TraceEdge).where(TraceEdge.from_lot_id == lot.id)
        found = sorted((edge.quantity, edge.at) for edge in session.scalars(edges) if edge.at)
        assert [(quantity, at.date()) for quantity, at in found] == [
            (Decimal("12.5"), date(2026, 11, 22))
        ]
