"""From draft to published: the supplier looks, objects, is answered; then nothing changes."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of, people_with
from portal.core.permissions import Permission
from scoring.metrics.rules.periods import day_in
from scoring.scorecards.events import (
    ObjectionAnswered,
    ScorecardObjected,
    ScorecardOpened,
    ScorecardPublished,
    ScorecardTakenBack,
)
from scoring.scorecards.models import Scorecard
from scoring.scorecards.rules import LIFE, MOST_OBJECTION_DAYS, CardState

AT_ONCE = N_("Somebody else changed this scorecard since you opened it.")


def open_objection(
    session: Session, actor: Actor, card: Scorecard, days: int, revision: int
) -> None:
    """Show a draft to its supplier, who can object for so many days; 0 lets nobody object."""
    actor.must(Permission.SCORECARD_PUBLISH, card.supplier_id)
    LIFE.move(card.state, CardState.OPENED)
    if not 0 <= days <= MOST_OBJECTION_DAYS:
        raise Invalid(N_("From 0 to %(most)s days."), field="days", most=MOST_OBJECTION_DAYS)
    here = day_in(card.zone, now())
    if card.last_on >= here:
        raise WrongState(N_("The period still runs: its last day has to be over first."))
    if day_in(card.zone, card.computed_at) <= card.last_on:
        raise WrongState(N_("Computed before the period was over: compute it again first."))
    until = here + timedelta(days=days)
    _decide(
        session, card, revision, state=CardState.OPENED, opened_at=now(),
        opened_by_id=actor.user_id, objection_until=until,
    )  # fmt: skip
    _tell_supplier(
        session, card, f"opened:{revision}", N_("Scorecard %(period)s to look at"),
        N_("Your scorecard of %(period)s can be read. You can object until %(until)s."), until,
    )  # fmt: skip
    record(session, actor, ScorecardOpened(card.supplier_id, card.id, card.period, until))


def object_to_scorecard(
    session: Session, actor: Actor, card: Scorecard, text: str, revision: int
) -> None:
    """Say, as the supplier, what is wrong with an opened card; once, within the window."""
    actor.must(Permission.SCORECARD_READ, card.supplier_id)
    if not actor.is_supplier:
        raise WrongState(N_("Only the supplier objects to its own scorecard."))
    _demand_open(card)
    if not text.strip():
        raise Invalid(N_("Say what is wrong, so that somebody can look."), field="objection")
    if card.objection:
        raise Outpaced(N_("An objection has been made already."))
    if card.objection_until is None or day_in(card.zone, now()) > card.objection_until:
        raise WrongState(N_("The time to object is over."))
    _decide(
        session, card, revision, objection=text.strip()[:4000], objected_at=now(),
        objected_by=actor.name,
    )  # fmt: skip
    notice = NoticeInput(
        subject=N_("Objection to scorecard %(period)s"),
        body=N_("A supplier objects to its scorecard of %(period)s. Look, and answer."),
        link=f"/scorecards/{card.id}",
        values={"period": card.period},
        supplier_id=card.supplier_id,
        dedupe=f"scorecard-objected:{card.id}:{revision}",
    )
    tell(session, people_with(Permission.SCORECARD_PUBLISH), notice)
    record(session, actor, ScorecardObjected(card.supplier_id, card.id, card.period))


def answer_objection(
    session: Session, actor: Actor, card: Scorecard, text: str, revision: int
) -> None:
    """Answer what a supplier objected; the card stays as it is."""
    actor.must(Permission.SCORECARD_PUBLISH, card.supplier_id)
    _demand_open(card)
    if not card.objection:
        raise WrongState(N_("Nobody objected."))
    if not text.strip():
        raise Invalid(N_("Write an answer; the supplier reads it."), field="answer")
    _decide(
        session, card, revision, answer=text.strip()[:4000], answered_at=now(),
        answered_by=actor.name,
    )  # fmt: skip
    _tell_supplier(
        session, card, f"answered:{revision}", N_("Answer on scorecard %(period)s"),
        N_("Your objection to the scorecard of %(period)s was answered."), None,
    )  # fmt: skip
    record(session, actor, ObjectionAnswered(card.supplier_id, card.id, card.period))


def take_scorecard_back(
    session: Session, actor: Actor, card: Scorecard, reason: str, revision: int
) -> None:
    """Make an opened card a draft again, so that it is computed anew with corrected facts."""
    actor.must(Permission.SCORECARD_PUBLISH, card.supplier_id)
    LIFE.move(card.state, CardState.DRAFT)
    if not reason.strip():
        raise Invalid(N_("Say why it is taken back; the reason stays."), field="reason")
    _decide(session, card, revision, state=CardState.DRAFT, opened_at=None, objection_until=None)
    taken = ScorecardTakenBack(card.supplier_id, card.id, card.period, reason.strip()[:400])
    record(session, actor, taken)


def publish_scorecard(session: Session, actor: Actor, card: Scorecard, revision: int) -> None:
    """Publish an opened card: from then on the database itself refuses to change it.

    Waits for the end of the objection window unless the supplier has objected and was answered.
    """
    actor.must(Permission.SCORECARD_PUBLISH, card.supplier_id)
    LIFE.move(card.state, CardState.PUBLISHED)
    if card.objection and not card.answer:
        raise WrongState(N_("The supplier objected. Answer first."))
    if not card.objection and _is_within(card, day_in(card.zone, now())):
        raise WrongState(N_("The supplier can still object; publish when the window is over."))
    _decide(
        session, card, revision, state=CardState.PUBLISHED, published_at=now(),
        published_by_id=actor.user_id, published_by=actor.name,
    )  # fmt: skip
    _tell_supplier(
        session, card, "published", N_("Scorecard %(period)s is published"),
        N_("Your scorecard of %(period)s is published and does not change any more."), None,
    )  # fmt: skip
    score = None if card.score is None else f"{card.score:f}"
    record(
        session, actor,
        ScorecardPublished(card.supplier_id, card.id, card.period, score, card.grade),
    )  # fmt: skip


def _is_within(card: Scorecard, day: date) -> bool:
    """Return whether the supplier can still object; a window of 0 days never opened."""
    opened, until = card.opened_at, card.objection_until
    if until is None or opened is None or until == day_in(card.zone, opened):
        return False
    return day <= until


def _demand_open(card: Scorecard) -> None:
    if card.state is not CardState.OPENED:
        raise WrongState(N_("This scorecard is not open for objections."))


def _decide(session: Session, card: Scorecard, revision: int, **values: Any) -> None:
    """Change a card if it is still the one that was seen; of two at once one is Outpaced."""
    moved = session.execute(
        update(Scorecard)
        .where(
            Scorecard.id == card.id, Scorecard.state == card.state, Scorecard.revision == revision
        )
        .values(**values, revision=revision + 1)
        .execution_options(synchronize_session=False)
        .returning(Scorecard.id)
    )
    if moved.one_or_none() is None:
        raise Outpaced(AT_ONCE)
    session.expire(card, [*values, "revision"])


def _tell_supplier(
    session: Session, card: Scorecard, step: str, subject: str, body: str, until: date | None
) -> None:
    values = {"period": card.period} | ({"until": until.isoformat()} if until else {})
    notice = NoticeInput(
        subject=subject,
        body=body,
        link=f"/scorecards/{card.id}",
        values=values,
        supplier_id=card.supplier_id,
        dedupe=f"scorecard-{step}:{card.id}",
    )
    tell(session, people_of(card.supplier_id), notice)
