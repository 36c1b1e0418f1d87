"""Taking in shipments and receipts: no lot on hold leaves, and no more than there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.errors import Invalid, Refusals
from portal.core.i18n import N_, Message
from portal.core.permissions import Permission
from portal.core.traceability.events import ReceiptsMerged, ShipmentsMerged
from portal.core.traceability.models import Receipt, ReceiptLot, Shipment, ShipmentLot
from portal.core.traceability.operations.merging import MergeCount
from portal.core.traceability.operations.taking import (
    Count,
    KnownLot,
    Lots,
    Upsert,
    chunks,
    supplier_of,
    suppliers_named,
    take_all,
)
from portal.core.traceability.queries.holding import held_lots
from portal.core.traceability.rules.gs1 import is_sscc


@dataclass(frozen=True)
class ShipmentRow:
    """A lot on a shipment as another system tells it."""

    number: str
    lot: str
    quantity: int
    supplier: str = ""
    shipped_on: date | None = None
    destination: str = ""
    sscc: str = ""
    order_lines: str = ""


@dataclass(frozen=True)
class ReceiptRow:
    """A lot on a receipt as another system tells it."""

    number: str
    lot: str
    quantity: int
    received_on: date
    supplier: str = ""
    place: str = ""


def demand_shipment(row: ShipmentRow) -> None:
    """Refuse what cannot be about a shipped lot, whatever it names."""
    if row.quantity <= 0:
        raise Invalid(N_("The quantity is more than 0."), field="quantity")
    if row.sscc and not is_sscc(row.sscc):
        raise Invalid(
            N_("An SSCC has 18 digits, of which the last is a check digit."), field="sscc"
        )


def demand_receipt(row: ReceiptRow) -> None:
    """Refuse what cannot be about a received lot, whatever it names."""
    if row.quantity <= 0:
        raise Invalid(N_("The quantity is more than 0."), field="quantity")


def merge_shipments(session: Session, actor: Actor, rows: Sequence[ShipmentRow]) -> MergeCount:
    """Add the new shipped lots and update the known ones, by supplier, shipment and lot."""
    actor.must(Permission.IMPORT_RUN)
    merged = take_all(session, rows, _take_shipments)
    record(session, actor, ShipmentsMerged(None, 0, **vars(merged)))
    return merged


def merge_receipts(session: Session, actor: Actor, rows: Sequence[ReceiptRow]) -> MergeCount:
    """Add the new received lots and update the known ones, by supplier, receipt and lot."""
    actor.must(Permission.IMPORT_RUN)
    merged = take_all(session, rows, _take_receipts)
    record(session, actor, ReceiptsMerged(None, 0, **vars(merged)))
    return merged


def _take_shipments(session: Session, rows: Sequence[ShipmentRow], count: Count) -> None:
    told = _with_lots(session, rows, demand_shipment)
    heads = Upsert(
        session, Shipment, ("supplier_id", "number"), ("shipped_on", "destination", "sscc")
    )
    heads.load((lot.supplier_id, row.number) for row, lot in told)
    for row, lot in told:
        heads.take(
            {
                "supplier_id": lot.supplier_id,
                "number": row.number,
                "shipped_on": row.shipped_on,
                "destination": row.destination,
                "sscc": row.sscc,
            }
        )
    heads.write()
    fields = ("supplier_id", "quantity", "order_lines")
    lines = Upsert(session, ShipmentLot, ("shipment_id", "lot_id"), fields)
    lines.load((heads.id_of(lot.supplier_id, row.number), lot.id) for row, lot in told)
    sums = Sums(session, ShipmentLot.lot_id, ShipmentLot.quantity, [lot for _, lot in told])
    held = held_lots(session, [lot.id for _, lot in told])
    refusals = Refusals()
    for at, (row, lot) in enumerate(told):
        key = (heads.id_of(lot.supplier_id, row.number), lot.id)
        before = lines.before(key)
        with refusals.of(at):
            if lot.id in held and (before is None or row.quantity > before["quantity"]):
                raise Invalid(
                    N_("Lot %(number)s is on hold: it may not be shipped."),
                    field="lot",
                    number=lot.number,
                )
            sums.add(lot, row.quantity, before, SHIPPED_TOO_MUCH)
            count.add(
                lines.take(
                    {
                        "supplier_id": lot.supplier_id,
                        "shipment_id": key[0],
                        "lot_id": lot.id,
                        "quantity": row.quantity,
                        "order_lines": row.order_lines,
                    }
                )
            )
    refusals.demand_none()
    lines.write()


def _take_receipts(session: Session, rows: Sequence[ReceiptRow], count: Count) -> None:
    told = _with_lots(session, rows, demand_receipt)
    heads = Upsert(session, Receipt, ("supplier_id", "number"), ("received_on", "place"))
    heads.load((lot.supplier_id, row.number) for row, lot in told)
    for row, lot in told:
        heads.take(
            {
                "supplier_id": lot.supplier_id,
                "number": row.number,
                "received_on": row.received_on,
                "place": row.place,
            }
        )
    heads.write()
    lines = Upsert(session, ReceiptLot, ("receipt_id", "lot_id"), ("supplier_id", "quantity"))
    lines.load((heads.id_of(lot.supplier_id, row.number), lot.id) for row, lot in told)
    sums = Sums(session, ReceiptLot.lot_id, ReceiptLot.quantity, [lot for _, lot in told])
    sent = _first_sent(session, [lot.id for _, lot in told])
    refusals = Refusals()
    for at, (row, lot) in enumerate(told):
        key = (heads.id_of(lot.supplier_id, row.number), lot.id)
        with refusals.of(at):
            if lot.id in sent and row.received_on < sent[lot.id]:
                raise Invalid(N_("It came in before it was shipped."), field="received_on")
            sums.add(lot, row.quantity, lines.before(key), RECEIVED_TOO_MUCH)
            count.add(
                lines.take(
                    {
                        "supplier_id": lot.supplier_id,
                        "receipt_id": key[0],
                        "lot_id": lot.id,
                        "quantity": row.quantity,
                    }
                )
            )
    refusals.demand_none()
    lines.write()


SHIPPED_TOO_MUCH = N_("Lot %(number)s has %(quantity)s; %(sum)s would be shipped.")
RECEIVED_TOO_MUCH = N_("Lot %(number)s has %(quantity)s; %(sum)s would come in.")


class Sums:
    """How much of each lot is told so far, so that never more is than was made."""

    def __init__(self, session: Session, lot: Any, quantity: Any, lots: Sequence[KnownLot]) -> None:
        self._sums: dict[int, int] = {}
        for some in chunks(sorted({one.id for one in lots})):
            rows = session.execute(
                select(lot, func.sum(quantity)).where(lot.in_(some)).group_by(lot)
            )
            self._sums.update((row[0], int(row[1])) for row in rows)

    def of(self, lot: KnownLot) -> int:
        """Return how much is told of a lot so far."""
        return self._sums.get(lot.id, 0)

    def add(self, lot: KnownLot, quantity: int, before: Any, message: Message) -> None:
        """Count a row in, in the place of what it said before; refuse more than there is."""
        after = self._sums.get(lot.id, 0) - (before["quantity"] if before else 0) + quantity
        if after > lot.quantity:
            raise Invalid(
                message, field="quantity", number=lot.number, quantity=lot.quantity, sum=after
            )
        self._sums[lot.id] = after


def _with_lots(session: Session, rows: Sequence[Any], demand: Any) -> list[tuple[Any, KnownLot]]:
    suppliers = suppliers_named(session, [row.supplier for row in rows])
    lots = Lots(session, [row.lot for row in rows])
    told, refusals = [], Refusals()
    for at, row in enumerate(rows):
        with refusals.of(at):
            demand(row)
            maker = supplier_of(row.supplier, suppliers) if row.supplier else None
            told.append((row, lots.find(row.lot, maker)))
    refusals.demand_none()
    return told


def _first_sent(session: Session, lots: Sequence[int]) -> dict[int, date]:
    sent: dict[int, date] = {}
    for some in chunks(sorted(set(lots))):
        rows = session.execute(
            select(ShipmentLot.lot_id, func.min(Shipment.shipped_on))
            .join(Shipment, Shipment.id == ShipmentLot.shipment_id)
            .where(ShipmentLot.lot_id.in_(some), Shipment.shipped_on.is_not(None))
            .group_by(ShipmentLot.lot_id)
        )
        sent.update((row[0], row[1]) for row in rows if row[1] is not None)
    return sent
