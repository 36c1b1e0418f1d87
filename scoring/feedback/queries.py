"""Finding what customers said: reviews and tickets in one list, the newest first."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import containing
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.products.models import Product
from scoring.feedback.models import Review, Ticket
from scoring.feedback.rules import UNHAPPY_STARS, UNWILLING


class SaidIn(StrEnum):
    """Where a customer said it."""

    REVIEW = "review"
    TICKET = "ticket"


@dataclass(frozen=True)
class FeedbackFilter:
    """What somebody wants to see of the list."""

    text: str = ""
    kind: str = ""
    only_unhappy: bool = False


@dataclass(frozen=True)
class Said:
    """One review or ticket."""

    kind: SaidIn
    id: int
    number: str
    on: date
    order: str
    title: str
    words: str
    score: int | None
    recommends: int | None
    channel: str
    product_id: int | None
    sku: str | None
    product: Bilingual | None

    @property
    def whole(self) -> str:
        """Return title and words as one text."""
        return "\n".join(part for part in (self.title, self.words) if part)


_NO_NUMBER = cast(null(), Integer)
_Rows = Select[*tuple[Any, ...]]
_REVIEWS: _Rows = select(
    literal("review").label("kind"), Review.id, Review.number, Review.reviewed_on.label("day"),
    Review.order_number, Review.title, Review.text.label("words"), Review.score,
    Review.recommends, Review.channel, Review.product_id,
)  # fmt: skip
_TICKETS: _Rows = select(
    literal("ticket").label("kind"), Ticket.id, Ticket.number,
    func.date(Ticket.opened_at).label("day"), Ticket.order_number, Ticket.topic.label("title"),
    literal("").label("words"), _NO_NUMBER.label("score"), _NO_NUMBER.label("recommends"),
    Ticket.channel, Ticket.product_id,
)  # fmt: skip


def count_feedback(session: Session, actor: Actor, wanted: FeedbackFilter) -> int:
    """Return how many reviews and tickets fit."""
    actor.must(Permission.TRACE_READ)
    return sum(
        session.scalar(select(func.count()).select_from(model).where(*where)) or 0
        for model, where in _branches(wanted)
    )


def list_feedback(
    session: Session, actor: Actor, wanted: FeedbackFilter, *, begin: int = 0, limit: int = 50
) -> list[Said]:
    """Return the lines from `begin` on; each list gives only as many as the page can need."""
    actor.must(Permission.TRACE_READ)
    parts = []
    for model, where in _branches(wanted):
        rows, day = (
            (_REVIEWS, Review.reviewed_on) if model is Review else (_TICKETS, Ticket.opened_at)
        )
        cut = rows.where(*where).order_by(day.desc(), model.id.desc()).limit(begin + limit)
        parts.append(select(cut.subquery()))
    found = union_all(*parts).subquery()
    rows = select(found, Product.sku, Product.name_en, Product.name_zh).outerjoin(
        Product, Product.id == found.c.product_id
    )
    newest = rows.order_by(found.c.day.desc(), found.c.id.desc()).offset(begin).limit(limit)
    return [_said(row) for row in session.execute(newest)]


def find_feedback(session: Session, actor: Actor, kind: SaidIn, said_id: int) -> Said:
    """Return one review or ticket, or refuse as if it did not exist."""
    actor.must(Permission.TRACE_READ)
    rows, model = (_REVIEWS, Review) if kind is SaidIn.REVIEW else (_TICKETS, Ticket)
    row = session.execute(
        rows.add_columns(Product.sku, Product.name_en, Product.name_zh)
        .outerjoin(Product, Product.id == model.product_id)
        .where(model.id == said_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return _said(row)


def feedback_called(session: Session, actor: Actor, number: str) -> tuple[SaidIn, int] | None:
    """Return which ticket or review has that number, if there is one."""
    actor.must(Permission.TRACE_READ)
    for kind, model in ((SaidIn.TICKET, Ticket), (SaidIn.REVIEW, Review)):
        asked = select(model.id).where(model.number == number).order_by(model.id.desc()).limit(1)
        found = session.scalar(asked)
        if found is not None:
            return kind, found
    return None


def _branches(
    wanted: FeedbackFilter,
) -> list[tuple[type[Review] | type[Ticket], list[ColumnElement[bool]]]]:
    """Return the tables to look in, each with what is asked of it."""
    reviews: list[ColumnElement[bool]] = []
    tickets: list[ColumnElement[bool]] = []
    if wanted.text:
        like = containing(wanted.text)
        said = (Review.number, Review.order_number, Review.title, Review.text)
        asked = (Ticket.number, Ticket.order_number, Ticket.topic)
        reviews.append(or_(*(func.lower(each).like(like, escape="\\") for each in said)))
        tickets.append(or_(*(func.lower(each).like(like, escape="\\") for each in asked)))
    if wanted.only_unhappy:
        reviews.append(or_(Review.score <= UNHAPPY_STARS, Review.recommends <= UNWILLING))
    found: list[tuple[type[Review] | type[Ticket], list[ColumnElement[bool]]]] = []
    if wanted.kind != SaidIn.TICKET:
        found.append((Review, reviews))
    if wanted.kind != SaidIn.REVIEW:
        found.append((Ticket, tickets))
    return found


def _said(row: Any) -> Said:
    day = date.fromisoformat(row.day) if isinstance(row.day, str) else row.day
    name = Bilingual(row.name_en or "", row.name_zh or "") if row.sku else None
    return Said(
        SaidIn(row.kind), row.id, row.number, day, row.order_number, row.title, row.words,
        row.score, row.recommends, row.channel, row.product_id, row.sku, name,
    )  # fmt: skip
