"""Lots under inspection, their plans and results, made for tests."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select, text
from sqlalchemy.orm import Session, joinedload

from inspections.defects.models import Defect
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.models.results import InspectionResult
from inspections.lot_inspections.operations.planning import start_inspection
from inspections.lot_inspections.operations.results import record_result
from inspections.lot_inspections.operations.weighing import ResultInput
from inspections.lot_inspections.rules import InspectionState, InspectionType
from inspections.sampling.models import SwitchingLine, SwitchingPair
from inspections.sampling.operations.schemes import set_scheme
from inspections.sampling.queries.schemes import scheme_lines
from inspections.sampling.rules.schemes import Scheme
from inspections.sampling.rules.vocabulary import Kind
from portal.core.accounts.models import User
from portal.core.products.models import (
    Characteristic,
    Product,
    ProductSource,
    SpecificationVersion,
)
from portal.core.products.rules import CharacteristicKind, DefectClass, SpecificationState
from portal.core.suppliers.models import Category, Supplier
from portal.core.suppliers.rules import Tier
from portal.core.traceability.models import Lot
from tests.people import IVO, MAYA, Person
from tests.world import World

SKU = "MUG-350"
CRITICAL, MAJOR, MINOR = DefectClass.CRITICAL, DefectClass.MAJOR, DefectClass.MINOR


def stock(world: World, supplier: str = "S-LIN", sku: str = SKU) -> int:
    """Give a supplier a product with a category and a specification, and return its id."""
    with world.database.transaction() as session:
        known = session.scalar(select(Product.id).where(Product.sku == sku))
        if known:
            return known
        category = session.scalar(select(Category).where(Category.code == "ceramics"))
        if category is None:
            category = Category(code="ceramics", name_en="Ceramics", name_zh="陶瓷")
            session.add(category)
            session.flush()
        maker = session.scalars(select(Supplier).where(Supplier.code == supplier)).one()
        product = Product(
            sku=sku, name_en="Mug 350 ml", name_zh="马克杯 350 ml", category_id=category.id
        )
        session.add(product)
        session.flush()
        session.add(ProductSource(supplier_id=maker.id, product_id=product.id))
        version = SpecificationVersion(product_id=product.id, number=1)
        session.add(version)
        session.flush()
        session.add(
            Characteristic(
                version_id=version.id, position=1, code="HEIGHT", name_en="Height", name_zh="高度",
                kind=CharacteristicKind.MEASURED, unit="mm", defect_class=MAJOR,
                nominal=Decimal(95), lower=Decimal("94.5"), upper=Decimal("95.5"),
            )
        )  # fmt: skip
        session.flush()
        version.state = SpecificationState.PUBLISHED
        return product.id


GUARDS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'characteristic'"


def at_own_level(world: World, level: str) -> None:
    """Have the height measured at a level of its own, as if it had been published so."""
    stock(world)
    with world.database.transaction() as session:
        for trigger in session.scalars(text(GUARDS)).all():
            session.execute(text(f"DROP TRIGGER {trigger}"))
        session.scalars(select(Characteristic)).one().level = level


def passed_or_failed(world: World, level: str) -> int:
    """Make the height something that is passed or failed at that level, and return its id."""
    at_own_level(world, level)
    with world.database.transaction() as session:
        one = session.scalars(select(Characteristic)).one()
        one.kind, one.unit, one.lower, one.upper = CharacteristicKind.ATTRIBUTE, "", None, None
        return one.id


def defect(world: World, code: str = "CHIP", defect_class: DefectClass = MAJOR) -> int:
    """Return a defect of the catalogue."""
    with world.database.transaction() as session:
        known = session.scalar(select(Defect.id).where(Defect.code == code))
        if known:
            return known
        row = Defect(
            code=code, name_en="Chipped rim", name_zh="杯口崩缺", defect_class=defect_class
        )
        session.add(row)
        return row.id


def scheduled(
    world: World, quantity: int = 1200, number: str = "", supplier: str = "S-LIN", **more: object
) -> int:
    """Return the id of an inspection that an inspector is assigned to."""
    product_id = stock(world, supplier)
    with world.database.transaction() as session:
        supplier_id = session.scalars(select(Supplier.id).where(Supplier.code == supplier)).one()
        lots = session.scalars(select(Lot.id).where(Lot.supplier_id == supplier_id)).all()
        lot = Lot(
            supplier_id=supplier_id, number=number or f"L-{len(lots) + 1:03}",
            product_id=product_id, quantity=quantity,
        )  # fmt: skip
        session.add(lot)
        session.flush()
        inspector = session.scalars(select(User.id).where(User.email == IVO.email)).one()
        row = Inspection(
            **{
                "supplier_id": supplier_id, "lot_id": lot.id, "product_id": product_id,
                "type": InspectionType.PRE_SHIPMENT, "state": InspectionState.SCHEDULED,
                "ready_on": date(2026, 11, 20), "quantity": quantity, "requested_by": "Lin",
                "inspector_id": inspector, "scheduled_on": date(2026, 11, 23), "cartons": 60,
                **more,
            }
        )  # fmt: skip
        session.add(row)
        return row.id


def found(session: Session, inspection_id: int) -> Inspection:
    """Return an inspection as acts take it."""
    return session.scalars(
        select(Inspection)
        .where(Inspection.id == inspection_id)
        .options(joinedload(Inspection.lot), joinedload(Inspection.product))
    ).one()


@contextmanager
def acting_on(world: World, inspection_id: int) -> Iterator[tuple[Session, Inspection]]:
    """Yield a transaction and the inspection in it."""
    with world.database.transaction() as session:
        yield session, found(session, inspection_id)


def started(world: World, quantity: int = 1200, by: Person = IVO, **more: object) -> int:
    """Return the id of an inspection that is under way."""
    inspection_id = scheduled(world, quantity, **more)  # type: ignore[arg-type]
    actor = world.actor(by)
    with acting_on(world, inspection_id) as (session, inspection):
        start_inspection(session, actor, inspection)
    return inspection_id


def told(
    counts: Mapping[DefectClass, Sequence[int]] | None = None, key: str = "k-1", **more: object
) -> ResultInput:
    """Return a result of a single plan; nothing found unless said."""
    nothing: dict[DefectClass, Sequence[int]] = {CRITICAL: (0,), MAJOR: (0,), MINOR: (0,)}
    return ResultInput(key=key, counts=nothing | dict(counts or {}), **more)  # type: ignore[arg-type]


def decided(world: World, inspection_id: int, given: ResultInput, by: Person = IVO) -> None:
    """Record a result."""
    actor = world.actor(by)
    with acting_on(world, inspection_id) as (session, inspection):
        record_result(session, actor, inspection, given)


def lots(world: World, marks: str, **more: object) -> list[int]:
    """Have lots decided one after the other: A accepted, R not accepted by its major count."""
    ids = []
    for mark in marks:
        inspection_id = started(world, **more)  # type: ignore[arg-type]
        decided(world, inspection_id, told({MAJOR: (40,)} if mark == "R" else None))
        ids.append(inspection_id)
    return ids


def pair(world: World, defect_class: DefectClass = MAJOR) -> SwitchingPair:
    """Return the one pair of a class."""
    with world.looking() as session:
        return session.scalars(
            select(SwitchingPair).where(SwitchingPair.defect_class == defect_class)
        ).one()


def ledger(world: World, defect_class: DefectClass = MAJOR) -> list[str]:
    """Return the tokens of a pair's lines, oldest first."""
    with world.looking() as session:
        own = select(SwitchingLine).where(SwitchingLine.pair_id == pair(world, defect_class).id)
        return [line.token for line in session.scalars(own.order_by(SwitchingLine.number))]


def tiered(world: World, tier: Tier | None, supplier: str = "S-LIN") -> None:
    """Put a supplier into a tier."""
    with world.database.transaction() as session:
        session.scalars(select(Supplier).where(Supplier.code == supplier)).one().tier = tier


def result_of(world: World, inspection_id: int) -> InspectionResult:
    """Return the newest result of an inspection."""
    with world.looking() as session:
        own = select(InspectionResult).where(InspectionResult.inspection_id == inspection_id)
        return session.scalars(own.order_by(InspectionResult.number.desc())).first()  # type: ignore[return-value]


def brand_set(world: World, **changes: object) -> None:
    """Set the brand's default."""
    actor = world.actor(MAYA)
    if "kind" in changes:
        changes["kind"] = Kind(changes["kind"])
    with world.database.transaction() as session:
        revision = scheme_lines(session, actor)[0].revision
        set_scheme(session, actor, None, replace(Scheme(), **changes), revision)  # type: ignore[arg-type]


def height(world: World) -> int:
    """Return the one measured characteristic."""
    with world.looking() as session:
        return session.scalars(select(Characteristic.id)).one()
