"""Lists of inspections: columns only, cut by key."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    TextClause,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from inspections.lot_inspections.models.booking import OPEN_NOW, Inspection
from inspections.lot_inspections.queries.finding import in_sight
from inspections.lot_inspections.rules import InspectionState, InspectionType, Verdict
from portal.core.actor import Actor
from portal.core.documents.queries.hits import Bookings, Planned
from portal.core.documents.queries.paging import (
    COUNTED,
    PAGE,
    AnyRow,
    AnySelect,
    Cut,
    Order,
    Place,
    cut,
)
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.suppliers.models import Supplier
from portal.core.traceability.models import Lot

I = Inspection  # noqa: E741
S = InspectionState

ORDERS: dict[str, Order] = {
    "due": Order(((I.due_on, date), (I.id, int))),
    "ready": Order(((I.ready_on, date), (I.id, int))),
    "product": Order(((Product.sku, str), (I.id, int))),
    "supplier": Order(((Supplier.name_en, str), (I.id, int))),
    "quantity": Order(((I.quantity, int), (I.id, int))),
    "inspector": Order(((I.inspector, str), (I.due_on, date), (I.id, int))),
    "new": Order(((I.id, int),)),
}
"""What a list may be sorted by; `-` before the name turns it round."""

_KEYS: dict[str, tuple[str, ...]] = {
    "due": ("due_on", "id"),
    "ready": ("ready_on", "id"),
    "product": ("sku", "id"),
    "supplier": ("supplier_en", "id"),
    "quantity": ("quantity", "id"),
    "inspector": ("inspector", "due_on", "id"),
    "new": ("id",),
}

COLUMNS = (
    I.id, I.number, type_coerce(I.type, String).label("type"),
    type_coerce(I.state, String).label("state"), type_coerce(I.verdict, String).label("verdict"),
    I.ready_on, I.scheduled_on, I.due_on, I.quantity, I.packed_quantity, I.cartons,
    I.order_lines, I.inspector_id, I.inspector, I.requested_by, I.requested_at, I.decided_at,
    I.revision, I.supplier_id, I.lot_id, Lot.number.label("lot"),
    Lot.quantity.label("lot_quantity"), Product.sku, Product.name_en.label("product_en"),
    Product.name_zh.label("product_zh"), Supplier.code.label("supplier"),
    Supplier.name_en.label("supplier_en"),
    Supplier.name_zh.label("supplier_zh"),
)  # fmt: skip

OPEN_ONES, ALL = "open", "all"
NOBODY, ME = "nobody", "me"


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to and how it is sorted; the open ones unless more is asked for."""

    state: str = OPEN_ONES
    type: str = ""
    supplier_id: int | None = None
    product_id: int | None = None
    lot_id: int | None = None
    inspector: str = ""
    """An id, `me` or `nobody`."""
    since: date | None = None
    until: date | None = None
    words: str = ""
    sort: str = "due"

    @property
    def order_name(self) -> str:
        name = self.sort.lstrip("-")
        return name if name in ORDERS else "due"

    @property
    def is_reversed(self) -> bool:
        return self.sort.startswith("-")


def inspections_to_show(session: Session, actor: Actor, wanted: Wanted, place: Place) -> Cut:
    """Return a page of the inspections in somebody's sight."""
    actor.must(Permission.INSPECTION_SEE, actor.supplier_id)
    order = ORDERS[wanted.order_name]
    key = order.bind(place.after or place.before) if place.after or place.before else None
    if key is None and not place.is_last:
        place = Place()
    backwards = bool(place.before) or place.is_last
    reverse = wanted.is_reversed is not backwards
    query = _narrowed(_joined(select(*COLUMNS, _count(actor, wanted))), actor, wanted)
    if key is not None:
        query = query.where(order.beyond(reverse))
    page = order.sort(query, reverse).limit(PAGE + 1)
    return cut(session.execute(page, key or {}).all(), place)


def inspections_to_export(session: Session, actor: Actor, wanted: Wanted) -> Iterator[AnyRow]:
    """Yield every inspection of the list, page by page."""
    after = ""
    while True:
        found = inspections_to_show(session, actor, wanted, Place(after=after))
        yield from found.rows
        if not found.has_next:
            return
        after = cursor_of(found.rows[-1], wanted)


def inspections_after(
    session: Session, actor: Actor, cursor: int | None, limit: int, wanted: Wanted
) -> list[Inspection]:
    """Return up to `limit` inspections within reach whose ids follow `cursor`, with their plans."""
    actor.must(Permission.INSPECTION_READ, actor.supplier_id)
    query = (
        select(I)
        .where(in_sight(actor), *_conditions(actor, wanted), I.id > (cursor or 0))
        .options(
            joinedload(I.supplier),
            joinedload(I.product),
            joinedload(I.lot),
            selectinload(I.classes),
        )
    )
    return list(session.scalars(query.order_by(I.id).limit(limit)))


def cursor_of(row: AnyRow, wanted: Wanted) -> str:
    """Return the key of a row in this order, for the address of the page beyond it."""
    return "~".join(_text(getattr(row, name)) for name in _KEYS[wanted.order_name])


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _joined(query: AnySelect) -> AnySelect:
    return (
        query.select_from(I)
        .join(Lot, Lot.id == I.lot_id)
        .join(Product, Product.id == I.product_id)
        .join(Supplier, Supplier.id == I.supplier_id)
    )


def _count(actor: Actor, wanted: Wanted) -> ColumnElement[int]:
    one = select(literal(1).label("one")).select_from(I)
    query = _narrowed(one, actor, wanted)
    some = query.limit(COUNTED + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery().label("count")


def _narrowed(query: AnySelect, actor: Actor, wanted: Wanted) -> AnySelect:
    return query.where(in_sight(actor), *_conditions(actor, wanted))


def _conditions(actor: Actor, wanted: Wanted) -> Iterator[ColumnElement[bool] | TextClause]:
    if wanted.state == OPEN_ONES:
        yield OPEN_NOW
    elif wanted.state in set(Verdict):
        yield I.verdict == Verdict(wanted.state)
    elif wanted.state in set(InspectionState):
        yield I.state == InspectionState(wanted.state)
    if wanted.type in set(InspectionType):
        yield I.type == InspectionType(wanted.type)
    for column, value in (
        (I.supplier_id, wanted.supplier_id),
        (I.product_id, wanted.product_id),
        (I.lot_id, wanted.lot_id),
    ):
        if value is not None:
            yield column == value
    yield from _by_inspector(actor, wanted.inspector)
    if wanted.since:
        yield I.due_on >= wanted.since
    if wanted.until:
        yield I.due_on <= wanted.until
    if wanted.words:
        yield _says(wanted.words)


def _by_inspector(actor: Actor, inspector: str) -> Iterator[ColumnElement[bool]]:
    if inspector == NOBODY:
        yield I.inspector_id.is_(None)
    elif inspector == ME:
        yield I.inspector_id == actor.user_id
    elif inspector.isascii() and inspector.isdigit() and len(inspector) < 19:
        yield I.inspector_id == int(inspector)


def _says(words: str) -> ColumnElement[bool]:
    """Look into the booking, and once (not per row) into lots, products and suppliers."""

    def said(key: InstrumentedAttribute[int], *columns: Any) -> ColumnElement[bool]:
        found = (column.icontains(words, autoescape=True) for column in columns)
        return key.in_(select(columns[0].class_.id).where(or_(*found)))

    return or_(
        I.number.icontains(words, autoescape=True),
        I.order_lines.icontains(words, autoescape=True),
        said(I.lot_id, Lot.number),
        said(I.product_id, Product.sku, Product.name_en, Product.name_zh),
        said(I.supplier_id, Supplier.name_en, Supplier.name_zh, Supplier.code),
    )


def booked_with(session: Session, actor: Actor, supplier_ids: Collection[int]) -> Bookings:
    """Return supplier -> its open inspections by their day, as far as one sees them."""
    rows = session.execute(
        select(I.supplier_id, I.id, I.number, I.product_id, I.due_on)
        .where(in_sight(actor), I.supplier_id.in_(supplier_ids), OPEN_NOW)
        .order_by(I.due_on, I.id)
    )
    booked: dict[int, list[Planned]] = defaultdict(list)
    for row in rows:
        if actor.may(Permission.INSPECTION_SEE, row.supplier_id):
            planned = Planned(row.id, row.number, row.product_id, row.due_on)
            booked[row.supplier_id].append(planned)
    return booked


@dataclass(frozen=True)
class Workload:
    """How much waits, and for what."""

    to_confirm: int
    unassigned: int
    today: int
    overdue: int


def workload(session: Session, actor: Actor, today: date) -> Workload:
    """Return how many inspections in sight wait for which step."""
    actor.must(Permission.INSPECTION_SEE, actor.supplier_id)
    planned = I.state.in_((S.SCHEDULED, S.STARTED))
    counted = select(
        func.count().filter(I.state == S.REQUESTED),
        func.count().filter(planned, I.inspector_id.is_(None)),
        func.count().filter(planned, I.due_on == today),
        func.count().filter(planned, I.due_on < today),
    ).where(in_sight(actor), OPEN_NOW)
    return Workload(*session.execute(counted).one())


def inspections_between(
    session: Session, actor: Actor, wanted: Wanted, first: date, last: date
) -> list[AnyRow]:
    """Return the inspections of a calendar's days, by day and number."""
    actor.must(Permission.INSPECTION_SEE, actor.supplier_id)
    days = replace(wanted, since=first, until=last)
    query = _narrowed(_joined(select(*COLUMNS)), actor, days)
    return list(session.execute(query.order_by(I.due_on, I.inspector, I.id).limit(CALENDAR_MOST)))


CALENDAR_MOST = 2000
"""Inspections on one sheet of the calendar."""
