"""The list of nonconformities."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import containing, within_reach
from portal.core.i18n import Bilingual
from portal.core.nonconformities.models import (
    Nonconformity,
)
from portal.core.nonconformities.rules import FoundBy, NonconformityState
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Supplier
from portal.core.traceability.models import Lot, LotHold


@dataclass(frozen=True)
class NonconformityFilter:
    """What somebody wants to see of the list."""

    text: str = ""
    state: str = ""
    severity: str = ""
    source: str = ""
    supplier_id: int | None = None
    sort: str = "-opened"


@dataclass(frozen=True)
class NonconformityLine:
    """One line of the list."""

    id: int
    number: str
    source: FoundBy
    state: NonconformityState
    severity: DefectClass
    quantity: int
    opened_at: datetime
    lot: str | None
    product: Bilingual | None
    supplier_code: str
    supplier: Bilingual
    held: int


SORTS: dict[str, Any] = {
    "opened": Nonconformity.id,
    "number": Nonconformity.number,
    "quantity": Nonconformity.quantity,
}
_Lines = Select[*tuple[Any, ...]]


def count_nonconformities(session: Session, actor: Actor, wanted: NonconformityFilter) -> int:
    """Return how many fit."""
    actor.must(Permission.NONCONFORMITY_READ, actor.supplier_id)
    counted = select(func.count(Nonconformity.id)).outerjoin(Lot, Lot.id == Nonconformity.lot_id)
    return session.scalar(_narrowed(counted, actor, wanted)) or 0


def list_nonconformities(
    session: Session,
    actor: Actor,
    wanted: NonconformityFilter,
    *,
    begin: int = 0,
    limit: int = 50,
    before: int | None = None,
) -> list[NonconformityLine]:
    """Return the lines from `begin` on, or those opened before the one with id `before`."""
    actor.must(Permission.NONCONFORMITY_READ, actor.supplier_id)
    key = SORTS.get(wanted.sort.removeprefix("-"), Nonconformity.id)
    order = key.desc() if wanted.sort.startswith("-") else key
    held = (
        select(func.count(LotHold.id))
        .where(LotHold.nonconformity_id == Nonconformity.id, LotHold.released_at.is_(None))
        .scalar_subquery()
    )
    query: _Lines = (
        select(
            Nonconformity.id, Nonconformity.number, Nonconformity.source, Nonconformity.state,
            Nonconformity.severity, Nonconformity.quantity, Nonconformity.opened_at,
            Lot.number.label("lot"), Product.name_en, Product.name_zh, Supplier.code,
            Supplier.name_en.label("maker_en"), Supplier.name_zh.label("maker_zh"),
            held.label("held"),
        )
        .join(Supplier, Supplier.id == Nonconformity.supplier_id)
        .outerjoin(Lot, Lot.id == Nonconformity.lot_id)
        .outerjoin(Product, Product.id == Lot.product_id)
    )  # fmt: skip
    query = _narrowed(query, actor, wanted)
    if before is not None:
        query = query.where(Nonconformity.id < before)
    rows = session.execute(
        query.order_by(order, Nonconformity.id.desc()).offset(begin).limit(limit)
    )
    return [
        NonconformityLine(
            row.id, row.number, row.source, row.state, row.severity, row.quantity, row.opened_at,
            row.lot, Bilingual(row.name_en, row.name_zh) if row.lot else None, row.code,
            Bilingual(row.maker_en, row.maker_zh), row.held,
        )
        for row in rows
    ]  # fmt: skip


def _narrowed(query: _Lines, actor: Actor, wanted: NonconformityFilter) -> _Lines:
    query = query.where(within_reach(actor, Nonconformity.supplier_id))
    if wanted.text:
        like = containing(wanted.text)
        columns = (Nonconformity.number, Lot.number, Nonconformity.description)
        query = query.where(
            or_(*(func.lower(column).like(like, escape="\\") for column in columns))
        )
    for column, value in (
        (Nonconformity.state, wanted.state),
        (Nonconformity.severity, wanted.severity),
        (Nonconformity.source, wanted.source),
    ):
        if value:
            query = query.where(column == value)
    if wanted.supplier_id is not None:
        query = query.where(Nonconformity.supplier_id == wanted.supplier_id)
    return query
