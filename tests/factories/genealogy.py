"""Goods with a past and a future: leather, uppers, shoes, customers; by the acts themselves."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.core.actor import Actor
from portal.core.traceability.models import Lot
from portal.core.traceability.operations import (
    EdgeRow,
    LotRow,
    MergeCount,
    ReceiptRow,
    SaleRow,
    ShipmentRow,
    merge_genealogy,
    merge_lots,
    merge_receipts,
    merge_sales,
    merge_shipments,
)
from portal.core.traceability.rules import LotKind
from tests.factories.goods import a_mug
from tests.world import World

SYSTEM = Actor.system("test")


def merged(world: World, merge: Any, rows: Sequence[Any]) -> MergeCount:
    """Take rows in as the system."""
    with world.database.transaction() as session:
        count: MergeCount = merge(session, SYSTEM, rows)
        return count


def edge(source: str, goal: str, quantity: int = 10) -> EdgeRow:
    return EdgeRow(source, goal, Decimal(quantity))


def sold(order: str, lot: str, quantity: int = 1, **more: Any) -> SaleRow:
    """Return a line of an order of shoes."""
    told = {"sku": "SHOE", "line": "1", "ordered_on": date(2026, 6, 1), **more}
    return SaleRow(order=order, quantity=quantity, lot=lot, **told)


def a_genealogy(world: World) -> None:
    """C-1 went into B-1 and B-2; these into F-1, F-2 and F-3; C-2 only into B-2 and so F-3."""
    a_mug(world, "LEATHER", "S-WEI")
    a_mug(world, "UPPER", "S-LIN")
    a_mug(world, "SHOE", "S-LIN")
    day = date(2026, 5, 1)
    lots = [
        LotRow("S-WEI", "C-1", "LEATHER", 1000, day, kind=LotKind.COMPONENT),
        LotRow("S-WEI", "C-2", "LEATHER", 1000, day, kind=LotKind.COMPONENT),
        LotRow("S-LIN", "B-1", "UPPER", 100, day, kind=LotKind.BATCH),
        LotRow("S-LIN", "B-2", "UPPER", 100, day, kind=LotKind.BATCH),
        *(LotRow("S-LIN", f"F-{n}", "SHOE", 50, day) for n in (1, 2, 3, 4)),
    ]
    merged(world, merge_lots, lots)
    pairs = (("C-1", "B-1"), ("C-1", "B-2"), ("C-2", "B-2"),
             ("B-1", "F-1"), ("B-1", "F-2"), ("B-2", "F-3"))  # fmt: skip
    merged(world, merge_genealogy, [edge(*pair) for pair in pairs])


def a_trade(world: World) -> None:
    """Ship, receive and sell what `a_genealogy` made."""
    shipped = [ShipmentRow("S-1", f"F-{n}", 50, shipped_on=date(2026, 5, 5)) for n in (1, 2, 3)]
    merged(world, merge_shipments, shipped)
    came = [ReceiptRow("R-1", f"F-{n}", 48, date(2026, 5, 9), place="Hamburg") for n in (1, 2, 3)]
    merged(world, merge_receipts, came)
    lines = [
        sold("O-1", "F-1", 2, customer="K-1", name="Ada", email="ada@customer.example"),
        sold("O-2", "F-2", 1, customer="K-2"),
        sold("O-3", "F-3", 4),
        sold("O-4", "", 1, shipped_on=date(2026, 6, 2)),
    ]
    merged(world, merge_sales, lines)


def lot_id(world: World, number: str) -> int:
    """Return the id of the lot of that number."""
    with world.looking() as session:
        return session.scalars(select(Lot.id).where(Lot.number == number)).one()


def numbers(world: World, lots: Sequence[int]) -> set[str]:
    """Return the numbers of lots."""
    with world.looking() as session:
        return set(session.scalars(select(Lot.number).where(Lot.id.in_(lots))))
