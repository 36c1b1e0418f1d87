"""Taking in EPCIS events: kept word for word, and what they say of lots noted as genealogy."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.products.rules import same_gtins
from portal.core.suppliers.models import Supplier
from portal.core.traceability.events import EventsCaptured
from portal.core.traceability.models import CapturedEvent, Lot
from portal.core.traceability.operations.genealogy import EdgeRow, merge_genealogy
from portal.core.traceability.operations.merging import LotRow, MergeCount, merge_lots
from portal.core.traceability.operations.taking import chunks
from portal.core.traceability.rules.epcis import LotName, NamedQuantity, ReadEvent


def capture_events(session: Session, actor: Actor, events: Sequence[ReadEvent]) -> MergeCount:
    """Keep the events that are new, register what they made, note which lots went into which.

    All or nothing: raises Invalid for an event that names a lot there is not, closes a circle or
    takes more than there is.
    """
    actor.must(Permission.IMPORT_RUN)
    unique = list({event.event_id: event for event in events}.values())
    known = _known(session, [event.event_id for event in unique])
    fresh = [event for event in unique if event.event_id not in known]
    _register(session, actor, fresh)
    edges = {event.event_id: _edges(session, event) for event in fresh}
    merge_genealogy(session, actor, [edge for some in edges.values() for edge in some])
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "event_id": event.event_id,
            "type": event.type,
            "event_time": event.at,
            "body": event.body,
            "edges": len(edges[event.event_id]),
            "captured_at": now(),
            "captured_by_id": actor.user_id,
        }
        for event in fresh
    ]
    if rows:
        session.execute(insert(CapturedEvent), rows)
    count = MergeCount(len(fresh), 0, len(events) - len(fresh))
    record(session, actor, EventsCaptured(None, 0, **vars(count)))
    return count


def _register(session: Session, actor: Actor, events: Sequence[ReadEvent]) -> None:
    """Register the lots that events of another portal made and that nobody knows here."""
    made = {(one.supplier, one.number): one for event in events if (one := event.made)}
    known: set[tuple[str, str]] = set()
    for some in chunks([number for _, number in made]):
        asked = select(Supplier.code, Lot.number).join(Lot, Lot.supplier_id == Supplier.id)
        there = session.execute(asked.where(Lot.number.in_(some)))
        known.update((row.code, row.number) for row in there)
    fresh = [
        LotRow(one.supplier, one.number, one.sku, one.quantity, one.produced_on, kind=one.kind)
        for name, one in made.items()
        if name not in known
    ]
    if fresh:
        merge_lots(session, actor, fresh)


def _known(session: Session, names: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for some in chunks(names):
        asked = select(CapturedEvent.event_id).where(CapturedEvent.event_id.in_(some))
        found.update(session.scalars(asked))
    return frozenset(found)


def _edges(session: Session, event: ReadEvent) -> list[EdgeRow]:
    """Return each input into each output; what went in is shared out by what came out."""
    outputs = [(_lot(session, one.lot), one) for one in event.outputs]
    whole = sum((one.quantity or Decimal(1) for _, one in outputs), Decimal(0))
    edges = []
    for given in event.inputs:
        source, maker = _lot(session, given.lot)
        for (goal, taker), one in outputs:
            edges.append(
                EdgeRow(
                    source,
                    goal,
                    _share(given, one, whole),
                    event.kind,
                    maker,
                    taker,
                    event.at,
                )
            )
    return edges


def _share(given: NamedQuantity, one: NamedQuantity, whole: Decimal) -> Decimal:
    part = (one.quantity or Decimal(1)) / whole
    return round((given.quantity or Decimal(1)) * part, 6)


def _lot(session: Session, name: LotName) -> tuple[str, str]:
    """Return number and supplier of the one lot that is meant."""
    asked = (
        select(Lot.number, Supplier.code)
        .join(Supplier, Supplier.id == Lot.supplier_id)
        .join(Product, Product.id == Lot.product_id)
        .where(Lot.number == name.number)
    )
    if name.supplier:
        asked = asked.where(Supplier.code == name.supplier)
    if name.gtin:
        asked = asked.where(Product.gtin.in_(same_gtins(name.gtin)))
    found = session.execute(asked.limit(2)).all()
    if len(found) != 1:
        raise Invalid(
            N_("There is no lot %(number)s, or more than one."), field="epcClass",
            number=name.number,
        )  # fmt: skip
    return found[0][0], found[0][1]
