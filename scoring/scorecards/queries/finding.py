"""Finding cards: one, a list of a period, the periods before; always within reach."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from portal.core.actor import Actor
from portal.core.db import containing, within_reach
from portal.core.errors import NotFound
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier, supplier_category
from scoring.metrics.rules.periods import Period
from scoring.scorecards.models import Scorecard, score_of
from scoring.scorecards.rules import SEEN_BY_SUPPLIER, CardState

C = Scorecard
WITH_NAME = joinedload(C.supplier).load_only(Supplier.code, Supplier.name_en, Supplier.name_zh)
"""What a card says of its supplier."""


IS_SHOWN = C.state.in_(SEEN_BY_SUPPLIER)
IS_MINE = (C.supplier_id == bindparam("mine"), IS_SHOWN)
"""What a supplier may see."""


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of what the actor may see: a supplier its own, once it was opened."""
    mine = within_reach(actor, C.supplier_id)
    return and_(mine, IS_SHOWN) if actor.is_supplier else mine


def find_scorecard(session: Session, actor: Actor, scorecard_id: int) -> Scorecard:
    """Return a card; raises NotFound for a foreign one, and for a draft where a supplier asks."""
    actor.must(Permission.SCORECARD_READ, actor.supplier_id)
    asked = {"id": scorecard_id, "mine": actor.supplier_id}
    card: Scorecard | None = session.scalar(_one_card(actor.is_supplier), asked)
    if card is None:
        raise NotFound
    return card


@cache
def _one_card(for_supplier: bool) -> Select[Scorecard]:
    """Return the statement that finds a card, built once for each side."""
    row = select(C).options(WITH_NAME).where(C.id == bindparam("id"))
    return row.where(*IS_MINE) if for_supplier else row


class PublishedScore(NamedTuple):
    """What one published period came to; `rated` is whether anything had a rating."""

    period: str
    score: Decimal | None
    grade: str | None
    rated: bool


def published_scores(
    session: Session, supplier_id: int, last: int = 4, months: int | None = None
) -> list[PublishedScore]:
    """Return the newest published periods of a supplier, the newest first.

    `months` keeps to periods of one length: 1 for months, 3 for quarters.
    """
    rows = (
        select(C.period, C.score_millionths, C.grade)
        .where(C.supplier_id == supplier_id, C.state == CardState.PUBLISHED)
        .order_by(C.last_on.desc(), C.first_on)
        .limit(last)
    )
    if months is not None:
        rows = rows.where(C.period.like("%-Q_") if months == 3 else C.period.not_like("%-Q_"))
    return [
        PublishedScore(
            row.period, score_of(row.score_millionths), row.grade, row.score_millionths is not None
        )
        for row in session.execute(rows)
    ]


@dataclass(frozen=True)
class CardFilter:
    """What a list of cards is narrowed to."""

    period: str
    text: str = ""
    grade: str = ""
    """A grade, or `none` for no rating."""
    state: str = ""
    category_id: int | None = None
    supplier_ids: tuple[int, ...] = ()
    sort: str = "-score"


SORTS: Mapping[str, Sequence[Any]] = {
    "score": (C.score_millionths,),
    "grade": (C.grade,),
    "supplier": (Supplier.name_en, Supplier.name_zh),
    "state": (C.state,),
}
Before = aliased(C)
CardRow = Row[*tuple[Any, ...]]


def list_scorecards(
    session: Session, actor: Actor, wanted: CardFilter, begin: int = 0, most: int | None = 50
) -> Sequence[CardRow]:
    """Return a page of the cards of a period, each with the score of the period before."""
    actor.must(Permission.SCORECARD_READ, actor.supplier_id)
    before = str(Period.parse(wanted.period).back())
    rows = _narrowed(
        select(
            C.id, C.supplier_id, C.period, C.state, C.score_millionths, C.grade, C.rated_weight,
            C.lines, C.objection_until, C.published_at, C.revision,
            Supplier.code, Supplier.name_en, Supplier.name_zh, Supplier.tier,
            Before.score_millionths.label("before"),
        )
        .join(Supplier, Supplier.id == C.supplier_id)
        .outerjoin(
            Before, and_(Before.supplier_id == C.supplier_id, Before.period == before,
                         *([Before.state.in_(SEEN_BY_SUPPLIER)] if actor.is_supplier else [])),
        ),
        actor, wanted,
    )  # fmt: skip
    down, name = wanted.sort.startswith("-"), wanted.sort.lstrip("-")
    columns = (
        (C.score_millionths - Before.score_millionths,) if name == "change" else SORTS.get(name)
    ) or SORTS["score"]
    ordered = [(column.desc() if down else column.asc()).nulls_last() for column in columns]
    return session.execute(rows.order_by(*ordered, C.id).offset(begin).limit(most)).all()


@dataclass(frozen=True)
class OwnCard:
    """One card in a supplier's own list, with the score of the period before."""

    id: int
    period: str
    state: CardState
    score: Decimal | None
    grade: str | None
    before: Decimal | None
    objection_until: date | None


def own_scorecards(session: Session, actor: Actor, most: int = 60) -> list[OwnCard]:
    """Return a supplier's own cards, the newest period first."""
    actor.must(Permission.SCORECARD_READ, actor.supplier_id)
    rows = session.execute(
        select(C.id, C.period, C.state, C.score_millionths, C.grade, C.objection_until)
        .where(visible(actor))
        .order_by(C.last_on.desc(), C.first_on.desc())
        .limit(most)
    ).all()
    scores = {row.period: score_of(row.score_millionths) for row in rows}
    return [
        OwnCard(
            row.id, row.period, row.state, scores[row.period], row.grade,
            scores.get(str(Period.parse(row.period).back())), row.objection_until,
        )
        for row in rows
    ]  # fmt: skip


def count_scorecards(session: Session, actor: Actor, wanted: CardFilter) -> int:
    """Return how many cards the filter leaves."""
    actor.must(Permission.SCORECARD_READ, actor.supplier_id)
    rows = select(func.count()).select_from(C).join(Supplier, Supplier.id == C.supplier_id)
    return session.scalar(_narrowed(rows, actor, wanted)) or 0


def _narrowed(
    rows: Select[*tuple[Any, ...]], actor: Actor, wanted: CardFilter
) -> Select[*tuple[Any, ...]]:
    rows = rows.where(C.period == wanted.period, visible(actor))
    if wanted.text:
        like = containing(wanted.text)
        rows = rows.where(
            or_(
                *(
                    func.lower(column).like(like, escape="\\")
                    for column in (Supplier.name_en, Supplier.name_zh, Supplier.code)
                )
            )
        )
    if wanted.grade:
        none = wanted.grade == "none"
        rows = rows.where(C.grade.is_(None) if none else C.grade == wanted.grade)
    if wanted.state in set(CardState):
        rows = rows.where(C.state == CardState(wanted.state))
    if wanted.category_id is not None:
        of = select(supplier_category.c.supplier_id).where(
            supplier_category.c.category_id == wanted.category_id
        )
        rows = rows.where(C.supplier_id.in_(of))
    if wanted.supplier_ids:
        rows = rows.where(C.supplier_id.in_(wanted.supplier_ids))
    return rows


def periods_there_are(session: Session, actor: Actor) -> list[str]:
    """Return the periods that have cards, the newest first."""
    actor.must(Permission.SCORECARD_READ, actor.supplier_id)
    rows = (
        select(C.period)
        .where(visible(actor))
        .group_by(C.period, C.last_on, C.first_on)
        .order_by(C.last_on.desc(), C.first_on.desc())
    )
    return list(session.scalars(rows))


def trend_of(
    session: Session, actor: Actor, supplier_ids: Collection[int], periods: Sequence[Period]
) -> dict[int, list[Decimal | None]]:
    """Return the scores of suppliers over periods, None where there is no card or no rating."""
    actor.must(Permission.SCORECARD_READ, actor.supplier_id)
    asked = {
        "whose": list(supplier_ids), "mine": actor.supplier_id,
        "since": periods[0].first, "until": periods[-1].first,
    }  # fmt: skip
    rows = session.connection().execute(_scores(actor.is_supplier), asked)
    found = {(row.supplier_id, row.period): score_of(row.score_millionths) for row in rows}
    names = [str(period) for period in periods]
    return {
        supplier_id: [found.get((supplier_id, name)) for name in names]
        for supplier_id in supplier_ids
    }


@cache
def _scores(for_supplier: bool) -> Select[int, str, int | None]:
    """Return the statement that finds scores over periods, built once for each side."""
    rows = select(C.supplier_id, C.period, C.score_millionths).where(
        C.supplier_id.in_(bindparam("whose", expanding=True)),
        C.first_on.between(bindparam("since"), bindparam("until")),
    )
    return rows.where(*IS_MINE) if for_supplier else rows


def card_of(session: Session, actor: Actor, supplier_id: int, period: str) -> Scorecard:
    """Return a supplier's card of a period; raises NotFound."""
    actor.must(Permission.SCORECARD_READ, supplier_id)
    card = session.scalar(
        select(C)
        .options(WITH_NAME)
        .where(C.supplier_id == supplier_id, C.period == period, visible(actor))
    )
    if card is None:
        raise NotFound
    return card
