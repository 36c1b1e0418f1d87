"""Products, lots and bookings for tests of inspections."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.booking import BookingInput, book_inspection
from inspections.lot_inspections.operations.scheduling import ScheduleInput, confirm_inspection
from inspections.lot_inspections.queries.finding import find_inspection
from inspections.lot_inspections.rules import InspectionState, InspectionType
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.products.models import Product, ProductSource
from portal.core.suppliers.models import Site
from portal.core.traceability.models import Lot
from tests.factories.suppliers import lasting
from tests.people import ENA, IVO, LIN, MAYA, Person
from tests.world import World

_serial = count(1)
Answer = TypeVar("Answer")
Change = Callable[[Session, Actor, Inspection], Answer]


def in_days(days: int) -> date:
    """Return the day so many days from today."""
    return today() + timedelta(days=days)


def a_product(
    world: World, code: str = "S-LIN", sku: str = "", category_id: int | None = None
) -> int:
    """Return the id of a new product that the supplier makes."""
    with world.database.transaction() as session:
        sku = sku or f"TEE-{next(_serial)}"
        product = Product(
            sku=sku, name_en="Organic tee", name_zh="有机棉 T 恤", category_id=category_id
        )
        session.add(product)
        session.flush()
        session.add(ProductSource(supplier_id=world.supplier_id(code), product_id=product.id))
        return product.id


def a_lot(
    world: World, code: str = "S-LIN", product_id: int | None = None, quantity: int = 1200
) -> Lot:
    """Return a new lot of a supplier."""
    product_id = product_id or a_product(world, code)
    with world.database.transaction() as session:
        supplier_id = world.supplier_id(code)
        site_id = session.scalars(select(Site.id).where(Site.supplier_id == supplier_id)).first()
        lot = Lot(
            supplier_id=supplier_id,
            product_id=product_id,
            number=f"L-2026-{next(_serial):04}",
            quantity=quantity,
            site_id=site_id,
            order_lines="PO-7781/1",
        )
        session.add(lot)
        return lasting(session, lot)


def a_booking(lot: Lot, **more: object) -> BookingInput:
    """Return what a good booking says."""
    said: dict[str, object] = {
        "type": InspectionType.PRE_SHIPMENT,
        "ready_on": in_days(5),
        "quantity": lot.quantity,
        **more,
    }
    return BookingInput(lot.supplier_id, lot.id, **said)  # type: ignore[arg-type]


def booked(world: World, person: Person = LIN, lot: Lot | None = None, **more: object) -> int:
    """Book an inspection as `person` and return its id."""
    lot = lot or a_lot(world, person.supplier or "S-LIN")
    actor = world.actor(person)
    with world.database.transaction() as session:
        return book_inspection(session, actor, a_booking(lot, **more)).id


def doing(world: World, person: Person, inspection_id: int, change: Change[Answer]) -> Answer:
    """Let somebody do something with an inspection, in a transaction of its own."""
    actor = world.actor(person)
    with world.database.transaction() as session:
        return change(session, actor, find_inspection(session, actor, inspection_id))


def scheduled(
    world: World, inspection_id: int | None = None, inspector: Person | None = IVO, days: int = 6
) -> int:
    """Confirm a booking and return its id."""
    found = inspection_id or booked(world)
    inspector_id = world.actor(inspector).user_id if inspector else None
    doing(
        world,
        ENA,
        found,
        lambda session, actor, inspection: confirm_inspection(
            session,
            actor,
            inspection,
            ScheduleInput(inspection.revision, in_days(days), inspector_id),
        ),
    )
    return found


def started(world: World, inspection_id: int | None = None) -> int:
    """Return an inspection that has begun."""
    found = inspection_id or scheduled(world)
    with world.database.transaction() as session:
        session.get_one(Inspection, found).state = InspectionState.STARTED
    return found


def inspection(world: World, inspection_id: int) -> Inspection:
    """Return the inspection as it stands now."""
    with world.looking() as session:
        return find_inspection(session, world.actor(MAYA), inspection_id)
