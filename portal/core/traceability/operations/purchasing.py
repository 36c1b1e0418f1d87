"""Taking in purchase orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.errors import Invalid, Refusals
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.traceability.events import PurchasesMerged
from portal.core.traceability.models import PurchaseLine, PurchaseOrder
from portal.core.traceability.operations.merging import MergeCount
from portal.core.traceability.operations.taking import (
    Count,
    Upsert,
    product_of,
    products_named,
    supplier_of,
    suppliers_named,
    take_all,
)


@dataclass(frozen=True)
class PurchaseRow:
    """One line of a purchase order as another system tells it."""

    supplier: str
    number: str
    sku: str
    quantity: int
    line: str = "1"
    ordered_on: date | None = None
    due_on: date | None = None
    delivered_on: date | None = None


def demand_purchase(row: PurchaseRow) -> None:
    """Refuse what cannot be about a line, whatever it names."""
    if row.quantity <= 0:
        raise Invalid(N_("The quantity is more than 0."), field="quantity")
    if row.ordered_on and row.delivered_on and row.delivered_on < row.ordered_on:
        raise Invalid(N_("It was delivered before it was ordered."), field="delivered_on")


def merge_purchases(session: Session, actor: Actor, rows: Sequence[PurchaseRow]) -> MergeCount:
    """Add the new order lines and update the known ones, by supplier, order and line."""
    actor.must(Permission.IMPORT_RUN)
    merged = take_all(session, rows, _take)
    record(session, actor, PurchasesMerged(None, 0, **vars(merged)))
    return merged


def _take(session: Session, rows: Sequence[PurchaseRow], count: Count) -> None:
    suppliers = suppliers_named(session, [row.supplier for row in rows])
    products = products_named(session, [row.sku for row in rows])
    told, refusals = [], Refusals()
    for at, row in enumerate(rows):
        with refusals.of(at):
            demand_purchase(row)
            told.append((row, supplier_of(row.supplier, suppliers), product_of(row.sku, products)))
    refusals.demand_none()
    orders = Upsert(session, PurchaseOrder, ("supplier_id", "number"), ("ordered_on",))
    orders.load((maker, row.number) for row, maker, _ in told)
    for row, maker, _ in told:
        orders.take({"supplier_id": maker, "number": row.number, "ordered_on": row.ordered_on})
    orders.write()
    fields = ("supplier_id", "product_id", "quantity", "due_on", "delivered_on")
    lines = Upsert(session, PurchaseLine, ("order_id", "line"), fields)
    lines.load((orders.id_of(maker, row.number), row.line) for row, maker, _ in told)
    for at, (row, maker, product) in enumerate(told):
        key = (orders.id_of(maker, row.number), row.line)
        with refusals.of(at):
            _keep_product(lines, key, product, row)
            count.add(
                lines.take(
                    {
                        "supplier_id": maker,
                        "order_id": key[0],
                        "line": row.line,
                        "product_id": product,
                        "quantity": row.quantity,
                        "due_on": row.due_on,
                        "delivered_on": row.delivered_on,
                    }
                )
            )
    refusals.demand_none()
    lines.write()


def _keep_product(lines: Upsert, key: tuple[int, str], product: int, row: PurchaseRow) -> None:
    before = lines.before(key)
    if before is not None and before["product_id"] != product:
        raise Invalid(
            N_("Line %(line)s of order %(number)s is of another product."),
            field="sku",
            line=row.line,
            number=row.number,
        )
