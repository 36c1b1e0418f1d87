"""Deliveries, defect reports and scorecards of the demo world, made through the acts."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.accounts.models import User
from portal.core.actor import Actor
from portal.core.clock import now, today
from portal.core.db import Database
from portal.core.suppliers.models import Supplier
from scoring.facts.operations import merge_deliveries, merge_reports
from scoring.facts.rules import DeliveryRow, ReportKind, ReportRow
from scoring.metrics.operations import set_scoring
from scoring.metrics.rules.definitions import Metric
from scoring.metrics.rules.periods import Period, day_in
from scoring.metrics.rules.rating import DEFAULT_GOALS, ScoringRules
from scoring.scorecards.models import Scorecard
from scoring.scorecards.operations.computing import compute_scorecards
from scoring.scorecards.operations.publishing import (
    answer_objection,
    object_to_scorecard,
    open_objection,
    publish_scorecard,
)
from scoring.scorecards.rules import CardState

QUARTERS = 6
WEEKS = 26 * 3


@dataclass(frozen=True)
class Habit:
    """How a supplier delivers, in percent, and how that moved over the last quarters."""

    supplier: str
    late: int
    short: int
    returned: int
    drift: int = 0
    weeks: int = WEEKS
    """How many of the weeks they delivered in, from the first on."""


HABITS = (
    Habit("LINHE", late=3, short=1, returned=2, drift=-1),
    Habit("WEIMING", late=4, short=4, returned=6, drift=2),
    Habit("SERRA", late=5, short=2, returned=3),
    Habit("YUANJING", late=16, short=8, returned=12, drift=-2),
    Habit("HAISHENG", late=12, short=5, returned=8, drift=1),
    Habit("OBERLAND", late=2, short=1, returned=1),
    Habit("XINLAN", late=7, short=6, returned=1, drift=1),
    Habit("LANDAO", late=30, short=12, returned=9, drift=6, weeks=52),
)
LENIENT = {Metric.LAR: Fraction(40), Metric.DPPM: Fraction(80_000), Metric.DOC: Fraction(0)}
"""Floors of a brand whose suppliers send it a handful of lots a quarter."""
OBJECTION = (
    "两条订单行因贵司改约交期而延迟，确认交期未更新。请核对 PO-WEIMING 的邮件记录。"
    " Two order lines were late because the date was moved at your request."
)
ANSWER = (
    "Checked: one of the two was moved by us in writing and is corrected with the next list;"
    " the other one was late. 已核对：其中一条已更正。"
)


def build_scorecards(database: Database, zone: str) -> None:
    """Tell of some 600 deliveries and compute, open and publish six quarters."""
    with database.transaction() as session:
        admin = _actor(session, "admin@hohenfeld.example")
        there = set(session.scalars(select(Supplier.code)))
        habits = [habit for habit in HABITS if habit.supplier in there]
        merge_deliveries(session, admin, [row for one in habits for row in _deliveries(one)])
        merge_reports(session, admin, [row for one in habits for row in _reports(one)])
    last = Period.of_day(day_in(zone, now()), 3)
    with database.transaction() as session:
        _set_rules(session, last.run(QUARTERS + 1)[0].first)
    for place, period in enumerate(last.run(QUARTERS + 1)):
        with database.transaction() as session:
            engineer = _actor(session, "engineer@hohenfeld.example")
            compute_scorecards(session, engineer, period, zone)
        if place < QUARTERS:
            with database.transaction() as session:
                _settle(session, period, is_newest=place == QUARTERS - 1)


def _set_rules(session: Session, valid_from: date) -> None:
    """Let one refused lot or one missing paper not take all points at once."""
    goals = {
        metric: replace(goal, floor=LENIENT.get(metric, goal.floor))
        for metric, goal in DEFAULT_GOALS.items()
    }
    manager = _actor(session, "manager@hohenfeld.example")
    set_scoring(session, manager, None, ScoringRules(goals), valid_from, seen=0)


def _settle(session: Session, period: Period, *, is_newest: bool) -> None:
    """Publish the quarters of the past; the newest one is open, and somebody objected."""
    manager = _actor(session, "manager@hohenfeld.example")
    rated = (Scorecard.period == str(period), Scorecard.score_millionths.is_not(None))
    cards = session.scalars(select(Scorecard).where(*rated, Scorecard.state == CardState.DRAFT))
    for card in cards.all():
        code = session.get_one(Supplier, card.supplier_id).code
        if is_newest and code == "SERRA":
            continue
        open_objection(session, manager, card, 14 if is_newest else 0, card.revision)
        if is_newest and code == "WEIMING":
            own = _actor(session, "wei.qiang@weiming.example")
            object_to_scorecard(session, own, card, OBJECTION, card.revision)
            answer_objection(session, manager, card, ANSWER, card.revision)
        if not is_newest:
            publish_scorecard(session, manager, card, card.revision)


def _deliveries(habit: Habit) -> list[DeliveryRow]:
    chance = Random(f"{habit.supplier} delivers")  # noqa: S311
    rows = []
    for week in range(habit.weeks):
        due = today() - timedelta(days=7 * (WEEKS - week) + chance.randrange(5) - 2)
        if chance.random() < 0.25 or due > today():
            continue
        drift = habit.drift * week * 4 // WEEKS
        ordered = chance.randrange(4, 60) * 50
        is_late = chance.randrange(100) < habit.late + drift
        is_short = chance.randrange(100) < habit.short
        came = due + timedelta(days=chance.randrange(1, 9) if is_late else -chance.randrange(4))
        came = min(came, today())
        rows.append(
            DeliveryRow(
                supplier=habit.supplier,
                order_number=f"PO-{habit.supplier}-{1000 + week}",
                line="10",
                ordered_on=due - timedelta(days=45),
                confirmed_on=due,
                received_on=came,
                ordered_quantity=ordered,
                received_quantity=ordered - ordered // 20 if is_short else ordered,
                market="EU",
            )
        )
    return rows


def _reports(habit: Habit) -> list[ReportRow]:
    chance = Random(f"{habit.supplier} fails")  # noqa: S311
    over = 7 * (WEEKS - habit.weeks)
    rows = []
    for number in range(habit.returned * 4):
        shipped = today() - timedelta(days=over + chance.randrange(40, 7 * habit.weeks - 10))
        kind = chance.choice((ReportKind.RETURN, ReportKind.RETURN, ReportKind.ESCAPE,
                              ReportKind.COMPLAINT))  # fmt: skip
        costs = chance.random() < 0.4
        rows.append(
            ReportRow(
                supplier=habit.supplier,
                number=f"D-{habit.supplier}-{number + 1:03}",
                kind=kind,
                shipped_on=shipped,
                found_on=_later(shipped, chance.randrange(1, 30)),
                quantity=chance.randrange(1, 40) if kind is ReportKind.RETURN else 1,
                supplier_caused=chance.random() < 0.8,
                cause=chance.choice(("Chipped rim 缺口", "Wrong colour 色差", "Loose seam 脱线")),
                cost_cents=chance.randrange(2_000, 90_000) if costs else None,
                currency=chance.choice(("EUR", "CNY")) if costs else "",
            )
        )
    return rows


def _later(day: date, days: int) -> date:
    return min(day + timedelta(days=days), today())


def _actor(session: Session, mail: str) -> Actor:
    user = session.scalars(select(User).where(User.email == mail)).one()
    return Actor(user.name, user.roles, user.id, user.supplier_id, locale=user.locale)
