"""Lots and bookings of the demo world, made through the acts as its people would."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.booking import (
    BookingInput,
    book_inspection,
    cancel_inspection,
)
from inspections.lot_inspections.operations.scheduling import (
    ScheduleInput,
    confirm_inspection,
    decline_inspection,
    reschedule_inspection,
    waive_inspection,
)
from inspections.lot_inspections.operations.triggers import TriggerInput, set_trigger
from inspections.lot_inspections.rules import InspectionType, TriggerMoment
from portal.cli.demo_world.acting import actor_of, clerk_of
from portal.core.clock import today
from portal.core.db import Database
from portal.core.products.models import Product, ProductSource
from portal.core.suppliers.models import Site, Supplier
from portal.core.traceability.models import Lot
from portal.core.traceability.operations import LotInput, register_lot

T = InspectionType


class Turn(Enum):
    """What the brand says to a booking."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    UNASSIGNED = "unassigned"
    MOVED = "moved"
    WAIVED = "waived"
    DECLINED = "declined"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Booking:
    """A lot, what is booked for it, and what came of it; days count from today."""

    sku: str
    lot: str
    quantity: int
    ready: int
    turn: Turn = Turn.ASKED
    on: int = 0
    type: InspectionType = T.PRE_SHIPMENT
    inspector: str = "inspector@hohenfeld.example"
    cartons: int | None = None
    orders: str = ""
    words: str = ""


DUVET, TOWEL, BATH, SLIPPER = "LH-DUVET-200", "LH-TOWEL-50", "SN-TERRY-500", "HS-SLIPPER-41"
SHEN = "engineer.hz@hohenfeld.example"
BOOKINGS = (
    Booking(DUVET, "LH2611-071", 3200, 0, Turn.CONFIRMED, 0, cartons=160, orders="PO-26114/1"),
    Booking(TOWEL, "LH2611-083", 12000, 0, Turn.CONFIRMED, 1, cartons=200, orders="PO-26120/1"),
    Booking(TOWEL, "LH2611-090", 8000, 4, orders="PO-26120/3"),
    Booking(DUVET, "LH2612-004", 1500, 9, type=T.DURING_PRODUCTION, orders="PO-26131/1"),
    Booking(BATH, "SN-2611A", 1200, 1, Turn.CONFIRMED, 1, inspector=SHEN, cartons=300),
    Booking(BATH, "SN-2611B", 1200, 2, Turn.UNASSIGNED, 3, cartons=300, orders="PO-26109/2"),
    Booking(
        SLIPPER, "HS41-0412", 5000, 3, Turn.MOVED, 3, cartons=250, orders="PO-26127/1",
        words="The inspector is at Linhe that day. 检验员当日在林禾。",
    ),
    Booking(SLIPPER, "HS41-0413", 800, 6, type=T.INITIAL),
    Booking(
        SLIPPER, "HS41-0398", 640, 2, Turn.WAIVED,
        words="Repeat order, the last five lots were accepted. 返单，最近五批均合格。",
    ),
    Booking(
        TOWEL, "LH2611-077", 400, 1, Turn.CANCELLED,
        words="The order was cancelled. 订单已取消。",
    ),
    Booking(
        BATH, "SN-2612A", 2400, 8, Turn.DECLINED, type=T.CONTAINER_LOADING,
        words="Book the pre-shipment inspection first. 请先预约出货前检验。",
    ),
)  # fmt: skip

RULES = (
    TriggerInput(T.INITIAL, TriggerMoment.FIRST_LOTS, first_lots=3),
    TriggerInput(T.PRE_SHIPMENT, TriggerMoment.AFTER_NOT_ACCEPTED),
)


def build_bookings(database: Database, tell: Callable[[str], None]) -> None:
    """Book inspections of what is ready now and soon, and let the brand answer."""
    for booking in BOOKINGS:
        with database.transaction() as session:
            found = _book(session, booking)
        with database.transaction() as session:
            _answer(session, session.get_one(Inspection, found), booking)
    with database.transaction() as session:
        manager = actor_of(session, "manager@hohenfeld.example")
        for rule in RULES:
            set_trigger(session, manager, rule)
    tell(f"{len(BOOKINGS)} inspections")


def _book(session: Session, booking: Booking) -> int:
    """Register the lot and book it as the supplier's own person does."""
    product = session.scalars(select(Product).where(Product.sku == booking.sku)).one()
    made = select(Supplier).join(ProductSource).where(ProductSource.product_id == product.id)
    supplier = session.scalars(made).one()
    clerk = clerk_of(session, supplier)
    site = session.scalars(select(Site.id).where(Site.supplier_id == supplier.id)).first()
    at = (Lot.supplier_id == supplier.id, Lot.number == booking.lot)
    lot = session.scalars(select(Lot).where(*at)).first() or register_lot(
        session,
        clerk,
        supplier.id,
        LotInput(booking.lot, product.id, booking.quantity, site, None, booking.orders),
    )
    given = BookingInput(
        supplier.id,
        lot.id,
        booking.type,
        today() + timedelta(days=booking.ready),
        booking.quantity,
        packed_quantity=booking.quantity * 8 // 10 if booking.cartons else None,
        cartons=booking.cartons,
    )
    return book_inspection(session, clerk, given).id


def _answer(session: Session, inspection: Inspection, booking: Booking) -> None:
    """Let a quality engineer say to a booking what the demo tells."""
    engineer, turn = actor_of(session, "engineer@hohenfeld.example"), booking.turn
    day = today() + timedelta(days=booking.on)
    inspector = actor_of(session, booking.inspector).user_id
    if turn in (Turn.CONFIRMED, Turn.MOVED):
        given = ScheduleInput(inspection.revision, day, inspector)
        confirm_inspection(session, engineer, inspection, given)
    if turn is Turn.UNASSIGNED:
        confirm_inspection(session, engineer, inspection, ScheduleInput(inspection.revision, day))
    if turn is Turn.MOVED:
        later = ScheduleInput(
            inspection.revision, day + timedelta(days=2), inspector, booking.words
        )
        reschedule_inspection(session, engineer, inspection, later)
    closing = {
        Turn.WAIVED: waive_inspection,
        Turn.DECLINED: decline_inspection,
        Turn.CANCELLED: cancel_inspection,
    }.get(turn)
    if closing is not None:
        closing(session, engineer, inspection, inspection.revision, booking.words)
