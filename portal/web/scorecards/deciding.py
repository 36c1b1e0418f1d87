"""Opening, objecting, answering, taking back, publishing."""

from collections.abc import Callable

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid, NotFound
from portal.core.permissions import Permission as P
from portal.web.forms import seen_revision, strip
from portal.web.language import gettext
from portal.web.numbers import LARGEST_COUNT, whole
from portal.web.request import State, db, locale, me, needs
from portal.web.scorecards.views import bp, card_page
from scoring.metrics.rules.periods import Period
from scoring.scorecards.models import Scorecard
from scoring.scorecards.operations.publishing import (
    answer_objection,
    object_to_scorecard,
    open_objection,
    publish_scorecard,
    take_scorecard_back,
)
from scoring.scorecards.operations.rounds import RoundInput, RoundStep, request_round
from scoring.scorecards.queries.finding import find_scorecard


def _decided(
    scorecard_id: int, act: Callable[[Scorecard, int], None], said: str
) -> ResponseReturnValue:
    card = find_scorecard(db(), me(), scorecard_id)
    try:
        act(card, seen_revision(request.form.get("revision")))
    except Invalid as error:
        typed = {key: strip(text) for key, text in request.form.items()}
        refused = {"field": error.field, "sentence": error.in_(locale()), "typed": typed}
        return card_page(card, refused), 422
    flash(gettext(said))
    return redirect(f"/scorecards/{card.id}", 303)


def _text(name: str) -> str:
    return str(strip(request.form.get(name, "")))


def _days() -> int:
    days = whole(_text("days"), LARGEST_COUNT)
    return -1 if days is None else days


@bp.post("/round")
@needs(P.SCORECARD_PUBLISH)
def round_() -> ResponseReturnValue:
    """Have all cards of a period opened, or published; the page of the work shows how far it is."""
    step = _text("step")
    if step not in set(RoundStep):
        raise NotFound
    days = _days() if step == RoundStep.OPEN else 0
    given = RoundInput(Period.parse(_text("period")), RoundStep(step), days)
    job = request_round(db(), me(), given, State.here().config.time_zone)
    return redirect(f"/jobs/{job.id}", 303)


@bp.post("/<int:scorecard_id>/open")
@needs(P.SCORECARD_PUBLISH)
def open_(scorecard_id: int) -> ResponseReturnValue:
    """Show the card to the supplier and begin the time to object."""
    given = _days()
    return _decided(
        scorecard_id,
        lambda card, seen: open_objection(db(), me(), card, given, seen),
        gettext("The supplier can read the scorecard now."),
    )


@bp.post("/<int:scorecard_id>/objection")
@needs(P.SCORECARD_READ)
def object_(scorecard_id: int) -> ResponseReturnValue:
    """Take the supplier's objection."""
    return _decided(
        scorecard_id,
        lambda card, seen: object_to_scorecard(db(), me(), card, _text("objection"), seen),
        gettext("Your objection has been sent."),
    )


@bp.post("/<int:scorecard_id>/answer")
@needs(P.SCORECARD_PUBLISH)
def answer(scorecard_id: int) -> ResponseReturnValue:
    """Answer the supplier's objection."""
    return _decided(
        scorecard_id,
        lambda card, seen: answer_objection(db(), me(), card, _text("answer"), seen),
        gettext("The answer has been sent."),
    )


@bp.post("/<int:scorecard_id>/back")
@needs(P.SCORECARD_PUBLISH)
def back(scorecard_id: int) -> ResponseReturnValue:
    """Make the card a draft again."""
    return _decided(
        scorecard_id,
        lambda card, seen: take_scorecard_back(db(), me(), card, _text("reason"), seen),
        gettext("The scorecard is a draft again. Compute it once the facts are right."),
    )


@bp.post("/<int:scorecard_id>/publish")
@needs(P.SCORECARD_PUBLISH)
def publish(scorecard_id: int) -> ResponseReturnValue:
    """Publish the card for good."""
    return _decided(
        scorecard_id,
        lambda card, seen: publish_scorecard(db(), me(), card, seen),
        gettext("The scorecard is published."),
    )
