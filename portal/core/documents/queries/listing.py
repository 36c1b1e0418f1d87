"""Lists of documents: the review queue and everything within reach. Columns only, no entities."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    String,
    bindparam,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from portal.core.accounts.models import User
from portal.core.actor import Actor
from portal.core.documents.models import IS_WAITING, Document, DocumentVersion
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
from portal.core.documents.rules import VersionState
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier

V, D = DocumentVersion, Document

ORDERS: dict[str, Order] = {
    "due": Order(((V.due_on, date), (V.id, int))),
    "submitted": Order(((V.submitted_at, datetime), (V.id, int))),
    "type": Order(((V.type_id, int), (V.due_on, date), (V.id, int))),
    "supplier": Order(((Supplier.name_en, str), (V.id, int))),
    "expires": Order(((V.ends_on, date), (V.id, int))),
    "new": Order(((V.id, int),)),
}
"""What a list may be sorted by; `-` before the name turns it round."""

COLUMNS = (
    V.id, V.document_id, V.number, type_coerce(V.state, String).label("state"), V.type_id,
    V.supplier_id, V.due_on, V.submitted_at, V.expires_on, V.issued_on, V.certificate_number,
    V.issuer, V.file_name, V.taken_by_id, V.submitted_by_id, V.verified_on,
    V.revision, V.sha256, V.ends_on,
    D.subject, Supplier.code, Supplier.name_en, Supplier.name_zh,
)  # fmt: skip
"""What a row of a list says."""

QUEUE_COLUMNS = (
    V.id, V.document_id, V.revision, V.sha256, V.type_id, V.due_on, V.submitted_at, V.expires_on,
    V.certificate_number, V.file_name, D.subject, Supplier.name_en, Supplier.name_zh,
    User.name.label("taken_by"), V.taken_by_id, V.submitted_by_id, V.ends_on,
)  # fmt: skip
"""What a row of the queue says; what it shows comes first, in this order."""


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to and how it is sorted; empty is everything."""

    type_id: int | None = None
    supplier_id: int | None = None
    state: str = ""
    due: str = ""
    taken: str = ""
    expiring_days: int | None = None
    words: str = ""
    sort: str = "due"

    @property
    def order(self) -> Order:
        return ORDERS.get(self.sort.lstrip("-"), ORDERS["due"])

    @property
    def is_reversed(self) -> bool:
        return self.sort.startswith("-")

    def shape(self) -> "Shape":
        """Return what decides about the statement, without the values."""
        return Shape(
            self.sort if self.sort.lstrip("-") in ORDERS else "due",
            self.type_id is not None,
            self.supplier_id is not None,
            self.state if self.state in set(VersionState) else "",
            self.due if self.due in DUE else "",
            self.taken if self.taken in ("me", "nobody") else "",
            self.expiring_days is not None,
            bool(self.words),
        )


DUE = ("overdue", "today", "week")


@dataclass(frozen=True)
class Shape:
    """The form of a statement: it is built once and kept."""

    sort: str
    by_type: bool
    by_supplier: bool
    state: str
    due: str
    taken: str
    by_expiry: bool
    by_words: bool


def versions_to_review(
    session: Session, actor: Actor, wanted: Wanted, place: Place, today: date
) -> Cut:
    """Return a page of what waits for review."""
    actor.must(Permission.DOCUMENT_REVIEW)
    return _page(session, wanted, place, _values(actor, wanted, today), is_queue=True)


def count_to_review(session: Session, actor: Actor, wanted: Wanted, today: date) -> int:
    """Return how many wait, counted up to one more than 1,000."""
    actor.must(Permission.DOCUMENT_REVIEW)
    counting = _counting(wanted.shape(), is_queue=True)
    return int(session.execute(counting, _values(actor, wanted, today)).scalar_one())


def documents_to_show(
    session: Session, actor: Actor, wanted: Wanted, place: Place, today: date
) -> Cut:
    """Return a page of documents within reach: what counts, what waits, and each one's newest."""
    actor.must(Permission.DOCUMENT_READ, actor.supplier_id)
    wanted = _own(actor, wanted)
    return _page(session, wanted, place, _values(actor, wanted, today), is_queue=False)


def documents_to_export(
    session: Session, actor: Actor, wanted: Wanted, today: date
) -> Iterator[AnyRow]:
    """Yield every document of the list, page by page."""
    after = ""
    while True:
        found = documents_to_show(session, actor, wanted, Place(after=after), today)
        yield from found.rows
        if not found.has_next:
            return
        after = cursor_of(found.rows[-1], wanted)


def next_to_review(
    session: Session, actor: Actor, wanted: Wanted, today: date, but: int = 0
) -> AnyRow | None:
    """Return the next of the queue for this person: not their own, and nobody else's at the moment.

    What others have taken on comes only when nothing else is left.
    """
    found = versions_to_review(session, actor, wanted, Place(), today)
    mine = [row for row in found.rows if row.id != but and row.submitted_by_id != actor.user_id]
    free = (row for row in mine if row.taken_by_id in (None, actor.user_id))
    return next(free, next(iter(mine), None))


def _own(actor: Actor, wanted: Wanted) -> Wanted:
    """Return the list narrowed to the supplier's own, whatever was asked for."""
    if actor.supplier_id is None:
        return wanted
    return Wanted(**vars(wanted) | {"supplier_id": actor.supplier_id})


def _values(actor: Actor, wanted: Wanted, today: date) -> dict[str, Any]:
    words = wanted.words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "type_id": wanted.type_id,
        "supplier_id": wanted.supplier_id,
        "today": today,
        "week": today + timedelta(days=7),
        "until": today + timedelta(days=wanted.expiring_days or 0),
        "me": actor.user_id,
        "words": f"%{words}%",
    }


def _page(
    session: Session, wanted: Wanted, place: Place, values: dict[str, Any], *, is_queue: bool
) -> Cut:
    cursor = wanted.order.bind(place.after or place.before) if place.after or place.before else None
    if cursor is None and not place.is_last:
        place = Place()
    backwards = bool(place.before) or place.is_last
    shape = wanted.shape()
    statement = _statement(shape, is_queue, backwards, cursor is not None)
    asked = session.connection() if is_queue else session
    found = cut(asked.execute(statement, values | (cursor or {})).all(), place)
    if not shape.by_words:
        return found
    if not found.has_previous and not found.has_next:
        return replace(found, count=len(found.rows))
    return replace(found, count=session.execute(_counting(shape, is_queue), values).scalar_one())


@cache
def _statement(shape: Shape, is_queue: bool, backwards: bool, is_cut: bool) -> AnySelect:
    order = ORDERS[shape.sort.lstrip("-")]
    reverse = shape.sort.startswith("-") is not backwards
    # Words are looked for row by row: `_page` counts them apart, and only where it has to.
    counting = literal(0) if shape.by_words else _counting(shape, is_queue).scalar_subquery()
    count = counting.label("count")
    columns = QUEUE_COLUMNS if is_queue else COLUMNS
    query: AnySelect = (
        select(*columns, count)
        .select_from(V)
        .join(D, D.id == V.document_id)
        .join(Supplier, Supplier.id == V.supplier_id)
    )
    if is_queue:
        query = query.outerjoin(User, User.id == V.taken_by_id)
    query = _narrow(query, shape, is_queue)
    if is_cut:
        query = query.where(order.beyond(reverse))
    return order.sort(query, reverse).limit(PAGE + 1)


@cache
def _counting(shape: Shape, is_queue: bool) -> AnySelect:
    query = select(literal(1).label("one")).select_from(V)
    if not is_queue:
        query = query.join(D, D.id == V.document_id)
    some = _narrow(query, shape, is_queue).limit(COUNTED + 1).subquery()
    return select(func.count()).select_from(some)


def _narrow(query: AnySelect, shape: Shape, is_queue: bool) -> AnySelect:
    if is_queue:
        query = query.where(IS_WAITING)
    elif not shape.state:
        query = query.where(
            or_(V.number == D.last_number, V.state == VersionState.APPROVED, IS_WAITING)
        )
    if shape.state:
        query = query.where(V.state == VersionState(shape.state))
    if shape.by_type:
        query = query.where(V.type_id == bindparam("type_id"))
    if shape.by_supplier:
        query = query.where(V.supplier_id == bindparam("supplier_id"))
    if shape.by_expiry:
        query = query.where(
            V.state == VersionState.APPROVED,
            V.expires_on >= bindparam("today"),
            V.expires_on <= bindparam("until"),
        )
    return _narrow_words(_narrow_work(query, shape), shape)


def _narrow_work(query: AnySelect, shape: Shape) -> AnySelect:
    if shape.due == "overdue":
        query = query.where(V.due_on < bindparam("today"))
    if shape.due == "today":
        query = query.where(V.due_on == bindparam("today"))
    if shape.due == "week":
        query = query.where(V.due_on <= bindparam("week"))
    if shape.taken == "me":
        query = query.where(V.taken_by_id == bindparam("me"))
    if shape.taken == "nobody":
        query = query.where(V.taken_by_id.is_(None))
    return query


def _narrow_words(query: AnySelect, shape: Shape) -> AnySelect:
    """Look into what is said of a version, and into the names of suppliers (once, not per row)."""
    if not shape.by_words:
        return query
    words = bindparam("words", type_=String)
    named = select(Supplier.id).where(
        or_(
            *(
                func.lower(column).like(words, escape="\\")
                for column in (Supplier.name_en, Supplier.name_zh, Supplier.code)
            )
        )
    )
    return query.where(or_(V.words.like(words, escape="\\"), V.supplier_id.in_(named)))


_KEYS: dict[str, tuple[str, ...]] = {
    "due": ("due_on", "id"),
    "submitted": ("submitted_at", "id"),
    "type": ("type_id", "due_on", "id"),
    "supplier": ("name_en", "id"),
    "expires": ("ends_on", "id"),
    "new": ("id",),
}


def cursor_of(row: AnyRow, wanted: Wanted) -> str:
    """Return the key of a row in this order, for the address of the page beyond it."""
    names = _KEYS.get(wanted.sort.lstrip("-"), _KEYS["due"])
    return "~".join(_text(getattr(row, name)) for name in names)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
