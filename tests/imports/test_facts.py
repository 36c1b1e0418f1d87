"""Deliveries and defect reports as files: public data with known sums, and rows that cannot be."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sqlalchemy import func, insert, select

from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState, name_key
from portal.imports.models import ImportRefusal
from portal.imports.sources import SOURCES
from portal.imports.work import run_import
from scoring.facts.models import DefectReport, DeliveryLine
from scoring.metrics.queries.deliveries import delivery_tallies
from scoring.metrics.rules.definitions import Metric
from scoring.metrics.rules.periods import Period, window_of
from tests.factories.imports import begun, outcome, table
from tests.world import World

TODAY = date(2026, 11, 23)
DATA = Path(__file__).parents[1] / "data" / "facts"
D = DeliveryLine
R = DefectReport


def known(world: World, names: Iterable[str]) -> None:
    """Register suppliers under these codes and names."""
    with world.database.transaction() as session:
        session.execute(
            insert(Supplier),
            [
                {"code": f"V{place}" if not name.isdigit() else name, "name_en": name,
                 "name_en_key": name_key(name), "country": "US", "state": SupplierState.APPROVED}
                for place, name in enumerate(names)
            ],
        )  # fmt: skip


def column(file: str, name: str) -> list[str]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return sorted({row[name] for row in csv.DictReader(lines)})


def taken(world: World, content: bytes, source: str) -> tuple[str, int, int, int, int, int]:
    """Import a file by the guessed columns; return state, rows, created, updated, same, refused."""
    work = begun(world, content, source=SOURCES[source], leave_out=True)
    run_import(work)
    return outcome(world, work)


def refusals(world: World) -> list[tuple[int, str, str]]:
    """Return line, column and reason of every refusal."""
    with world.looking() as session:
        rows = session.scalars(select(ImportRefusal).order_by(ImportRefusal.line)).all()
        return [(row.line, row.column, row.reason) for row in rows]


def test_the_sums_of_scms_come_out(world: World) -> None:
    content = (DATA / "scms_2006_2010.csv").read_bytes()
    vendors = column("scms_2006_2010.csv", "Vendor")
    assert len(vendors) == 51
    known(world, vendors)

    assert taken(world, content, "deliveries") == ("done", 4223, 4223, 0, 0, 0)
    assert taken(world, content, "deliveries") == ("done", 4223, 0, 0, 4223, 0)

    with world.looking() as session:
        found: dict[str, tuple[int, int]] = {}
        names = {
            row.id: row.name_en for row in session.execute(select(Supplier.id, Supplier.name_en))
        }
        for year in range(2006, 2011):
            for quarter in range(1, 5):
                window = window_of(Period.parse(f"{year}-Q{quarter}"), TODAY, "UTC")
                for key, tallies in delivery_tallies(session, window, None, None, 0).items():
                    told, due = found.get(names[key], (0, 0)), tallies[Metric.OTD]
                    found[names[key]] = (told[0] + due.numerator, told[1] + (due.denominator or 0))
    assert [sum(each) for each in zip(*found.values(), strict=True)] == [3960, 4223]
    assert found["SCMS from RDC"] == (2310, 2483)
    assert found["Aurobindo Pharma Limited"] == (217, 254)
    assert found["Orgenics, Ltd"] == (198, 217)


def test_the_sums_of_supplier_quality_come_out(world: World) -> None:
    file = "supplier_quality_2013.csv"
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    known(world, column(file, "Vendor ID"))
    content = table([[*rows[0], "Kind"], *([*row, "escape"] for row in rows[1:])])

    assert taken(world, content, "defects") == ("done", 2757, 2757, 0, 0, 0)
    assert taken(world, content, "defects") == ("done", 2757, 0, 0, 2757, 0)

    sums = select(func.count(), func.sum(R.quantity), func.sum(R.downtime_minutes))
    with world.looking() as session:
        assert tuple(session.execute(sums).one()) == (2757, 23_027_902, 62_681)
        rejected = session.execute(sums.where(R.cause == "Rejected")).one()
        assert tuple(rejected)[:2] == (695, 7_081_188)


HEAD = ("Supplier", "PO", "Line", "Qty ordered", "Order date", "Confirmed date", "Received",
        "Received qty")  # fmt: skip


def test_rows_that_cannot_be_are_named_by_row_and_column(world: World) -> None:
    good = ("S-LIN", "PO-1", "1", "100", "2026-08-01", "2026-09-01", "2026-09-01", "100")

    def row(order: str, **changes: str) -> tuple[str, ...]:
        told = dict(zip(("supplier", "order", "line", "ordered", "on", "due", "came", "got"),
                        good, strict=True))  # fmt: skip
        return tuple((told | {"order": order} | changes).values())

    rows = [
        good,
        row("PO-2", due="2026-07-01"),
        row("PO-3", came="2026-07-01"),
        row("PO-4", ordered="-5"),
        row("PO-5", got="-1"),
        row("PO-6", due="13/09/2026"),
        row("PO-7", due=""),
        row("PO-8", ordered=""),
        row("PO-9", supplier="S-NOBODY"),
        row("PO-10", came="31-Feb-26"),
        row("PO-11", due="2-Sep-26", came="", got=""),
    ]
    assert taken(world, table([HEAD, *rows]), "deliveries") == ("done", 11, 2, 0, 0, 9)
    assert [(line, name) for line, name, _ in refusals(world)] == [
        (3, "Confirmed date"), (4, "Received"), (5, "Qty ordered"), (6, "Received qty"),
        (7, "Confirmed date"), (8, "Confirmed date"), (9, "Qty ordered"), (10, "Supplier"),
        (11, "Received"),
    ]  # fmt: skip
    with world.looking() as session:
        kept = session.scalars(select(D).where(D.order_number == "PO-11")).one()
        assert (kept.received_on, kept.received_quantity) == (None, None)


def test_defects_that_cannot_be_are_named(world: World) -> None:
    head = ("Supplier", "Report no", "Type", "Date", "Ship date", "Qty", "Supplier fault", "Cost",
            "Currency")  # fmt: skip
    rows = [
        ("S-LIN", "R1", "退货", "2026-09-10", "2026-09-01", "3", "是", "12.50", "CNY"),
        ("S-LIN", "R2", "return", "2026-09-10", "", "3", "yes", "", ""),
        ("S-LIN", "R3", "lost", "2026-09-10", "", "3", "yes", "", ""),
        ("S-LIN", "R4", "escape", "2026-09-10", "2026-09-20", "3", "yes", "", ""),
        ("S-LIN", "R5", "escape", "2026-09-10", "", "3", "perhaps", "", ""),
        ("S-LIN", "R6", "escape", "2026-09-10", "", "3", "", "1.005", "EUR"),
        ("S-LIN", "R7", "escape", "2026-09-10", "", "3", "", "1", "Euro"),
        ("S-LIN", "R8", "escape", "2026-09-10", "", "3", "", "1", ""),
    ]
    assert taken(world, table([head, *rows]), "defects") == ("done", 8, 1, 0, 0, 7)
    assert [(line, name) for line, name, _ in refusals(world)] == [
        (3, "Ship date"), (4, "Type"), (5, "Date"), (6, "Supplier fault"), (7, "Cost"),
        (8, "Currency"), (9, "Currency"),
    ]  # fmt: skip
    with world.looking() as session:
        kept = session.scalars(select(R)).one()
        assert (kept.cost_cents, kept.currency, kept.supplier_caused) == (1250, "CNY", True)
