"""What waits to be opened, answered and published; and a supplier's cards that wait for a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.core.actor import Actor
from portal.core.permissions import Permission
from scoring.metrics.rules.periods import Period, begin_of, window_of
from scoring.scorecards.models import Scorecard
from scoring.scorecards.rules import CardState

C = Scorecard
IS_OPEN = C.state == CardState.OPENED
WAITS_FOR_ANSWER = and_(IS_OPEN, C.objection != "", C.answer == "")


def can_be_opened(period: Period, zone: str) -> ColumnElement[bool]:
    """Return the condition of rated drafts that were computed when their period was over."""
    over = window_of(period, date.max, zone).until
    return and_(
        C.period == str(period), C.state == CardState.DRAFT, C.computed_at >= over,
        C.score_millionths.is_not(None),
    )  # fmt: skip


def can_be_published(here: date, zone: str, period: Period | None = None) -> ColumnElement[bool]:
    """Return the condition of opened cards whose supplier has had its say by this day.

    One opened today until today gave no days to object.
    """
    no_days = and_(C.objection_until == here, C.opened_at >= begin_of(here, zone))
    heard = or_(
        and_(C.objection != "", C.answer != ""),
        and_(C.objection == "", or_(C.objection_until < here, no_days)),
    )
    return and_(IS_OPEN, heard, C.period == str(period) if period else C.period != "")


@dataclass(frozen=True)
class Waiting:
    """How many cards of a period wait for what."""

    to_open: int
    to_answer: int
    to_publish: int


def waiting_in(session: Session, actor: Actor, period: Period, here: date, zone: str) -> Waiting:
    """Return what a quality manager can do with a period's cards at once."""
    actor.must(Permission.SCORECARD_PUBLISH)

    def count(condition: ColumnElement[bool]) -> int:
        rows = select(func.count()).select_from(C).where(C.period == str(period), condition)
        return session.scalar(rows) or 0

    return Waiting(
        count(can_be_opened(period, zone)), count(WAITS_FOR_ANSWER),
        count(can_be_published(here, zone, period)),
    )  # fmt: skip


def objections_to_answer(session: Session, actor: Actor, most: int = 20) -> Sequence[Scorecard]:
    """Return the cards that a supplier objected to and nobody answered, the oldest first."""
    actor.must(Permission.SCORECARD_PUBLISH)
    wanted = select(C).options(joinedload(C.supplier)).where(WAITS_FOR_ANSWER)
    return session.scalars(wanted.order_by(C.objected_at).limit(most)).all()


def periods_to_publish(
    session: Session, actor: Actor, here: date, zone: str
) -> Sequence[tuple[str, int]]:
    """Return the periods with cards that can be published, and how many there are."""
    actor.must(Permission.SCORECARD_PUBLISH)
    rows = session.execute(
        select(C.period, func.count())
        .where(can_be_published(here, zone))
        .group_by(C.period, C.last_on)
        .order_by(C.last_on.desc())
    )
    return [(period, count) for period, count in rows]


def cards_to_look_at(session: Session, actor: Actor, here: date) -> Sequence[Scorecard]:
    """Return a supplier's own cards that it can still object to."""
    actor.must(Permission.SCORECARD_READ, actor.supplier_id)
    mine = (C.supplier_id == actor.supplier_id, IS_OPEN, C.objection == "")
    wanted = select(C).where(*mine, C.objection_until >= here).order_by(C.objection_until)
    return session.scalars(wanted).all()
