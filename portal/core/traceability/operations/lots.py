"""Registering lots, and keeping what is said of them true."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.clock import today
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.products.models import Product, ProductSource
from portal.core.suppliers.models import Site
from portal.core.traceability.events import LotEdited, LotRegistered
from portal.core.traceability.models import Lot

LARGEST_LOT = 10_000_000
LONGEST_NUMBER = 60
EAST = timedelta(days=1)
"""Where a factory stands, tomorrow may have begun."""


@dataclass(frozen=True)
class LotInput:
    """What somebody says of a lot."""

    number: str
    product_id: int
    quantity: int
    site_id: int | None = None
    produced_on: date | None = None
    order_lines: str = ""


def register_lot(session: Session, actor: Actor, supplier_id: int, given: LotInput) -> Lot:
    """Register a lot of a product that the supplier makes."""
    actor.must(Permission.LOT_EDIT, supplier_id)
    number = given.number.strip()
    if not number or not number.isprintable() or len(number) > LONGEST_NUMBER:
        raise Invalid(N_("Give the lot the number that stands on the goods."), field="number")
    taken = select(Lot.id).where(Lot.supplier_id == supplier_id, Lot.number == number)
    if session.scalar(taken) is not None:
        raise Invalid(
            N_("Lot %(number)s of this supplier is registered already."),
            field="number",
            number=number,
        )
    made = select(ProductSource.id).where(
        ProductSource.supplier_id == supplier_id, ProductSource.product_id == given.product_id
    )
    product = session.get(Product, given.product_id)
    if product is None or session.scalar(made) is None:
        raise Invalid(N_("The supplier does not make this product."), field="product_id")
    if not product.is_active:
        raise Invalid(N_("This product is not made any more."), field="product_id")
    _check(session, supplier_id, given)
    lot = Lot(
        supplier_id=supplier_id,
        number=number,
        product_id=product.id,
        quantity=given.quantity,
        site_id=given.site_id,
        produced_on=given.produced_on,
        order_lines=given.order_lines.strip(),
    )
    session.add(lot)
    session.flush()
    happened = LotRegistered(supplier_id, lot.id, number, product.id, given.quantity)
    record(session, actor, happened)
    return lot


def edit_lot(session: Session, actor: Actor, lot: Lot, given: LotInput, revision: int) -> None:
    """Change what is said of a lot; its number and product stay."""
    actor.must(Permission.LOT_EDIT, lot.supplier_id)
    if lot.revision != revision:
        raise Outpaced(N_("Somebody else changed this lot since you opened it."))
    _check(session, lot.supplier_id, given)
    lot.quantity, lot.site_id = given.quantity, given.site_id
    lot.produced_on, lot.order_lines = given.produced_on, given.order_lines.strip()
    record(session, actor, LotEdited(lot.supplier_id, lot.id, lot.number), changed(lot))


def _check(session: Session, supplier_id: int, given: LotInput) -> None:
    if not 1 <= given.quantity <= LARGEST_LOT:
        raise Invalid(
            N_("The quantity is a whole number from 1 to %(most)s."),
            field="quantity",
            most=LARGEST_LOT,
        )
    if given.produced_on is not None and given.produced_on > today() + EAST:
        raise Invalid(N_("A lot cannot have been made in the future."), field="produced_on")
    if given.site_id is not None:
        site = session.get(Site, given.site_id)
        if site is None or site.supplier_id != supplier_id:
            raise Invalid(N_("This factory is not one of the supplier's."), field="site_id")
