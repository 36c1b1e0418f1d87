"""Finding lots."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from portal.core.actor import Actor
from portal.core.db import containing, within_reach
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import N_, Bilingual
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.suppliers.models import Supplier
from portal.core.traceability.models.lots import Lot
from portal.core.traceability.queries.scans import or_scanned


def find_lot(session: Session, actor: Actor, lot_id: int) -> Lot:
    """Return a lot with its product and supplier, or refuse as if it did not exist."""
    lot = session.scalar(
        select(Lot)
        .where(Lot.id == lot_id, within_reach(actor, Lot.supplier_id))
        .options(joinedload(Lot.product), joinedload(Lot.supplier))
    )
    if lot is None:
        raise NotFound
    actor.must(Permission.LOT_READ, lot.supplier_id)
    return lot


def find_lot_by_number(session: Session, actor: Actor, number: str, supplier: str = "") -> Lot:
    """Return the one lot of that number within reach, or refuse as if it did not exist.

    Raises Invalid where several suppliers use the number and none is named.
    """
    asked = (
        select(Lot)
        .join(Supplier, Supplier.id == Lot.supplier_id)
        .where(Lot.number == number, within_reach(actor, Lot.supplier_id))
        .options(joinedload(Lot.product), joinedload(Lot.supplier))
        .limit(2)
    )
    if supplier:
        asked = asked.where(Supplier.code == supplier)
    found = session.scalars(asked).all()
    if not found:
        raise NotFound
    if len(found) > 1:
        raise Invalid(
            N_("Several suppliers have a lot %(number)s. Name the supplier."),
            field="supplier",
            number=number,
        )
    actor.must(Permission.LOT_READ, found[0].supplier_id)
    return found[0]


@dataclass(frozen=True)
class LotFilter:
    """What somebody wants to see of the list."""

    text: str = ""
    supplier_id: int | None = None
    product_id: int | None = None
    sort: str = "-registered"


@dataclass(frozen=True)
class LotLine:
    """One line of the list."""

    id: int
    number: str
    quantity: int
    unit: str
    produced_on: date | None
    order_lines: str
    sku: str
    product: Bilingual
    supplier_code: str
    supplier: Bilingual


SORTS: dict[str, Any] = {
    "registered": Lot.id,
    "number": Lot.number,
    "quantity": Lot.quantity,
    "produced": func.coalesce(Lot.produced_on, date.min),
}

_Lines = Select[*tuple[Any, ...]]


def count_lots(session: Session, actor: Actor, wanted: LotFilter) -> int:
    """Return how many lots fit."""
    actor.must(Permission.LOT_READ, actor.supplier_id)
    return session.scalar(_narrowed(select(func.count(Lot.id)), actor, wanted)) or 0


def list_lots(
    session: Session, actor: Actor, wanted: LotFilter, *, begin: int = 0, limit: int = 50
) -> list[LotLine]:
    """Return the lines from `begin` on, at most `limit` of them."""
    actor.must(Permission.LOT_READ, actor.supplier_id)
    key = SORTS.get(wanted.sort.removeprefix("-"), Lot.id)
    order = (key.desc(), Lot.id.desc()) if wanted.sort.startswith("-") else (key, Lot.id)
    cut = _narrowed(select(Lot.id), actor, wanted).order_by(*order).offset(begin).limit(limit)
    rows = session.execute(
        select(
            Lot.id, Lot.number, Lot.quantity, Product.unit, Lot.produced_on, Lot.order_lines,
            Product.sku, Product.name_en, Product.name_zh, Supplier.code,
            Supplier.name_en.label("maker_en"), Supplier.name_zh.label("maker_zh"),
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Supplier, Supplier.id == Lot.supplier_id)
        .where(Lot.id.in_(cut))
        .order_by(*order)
    )  # fmt: skip
    return [
        LotLine(
            row.id, row.number, row.quantity, row.unit, row.produced_on, row.order_lines,
            row.sku, Bilingual(row.name_en, row.name_zh), row.code,
            Bilingual(row.maker_en, row.maker_zh),
        )
        for row in rows
    ]  # fmt: skip


def _narrowed(query: _Lines, actor: Actor, wanted: LotFilter) -> _Lines:
    query = query.where(within_reach(actor, Lot.supplier_id))
    if wanted.text:
        like = containing(wanted.text)
        columns = (Lot.number, Lot.order_lines)
        fits = [func.lower(column).like(like, escape="\\") for column in columns]
        query = query.where(or_scanned(fits, wanted.text))
    if wanted.supplier_id is not None:
        query = query.where(Lot.supplier_id == wanted.supplier_id)
    if wanted.product_id is not None:
        query = query.where(Lot.product_id == wanted.product_id)
    return query


def lots_to_choose(
    session: Session, actor: Actor, supplier_id: int | None = None, limit: int = 200
) -> list[LotLine]:
    """Return the newest lots, of one supplier if asked, for choosing one in a form."""
    return list_lots(session, actor, LotFilter(supplier_id=supplier_id), limit=limit)
