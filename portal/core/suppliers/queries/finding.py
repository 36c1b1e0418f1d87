"""Finding suppliers and what belongs to them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.numbering import new_code
from portal.core.permissions import Permission
from portal.core.suppliers.models import (
    Contact,
    Site,
    Supplier,
    SupplierStateChange,
)


def find_supplier(session: Session, actor: Actor, code: str) -> Supplier:
    """Return the supplier with its categories, or refuse as if it did not exist."""
    supplier = session.scalar(
        select(Supplier).where(Supplier.code == code).options(selectinload(Supplier.categories))
    )
    if supplier is None:
        raise NotFound
    actor.must(Permission.SUPPLIER_READ, supplier.id)
    return supplier


def own_supplier(session: Session, actor: Actor) -> Supplier:
    """Return the supplier that the actor belongs to."""
    supplier = session.get(Supplier, actor.supplier_id) if actor.supplier_id else None
    if supplier is None:
        raise NotFound
    actor.must(Permission.SUPPLIER_READ, supplier.id)
    return supplier


def find_site(session: Session, actor: Actor, supplier: Supplier, site_id: int) -> Site:
    """Return a site of that supplier."""
    site = session.get(Site, site_id)
    if site is None or site.supplier_id != supplier.id:
        raise NotFound
    actor.must(Permission.SUPPLIER_READ, site.supplier_id)
    return site


def find_contact(session: Session, actor: Actor, supplier: Supplier, contact_id: int) -> Contact:
    """Return a contact of that supplier."""
    contact = session.get(Contact, contact_id)
    if contact is None or contact.supplier_id != supplier.id:
        raise NotFound
    actor.must(Permission.SUPPLIER_READ, contact.supplier_id)
    return contact


def sites_of(session: Session, actor: Actor, supplier: Supplier) -> Sequence[Site]:
    """Return a supplier's sites, the ones in use first."""
    actor.must(Permission.SUPPLIER_READ, supplier.id)
    own = select(Site).where(Site.supplier_id == supplier.id)
    return session.scalars(own.order_by(Site.is_active.desc(), Site.id)).all()


def contacts_of(session: Session, actor: Actor, supplier: Supplier) -> Sequence[Contact]:
    """Return whom to call at a supplier."""
    actor.must(Permission.SUPPLIER_READ, supplier.id)
    own = select(Contact).where(Contact.supplier_id == supplier.id)
    return session.scalars(own.order_by(Contact.name)).all()


def states_of(session: Session, actor: Actor, supplier: Supplier) -> Sequence[SupplierStateChange]:
    """Return the history of a supplier's state, newest first."""
    actor.must(Permission.SUPPLIER_READ, supplier.id)
    own = select(SupplierStateChange).where(SupplierStateChange.supplier_id == supplier.id)
    return session.scalars(own.order_by(SupplierStateChange.id.desc())).all()


def free_codes(session: Session, count: int) -> list[str]:
    """Return so many made-up codes that no supplier has.

    Of 24 million codes 5,000 suppliers would hit one twice in every second list, were it not looked
    up first.
    """
    found: set[str] = set()
    while len(found) < count:
        made = {new_code("S") for _ in range(count - len(found))}
        found |= made - set(session.scalars(select(Supplier.code).where(Supplier.code.in_(made))))
    return list(found)


def names_of(
    session: Session, actor: Actor, supplier_ids: Collection[int]
) -> dict[int, tuple[str, Bilingual]]:
    """Return {id: (code, name)} for those of `supplier_ids` that are within reach."""
    if not supplier_ids:
        return {}
    columns = (Supplier.id, Supplier.code, Supplier.name_en, Supplier.name_zh)
    found = select(*columns).where(Supplier.id.in_(supplier_ids), within_reach(actor, Supplier.id))
    return {
        row.id: (row.code, Bilingual(row.name_en, row.name_zh)) for row in session.execute(found)
    }
