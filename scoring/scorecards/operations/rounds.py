"""A period's cards at once: opening every draft that can be, publishing every one that may be."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, WrongState
from portal.core.i18n import N_
from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job
from portal.core.permissions import Permission
from scoring.metrics.rules.periods import Period, day_in
from scoring.scorecards.events import RoundRequested
from scoring.scorecards.models import Scorecard
from scoring.scorecards.operations.publishing import open_objection, publish_scorecard
from scoring.scorecards.queries.rounds import can_be_opened, can_be_published
from scoring.scorecards.rules import MOST_OBJECTION_DAYS

ROUND = "scorecard_round"
"""The kind of background work that opens or publishes a period."""


class RoundStep(StrEnum):
    OPEN = "open"
    PUBLISH = "publish"


@dataclass(frozen=True)
class RoundInput:
    """Which period, what is done with its cards, and how long suppliers may object."""

    period: Period
    step: RoundStep
    days: int = 0


def request_round(session: Session, actor: Actor, given: RoundInput, zone: str) -> JobRun:
    """Have the cards of a period opened or published in the background."""
    actor.must(Permission.SCORECARD_PUBLISH)
    if not 0 <= given.days <= MOST_OBJECTION_DAYS:
        raise Invalid(N_("From 0 to %(most)s days."), field="days", most=MOST_OBJECTION_DAYS)
    if given.period.last >= day_in(zone, now()):
        raise WrongState(N_("The period still runs: its last day has to be over first."))
    args = {"period": str(given.period), "step": given.step.value, "days": str(given.days)}
    job = request_job(session, ROUND, actor=actor, args=args)
    record(session, actor, RoundRequested(None, job.id, str(given.period), given.step.value))
    return job


def open_period(session: Session, actor: Actor, period: Period, days: int, zone: str) -> int:
    """Open every rated draft that was computed after its period; return how many."""
    actor.must(Permission.SCORECARD_PUBLISH)
    wanted = select(Scorecard).where(can_be_opened(period, zone)).order_by(Scorecard.id)
    cards = session.scalars(wanted).all()
    for card in cards:
        open_objection(session, actor, card, days, card.revision)
    return len(cards)


def publish_period(session: Session, actor: Actor, period: Period, zone: str) -> int:
    """Publish every card whose time to object is over or whose objection was answered."""
    actor.must(Permission.SCORECARD_PUBLISH)
    here = day_in(zone, now())
    wanted = select(Scorecard).where(can_be_published(here, zone, period)).order_by(Scorecard.id)
    cards = session.scalars(wanted).all()
    for card in cards:
        publish_scorecard(session, actor, card, card.revision)
    return len(cards)
