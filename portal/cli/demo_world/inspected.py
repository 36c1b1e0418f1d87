"""Lots of the demo world that were looked at: what was found, and what followed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.defects.models import Defect
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.booking import BookingInput, book_inspection
from inspections.lot_inspections.operations.following import (
    ConcessionInput,
    RepeatInput,
    grant_concession,
    repeat_inspection,
)
from inspections.lot_inspections.operations.planning import start_inspection
from inspections.lot_inspections.operations.releasing import release_report
from inspections.lot_inspections.operations.results import record_result
from inspections.lot_inspections.operations.scheduling import ScheduleInput, confirm_inspection
from inspections.lot_inspections.operations.weighing import FoundInput, MeasuredInput, ResultInput
from inspections.lot_inspections.queries.finding import find_inspection
from inspections.lot_inspections.rules import InspectionType
from inspections.sampling.operations.schemes import set_scheme
from inspections.sampling.rules.schemes import Scheme
from inspections.sampling.rules.vocabulary import Kind
from portal.cli.demo_world.acting import actor_of, clerk_of
from portal.core.clock import today
from portal.core.db import Database
from portal.core.products.models import Characteristic, Product, ProductSource
from portal.core.products.rules import CharacteristicKind, DefectClass
from portal.core.suppliers.models import Category, Site, Supplier
from portal.core.traceability.operations import LotInput, register_lot

CRITICAL, MAJOR, MINOR = DefectClass.CRITICAL, DefectClass.MAJOR, DefectClass.MINOR
INSPECTOR, ENGINEER = "inspector@hohenfeld.example", "engineer@hohenfeld.example"
MANAGER = "manager@hohenfeld.example"


class After(Enum):
    """What the brand did once a lot was decided."""

    RELEASED = "released"
    CONCEDED = "conceded"
    REPEATED = "repeated"


R, C, AGAIN = After.RELEASED, After.CONCEDED, After.REPEATED


@dataclass(frozen=True)
class Looked:
    """One lot, when it was looked at, and what was found in its samples."""

    sku: str
    lot: str
    quantity: int
    ago: int
    major: tuple[int, ...]
    minor: tuple[int, ...]
    defects: Mapping[str, int]
    after: frozenset[After] = frozenset({R})
    orders: str = ""
    type: InspectionType = InspectionType.PRE_SHIPMENT
    remarks: str = ""


def _after(*acts: After) -> frozenset[After]:
    return frozenset(acts)


DUVET, TOWEL, BATH, SLIPPER = "LH-DUVET-200", "LH-TOWEL-50", "SN-TERRY-500", "HS-SLIPPER-41"
LOOKED = (
    Looked(DUVET, "LH2606-011", 3200, 150, (3,), (5,), {"THREAD_END": 4, "STAIN": 1}),
    Looked(SLIPPER, "HS41-0290", 5000, 140, (2,), (4,), {"GLUE_MARK": 4, "WRONG_COLOUR": 2}),
    Looked(DUVET, "LH2607-004", 3200, 128, (2,), (3,), {"THREAD_END": 3}),
    Looked(BATH, "SN-2607A", 1200, 120, (1,), (2,), {"STAIN": 2}, orders="PO-26070/1"),
    Looked(
        SLIPPER, "HS41-0311", 5000, 118, (11,), (6,), {"BROKEN": 7, "GLUE_MARK": 6},
        remarks="Soles come off at the toe. 鞋头开胶。",
    ),
    Looked(DUVET, "LH2608-002", 3200, 110, (1,), (4,), {"UNEVEN_STITCH": 4}),
    Looked(TOWEL, "LH2608-040", 8000, 98, (4,), (7,), {"STAIN": 6, "OUT_OF_SIZE": 3}),
    Looked(
        SLIPPER, "HS41-0335", 5000, 96, (7, 3), (5,), {"GLUE_MARK": 5, "DEFORMED": 6},
        remarks="7 in the first sample decide nothing. 首样 7 件不能判定，已抽第二样。",
    ),
    Looked(DUVET, "LH2609-001", 3200, 84, (2,), (2,), {"STAIN": 2}),
    Looked(
        BATH, "SN-2609A", 1200, 75, (8,), (3,), {"OPEN_SEAM": 6, "THREAD_END": 3},
        _after(R, AGAIN), remarks="Hem opens at one end. 一端卷边开线。",
    ),
    Looked(
        SLIPPER, "HS41-0359", 5000, 70, (10,), (6,), {"BROKEN": 8, "GLUE_MARK": 6},
        remarks="The same as in June. 与六月相同。",
    ),
    Looked(
        TOWEL, "LH2609-066", 12000, 62, (19,), (9,), {"WRONG_LABEL": 16, "STAIN": 9}, _after(R, C),
        remarks="Care label in German only. 洗唛仅有德文。",
    ),
    Looked(DUVET, "LH2610-003", 1500, 56, (1,), (1,), {"THREAD_END": 1}),
    Looked(SLIPPER, "HS41-0371", 5000, 45, (1,), (2,), {"GLUE_MARK": 2}),
    Looked(BATH, "SN-2610B", 1200, 40, (2,), (2,), {"SHADE_SLIGHT": 2}),
    Looked(
        DUVET, "LH2611-002", 3200, 21, (1,), (3,), {"THREAD_END": 3}, orders="PO-26101/1",
    ),
    Looked(
        TOWEL, "LH2611-058", 8000, 12, (2,), (4,), {"STAIN": 4}, _after(),
        type=InspectionType.DURING_PRODUCTION,
    ),
    Looked(SLIPPER, "HS41-0395", 5000, 6, (1,), (3,), {"GLUE_MARK": 3}, _after()),
)  # fmt: skip
"""By day. The slippers fail twice within five lots: tightened inspection follows."""

SPREAD = (Decimal("0.1"), Decimal("-0.3"), Decimal("0.2"), Decimal("0"), Decimal("-0.1"))
"""Where the measured units lie, as shares of the tolerance."""


def set_schemes(session: Session) -> None:
    """Let shoes be inspected by double sampling; all else is the brand's default."""
    manager = actor_of(session, MANAGER)
    shoes = session.scalars(select(Category).where(Category.code == "footwear")).one()
    set_scheme(session, manager, shoes, Scheme(kind=Kind.DOUBLE), 0)


def look_at(database: Database, looked: Looked) -> None:
    """Let a lot be registered, booked, inspected and decided, and what follows be done."""
    with database.transaction() as session:
        found = _book(session, looked)
    _inspect(database, found, looked)
    if After.RELEASED in looked.after:
        _release(database, found)
    if After.CONCEDED in looked.after:
        with database.transaction() as session:
            manager = actor_of(session, MANAGER)
            inspection = find_inspection(session, manager, found)
            given = ConcessionInput(
                inspection.quantity,
                "The missing language is added by a sticker in our warehouse, at the supplier's"
                " cost. 缺少的语言由我司仓库贴标补充，费用由供应商承担。",
            )
            grant_concession(session, manager, inspection, given)
    if After.REPEATED in looked.after:
        _look_again(database, found, looked)


def _book(session: Session, looked: Looked) -> int:
    product = session.scalars(select(Product).where(Product.sku == looked.sku)).one()
    made = select(Supplier).join(ProductSource).where(ProductSource.product_id == product.id)
    supplier = session.scalars(made).one()
    clerk = clerk_of(session, supplier)
    site = session.scalars(select(Site.id).where(Site.supplier_id == supplier.id)).first()
    made_on = today() - timedelta(days=4)
    given = LotInput(looked.lot, product.id, looked.quantity, site, made_on, looked.orders)
    lot = register_lot(session, clerk, supplier.id, given)
    booking = BookingInput(
        supplier.id, lot.id, looked.type, today(), looked.quantity,
        packed_quantity=looked.quantity, cartons=max(looked.quantity // 20, 1),
    )  # fmt: skip
    return book_inspection(session, clerk, booking).id


def _inspect(database: Database, found: int, looked: Looked) -> None:
    """Confirm for today, start, and record what was found."""
    with database.transaction() as session:
        engineer, inspector = actor_of(session, ENGINEER), actor_of(session, INSPECTOR)
        inspection = find_inspection(session, engineer, found)
        given = ScheduleInput(inspection.revision, today(), inspector.user_id)
        confirm_inspection(session, engineer, inspection, given)
    with database.transaction() as session:
        inspector = actor_of(session, INSPECTOR)
        start_inspection(session, inspector, find_inspection(session, inspector, found))
    with database.transaction() as session:
        inspector = actor_of(session, INSPECTOR)
        inspection = find_inspection(session, inspector, found)
        record_result(session, inspector, inspection, _result(session, inspection, looked))


def _result(session: Session, inspection: Inspection, looked: Looked) -> ResultInput:
    samples = max(len(looked.major), len(looked.minor))
    codes = select(Defect.code, Defect.id).where(Defect.code.in_(looked.defects))
    ids = {row.code: row.id for row in session.execute(codes)}
    return ResultInput(
        key=f"demo-{inspection.id}",
        counts={CRITICAL: (0,) * samples, MAJOR: looked.major, MINOR: looked.minor},
        defects=[FoundInput(ids[code], count) for code, count in looked.defects.items()],
        measured=_measured(session, inspection),
        cartons_opened=9,
        remarks=looked.remarks,
    )


def _measured(session: Session, inspection: Inspection) -> list[MeasuredInput]:
    own = select(Characteristic).where(
        Characteristic.version_id == inspection.specification_id,
        Characteristic.kind == CharacteristicKind.MEASURED,
    )
    return [
        MeasuredInput(line.id, unit, line.nominal + share * (line.upper - line.nominal))
        for line in session.scalars(own)
        if line.nominal is not None and line.upper is not None
        for unit, share in enumerate(SPREAD, 1)
    ]


def _release(database: Database, found: int) -> None:
    with database.transaction() as session:
        engineer = actor_of(session, ENGINEER)
        inspection = find_inspection(session, engineer, found)
        release_report(session, engineer, inspection, inspection.revision)


def _look_again(database: Database, found: int, looked: Looked) -> None:
    """Let the supplier mend the lot and have it looked at once more."""
    with database.transaction() as session:
        engineer = actor_of(session, ENGINEER)
        inspection = find_inspection(session, engineer, found)
        supplier = session.get_one(Supplier, inspection.supplier_id)
        clerk = clerk_of(session, supplier)
        given = RepeatInput(
            today(), looked.quantity, "All hems sewn again and checked. 全部卷边重缝并检查。"
        )
        again = repeat_inspection(session, clerk, find_inspection(session, clerk, found), given).id
    mended = Looked(looked.sku, looked.lot, looked.quantity, 0, (2,), (1,), {"THREAD_END": 1})
    _inspect(database, again, mended)
    _release(database, again)
