"""What an expiry will hit: products that rest on the proof, and what was ordered or booked of them.

Inspections are judged two floors above; whoever knows them hands in what is booked.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.products.models import Product, ProductSource
from portal.core.traceability.models import PurchaseLine, PurchaseOrder


@dataclass(frozen=True)
class Planned:
    """Something with a day in the future: an order line that is due, an inspection."""

    id: int
    name: str
    product_id: int
    on: date | None


Bookings = Mapping[int, Sequence[Planned]]
"""Supplier -> the inspections that are booked with it."""
FindBookings = Callable[[Session, Actor, Collection[int]], Bookings]


def nothing_booked(session: Session, actor: Actor, supplier_ids: Collection[int]) -> Bookings:
    """Return that nobody knows of inspections."""
    return {}


@dataclass(frozen=True)
class Hits:
    """What rests on one proof the day after its last."""

    products: tuple[str, ...] = ()
    """Their SKUs."""
    orders: tuple[Planned, ...] = ()
    """Lines of purchase orders that are due later, or some day."""
    inspections: tuple[Planned, ...] = ()
    is_by_name: bool = False
    """The document is about this one product."""


def hits_of(session: Session, versions: Sequence[Any], bookings: Bookings) -> dict[int, Hits]:
    """Return version -> what it hits; each says its id, supplier_id, subject and expires_on.

    A document about a product hits that product alone, any other all that its supplier makes.
    """
    suppliers = {version.supplier_id for version in versions}
    made, ordered = _made(session, suppliers), _ordered(session, suppliers)
    found = {}
    for version in versions:
        products = made.get(version.supplier_id, {})
        named = {key: sku for key, sku in products.items() if sku == version.subject}
        kept = named or products

        def after(planned: Sequence[Planned], version: Any = version, kept: Any = kept) -> Any:
            return tuple(
                one
                for one in planned
                if one.product_id in kept and (one.on is None or one.on > version.expires_on)
            )

        found[version.id] = Hits(
            tuple(sorted(kept.values())),
            after(ordered.get(version.supplier_id, ())),
            after(bookings.get(version.supplier_id, ())),
            bool(named),
        )
    return found


def _made(session: Session, suppliers: Collection[int]) -> dict[int, dict[int, str]]:
    """Return supplier -> product -> SKU of what is still made."""
    rows = session.execute(
        select(ProductSource.supplier_id, Product.id, Product.sku)
        .join(Product, Product.id == ProductSource.product_id)
        .where(ProductSource.supplier_id.in_(suppliers), Product.is_active)
    )
    made: dict[int, dict[int, str]] = defaultdict(dict)
    for supplier_id, product_id, sku in rows:
        made[supplier_id][product_id] = sku
    return made


def _ordered(session: Session, suppliers: Collection[int]) -> dict[int, list[Planned]]:
    """Return supplier -> its order lines that were not delivered, by the day they are due."""
    rows = session.execute(
        select(
            PurchaseLine.supplier_id, PurchaseLine.id, PurchaseOrder.number, PurchaseLine.line,
            PurchaseLine.product_id, PurchaseLine.due_on,
        )
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.order_id)
        .where(PurchaseLine.supplier_id.in_(suppliers), PurchaseLine.delivered_on.is_(None))
        .order_by(PurchaseLine.due_on.nulls_last(), PurchaseOrder.number, PurchaseLine.line)
    )  # fmt: skip
    ordered: dict[int, list[Planned]] = defaultdict(list)
    for row in rows:
        name = f"{row.number}/{row.line}"
        ordered[row.supplier_id].append(Planned(row.id, name, row.product_id, row.due_on))
    return ordered
