"""Deliveries and defect reports made for tests."""

from datetime import date

from scoring.facts.operations import merge_deliveries, merge_reports
from scoring.facts.rules import DeliveryRow, ReportKind, ReportRow
from tests.people import ADA
from tests.world import World


def delivery(order: str, due: str, came: str = "", **more: object) -> DeliveryRow:
    """Return an order line of 100 units of Lin's; what came, came in full unless said."""
    received = date.fromisoformat(came) if came else None
    told: dict[str, object] = {
        "supplier": "S-LIN",
        "order_number": order,
        "line": "10",
        "confirmed_on": date.fromisoformat(due),
        "ordered_quantity": 100,
        "received_on": received,
        "received_quantity": 100 if received else None,
    }
    return DeliveryRow(**told | more)  # type: ignore[arg-type]


def report(number: str, kind: str, found: str, quantity: int, **more: object) -> ReportRow:
    """Return a defect report about Lin's goods, caused there."""
    told: dict[str, object] = {
        "supplier": "S-LIN",
        "number": number,
        "kind": ReportKind(kind),
        "found_on": date.fromisoformat(found),
        "quantity": quantity,
        "supplier_caused": True,
        "shipped_on": None if kind == "escape" else date.fromisoformat(found),
    }
    return ReportRow(**told | more)  # type: ignore[arg-type]


def deliver(world: World, *rows: DeliveryRow) -> tuple[int, int, int]:
    """Take deliveries in; return how many were created, updated, unchanged."""
    with world.database.transaction() as session:
        count = merge_deliveries(session, world.actor(ADA), rows)
    return count.created, count.updated, count.unchanged


def tell_of(world: World, *rows: ReportRow) -> tuple[int, int, int]:
    """Take defect reports in; return how many were created, updated, unchanged."""
    with world.database.transaction() as session:
        count = merge_reports(session, world.actor(ADA), rows)
    return count.created, count.updated, count.unchanged
