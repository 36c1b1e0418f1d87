"""Looking at suppliers."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState


def find_supplier(session: Session, actor: Actor, code: str) -> Supplier:
    """Return the supplier of that code; raises NotFound for a foreign or missing one."""
    supplier = session.scalars(
        select(Supplier).where(Supplier.code == code).options(selectinload(Supplier.categories))
    ).one_or_none()
    if supplier is None:
        raise NotFound
    actor.must(Permission.SUPPLIER_READ, supplier.id)
    return supplier


def suppliers_after(
    session: Session, actor: Actor, cursor: int | None, limit: int, state: SupplierState | None
) -> list[Supplier]:
    """Return up to `limit` suppliers within reach whose ids follow `cursor`, oldest first."""
    actor.must(Permission.SUPPLIER_READ, actor.supplier_id)
    found = (
        select(Supplier)
        .where(within_reach(actor, Supplier.id), Supplier.id > (cursor or 0))
        .options(selectinload(Supplier.categories))
        .order_by(Supplier.id)
        .limit(limit)
    )
    if state is not None:
        found = found.where(Supplier.state == state)
    return list(session.scalars(found))


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
