"""Products, specifications and defects, made for tests by the acts themselves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.products.models import Product, SpecificationVersion
from portal.core.products.operations import (
    ProductInput,
    add_product,
    draft_specification,
    publish_specification,
    set_characteristic,
    source_product,
)
from portal.core.products.queries import find_product, find_specification
from portal.core.products.rules import CharacteristicKind, DefectClass, Wanted
from portal.core.suppliers.queries.finding import find_supplier
from portal.core.traceability.models import PurchaseLine, PurchaseOrder
from tests.people import ENA, Person
from tests.world import World

Answer = TypeVar("Answer")

MUG = ProductInput("MUG-1", "Mug 350 ml", "马克杯 350 ml", unit="pcs", gtin="4006381333931")
HEIGHT = Wanted(
    "HEIGHT", CharacteristicKind.MEASURED, "Height", "高度", DefectClass.MAJOR, "mm",
    Decimal("95"), Decimal("94.5"), Decimal("95.5"), "Caliper, three places", "卡尺测三处", "S-2",
)  # fmt: skip
GLAZE = Wanted(
    "GLAZE", CharacteristicKind.ATTRIBUTE, "Glaze is even", "釉面均匀", DefectClass.MINOR
)


def acting(world: World, person: Person, act: Callable[[Session, Actor], Answer]) -> Answer:
    """Let somebody act in a transaction of its own."""
    actor = world.actor(person)
    with world.database.transaction(actor.supplier_id or "all") as session:
        return act(session, actor)


def a_mug(world: World, sku: str = "MUG-1", supplier: str = "S-LIN") -> str:
    """Add a product that a supplier makes, and return its SKU."""

    def add(session: Session, actor: Actor) -> str:
        given = replace(MUG, sku=sku, gtin="")
        product = add_product(session, actor, given)
        source_product(session, actor, product, find_supplier(session, actor, supplier))
        return product.sku

    return acting(world, ENA, add)


def the(session: Session, actor: Actor, sku: str, number: int) -> SpecificationVersion:
    """Return one version of a product's specification."""
    return find_specification(session, actor, find_product(session, actor, sku), number)


def drafted(world: World, sku: str, *lines: Wanted) -> int:
    """Draft the next version with these lines beside those of the one before."""

    def draft(session: Session, actor: Actor) -> int:
        product: Product = find_product(session, actor, sku)
        version = draft_specification(session, actor, product)
        for line in lines:
            set_characteristic(session, actor, version, line)
        return version.number

    return acting(world, ENA, draft)


def published(world: World, sku: str, *lines: Wanted) -> int:
    """Draft and publish the next version, and return its number."""
    number = drafted(world, sku, *lines)

    def publish(session: Session, actor: Actor) -> None:
        version = the(session, actor, sku, number)
        publish_specification(session, actor, version, version.revision, "Tighter. 收紧。")

    acting(world, ENA, publish)
    return number


def ordered(
    world: World, sku: str, number: str, due_on: date | None, supplier: str = "S-LIN"
) -> None:
    """Order a hundred of a product, to be delivered by that day."""
    supplier_id = world.supplier_id(supplier)
    with world.database.transaction() as session:
        product_id = session.scalars(select(Product.id).where(Product.sku == sku)).one()
        order = PurchaseOrder(supplier_id=supplier_id, number=number)
        session.add(order)
        session.flush()
        session.add(
            PurchaseLine(
                supplier_id=supplier_id, order_id=order.id, line="1", product_id=product_id,
                quantity=100, due_on=due_on,
            )
        )  # fmt: skip
