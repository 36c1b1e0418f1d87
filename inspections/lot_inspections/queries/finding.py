"""Finding inspections, who may see them, and who can carry them out."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from inspections.lot_inspections.models.booking import Inspection, InspectionTrigger
from inspections.lot_inspections.rules import OPEN, InspectionType
from inspections.lot_inspections.rules.booking import TriggerLine, governing
from portal.core.accounts.audiences import people_in
from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.errors import NotFound
from portal.core.notifications.rules import Recipient, people_with
from portal.core.permissions import Permission
from portal.core.products.models import Product, ProductSource
from portal.core.suppliers.models import Site, Supplier
from portal.core.traceability.models import Lot


def in_sight(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that somebody may know of an inspection.

    Readers see all within their reach; who only carries inspections out sees the ones assigned.
    """
    if actor.may(Permission.INSPECTION_READ, actor.supplier_id):
        return within_reach(actor, Inspection.supplier_id)
    if actor.may(Permission.INSPECTION_PERFORM) and actor.user_id is not None:
        return Inspection.inspector_id == actor.user_id
    return false()


def find_inspection(session: Session, actor: Actor, inspection_id: int) -> Inspection:
    """Return an inspection with its supplier, product, lot and plan; raises NotFound.

    What is not in somebody's sight is not there.
    """
    found = session.scalars(
        select(Inspection).where(Inspection.id == inspection_id, in_sight(actor)).options(*whole())
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def whole() -> Sequence[ExecutableOption]:
    """Return what loads an inspection with its supplier, product, lot and plan."""
    return (
        joinedload(Inspection.supplier),
        joinedload(Inspection.product).joinedload(Product.category),
        joinedload(Inspection.lot),
        selectinload(Inspection.classes),
    )


def open_inspection(session: Session, lot_id: int, type: InspectionType) -> Inspection | None:
    """Return the inspection of that type that a lot already waits for."""
    return session.scalars(
        select(Inspection).where(
            Inspection.lot_id == lot_id, Inspection.type == type, Inspection.state.in_(OPEN)
        )
    ).one_or_none()


def inspections_of_lot(session: Session, actor: Actor, lot_id: int) -> Sequence[Inspection]:
    """Return the inspections of a lot that somebody may know of, newest first."""
    own = select(Inspection).where(Inspection.lot_id == lot_id, in_sight(actor))
    return session.scalars(own.order_by(Inspection.id.desc())).all()


def site_of(session: Session, actor: Actor, inspection: Inspection) -> Site | None:
    """Return where the goods are, if it was said; whoever sees the inspection may know."""
    if not actor.reaches(inspection.supplier_id) or inspection.site_id is None:
        return None
    return session.get(Site, inspection.site_id)


def supplier_of(session: Session, actor: Actor, lot: Lot) -> Supplier:
    """Return whose lot it is."""
    actor.must(Permission.SUPPLIER_READ, lot.supplier_id)
    return session.get_one(Supplier, lot.supplier_id)


def lot_of(session: Session, actor: Actor, supplier_id: int, number: str) -> Lot | None:
    """Return the lot that a supplier gave this number, if there is one."""
    actor.must(Permission.INSPECTION_BOOK, supplier_id)
    own = select(Lot).where(Lot.supplier_id == supplier_id, Lot.number == number)
    return session.scalars(own).one_or_none()


def inspectors(session: Session, actor: Actor) -> Sequence[Recipient]:
    """Return who can carry inspections out, by name; suppliers choose nobody."""
    if actor.is_supplier or not actor.may(Permission.INSPECTION_READ):
        return []
    found = people_in(session, people_with(Permission.INSPECTION_PERFORM))
    return sorted(found, key=lambda person: (person.name, person.user_id))


def find_inspector(session: Session, user_id: int) -> Recipient | None:
    """Return the person if inspections can be assigned to him or her."""
    found = people_in(session, people_with(Permission.INSPECTION_PERFORM))
    return next((person for person in found if person.user_id == user_id), None)


def trigger_lines(session: Session) -> list[TriggerLine]:
    """Return the rules that say when inspections are due and who books them."""
    rows = session.execute(
        select(
            InspectionTrigger.type, InspectionTrigger.category_id, InspectionTrigger.moment,
            InspectionTrigger.first_lots, InspectionTrigger.suppliers_book,
        )
    )  # fmt: skip
    return [TriggerLine(*row) for row in rows]


def types_to_book(session: Session, actor: Actor, supplier_id: int) -> list[InspectionType]:
    """Return the types that somebody may book for at least some of a supplier's goods."""
    actor.must(Permission.INSPECTION_BOOK, supplier_id)
    if not actor.is_supplier:
        return list(InspectionType)
    lines = trigger_lines(session)
    made = (
        select(Product.category_id)
        .join(ProductSource, ProductSource.product_id == Product.id)
        .where(ProductSource.supplier_id == supplier_id)
    )
    categories = [*session.scalars(made.distinct()), None]
    open_types = {
        line.type
        for category_id in categories
        for line in governing(lines, category_id)
        if line.suppliers_book
    }
    return [kind for kind in InspectionType if kind in open_types]
