"""From draft to published: who may, in which order, once."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, joinedload

from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.errors import DomainError, Invalid, NotAllowed, NotFound, Outpaced, WrongState
from scoring.metrics.operations import set_scoring
from scoring.metrics.rules.definitions import Metric
from scoring.metrics.rules.periods import Period
from scoring.metrics.rules.rating import DEFAULT_GOALS, Direction, Goal, ScoringRules
from scoring.scorecards.models import Scorecard
from scoring.scorecards.operations.publishing import (
    answer_objection,
    object_to_scorecard,
    open_objection,
    publish_scorecard,
    take_scorecard_back,
)
from scoring.scorecards.queries import published_scores
from scoring.scorecards.queries.finding import find_scorecard
from scoring.scorecards.queries.records import counted_today
from scoring.scorecards.rules import CardState
from tests.factories.facts import deliver, delivery
from tests.people import ENA, LIN, MAYA, WEI, Person
from tests.scoring.scorecards.test_computing import card, computed, there_since
from tests.world import World

Deed = Callable[[Session, Actor, Scorecard], None]


@pytest.fixture
def drafted(world: World) -> World:
    """Return a world in which Lin has a card of September, and Wei one without a rating."""
    return _drafted(world)


def _drafted(world: World) -> World:
    there_since(world, "2026-09-01", "S-WEI")
    deliver(world, delivery("PO-1", "2026-09-01", "2026-09-01"))
    computed(world)
    return world


def done(world: World, person: Person, deed: Deed) -> Scorecard:
    """Do something with Lin's card of September as a person; return the card afterwards."""
    with world.database.transaction() as session:
        wanted = Scorecard.supplier_id == world.supplier_id("S-LIN")
        found = session.scalars(
            select(Scorecard)
            .options(joinedload(Scorecard.supplier))
            .where(wanted, Scorecard.period == "2026-09")
        ).one()
        deed(session, world.actor(person), found)
    return card(world)


def opening(days: int = 14) -> Deed:
    return lambda session, actor, found: open_objection(session, actor, found, days, found.revision)


def publishing(session: Session, actor: Actor, found: Scorecard) -> None:
    publish_scorecard(session, actor, found, found.revision)


def objecting(session: Session, actor: Actor, found: Scorecard) -> None:
    object_to_scorecard(session, actor, found, "PO-1 came a day earlier.", found.revision)


def answering(session: Session, actor: Actor, found: Scorecard) -> None:
    answer_objection(session, actor, found, "Checked: it did not.", found.revision)


def taking_back(session: Session, actor: Actor, found: Scorecard) -> None:
    take_scorecard_back(session, actor, found, "Wrong list", found.revision)


def test_a_card_is_opened_objected_to_answered_and_published(drafted: World) -> None:
    opened = done(drafted, MAYA, opening())
    assert (opened.state, opened.objection_until) == (
        CardState.OPENED, today() + timedelta(days=14),
    )  # fmt: skip
    done(drafted, LIN, objecting)
    with pytest.raises(WrongState):
        done(drafted, MAYA, publishing)
    done(drafted, MAYA, answering)

    published = done(drafted, MAYA, publishing)
    assert (published.state, published.published_by) == (CardState.PUBLISHED, MAYA.name)
    with drafted.looking() as session:
        found = published_scores(session, drafted.supplier_id("S-LIN"), last=3)
    assert [(one.period, one.grade, one.rated) for one in found] == [("2026-09", "A", True)]


def test_publishing_waits_for_the_end_of_the_window(drafted: World) -> None:
    done(drafted, MAYA, opening())
    with pytest.raises(WrongState):
        done(drafted, MAYA, publishing)


def test_without_a_window_it_is_published_at_once(drafted: World) -> None:
    done(drafted, MAYA, opening(0))
    assert done(drafted, MAYA, publishing).state is CardState.PUBLISHED


@pytest.mark.parametrize(
    ("person", "deed", "error"),
    [
        (ENA, opening(), NotAllowed),
        (LIN, opening(), NotAllowed),
        (WEI, opening(), NotFound),
        (MAYA, opening(91), Invalid),
        (MAYA, publishing, WrongState),
        (MAYA, answering, WrongState),
        (MAYA, taking_back, WrongState),
        (LIN, objecting, WrongState),
        (MAYA, objecting, WrongState),
    ],
)
def test_what_may_not_be_done_with_a_draft(
    drafted: World, person: Person, deed: Deed, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        done(drafted, person, deed)
    assert card(drafted).state is CardState.DRAFT


def test_the_supplier_objects_once(drafted: World) -> None:
    done(drafted, MAYA, opening())
    done(drafted, LIN, objecting)
    with pytest.raises(Outpaced):
        done(drafted, LIN, objecting)


def test_a_supplier_sees_no_draft_and_no_card_of_another(drafted: World) -> None:
    one = card(drafted)
    for person in (LIN, WEI):
        with drafted.looking() as session, pytest.raises(NotFound):
            find_scorecard(session, drafted.actor(person), one.id)
    done(drafted, MAYA, opening())
    with drafted.looking() as session:
        assert find_scorecard(session, drafted.actor(LIN), one.id).period == "2026-09"
        with pytest.raises(NotFound):
            find_scorecard(session, drafted.actor(WEI), one.id)


def test_a_running_period_is_computed_and_cannot_be_opened(world: World) -> None:
    month = str(Period.of_day(today()))
    computed(world, month)
    running = card(world, month)
    with world.database.transaction() as session:
        maya = world.actor(MAYA)
        found = find_scorecard(session, maya, running.id)
        with pytest.raises(WrongState):
            open_objection(session, maya, found, 14, found.revision)


def test_a_card_taken_back_is_computed_anew_and_an_open_one_is_not(drafted: World) -> None:
    done(drafted, MAYA, opening())
    deliver(drafted, delivery("PO-2", "2026-09-02", "2026-09-05"))
    assert computed(drafted) == (0, 1, 1)
    assert card(drafted).metrics[3].denominator == 1
    with drafted.looking() as session:
        found = counted_today(session, drafted.actor(MAYA), card(drafted))
        assert (found[Metric.OTD].numerator, found[Metric.OTD].denominator) == (1, 2)

    done(drafted, MAYA, taking_back)
    assert computed(drafted) == (0, 2, 0)
    assert card(drafted).metrics[3].denominator == 2


def test_the_database_itself_keeps_what_was_published(any_world: World) -> None:
    world = _drafted(any_world)
    done(world, MAYA, opening(0))
    done(world, MAYA, publishing)
    for sentence in (
        "UPDATE scorecard SET grade = 'B'",
        "UPDATE scorecard SET state = 'draft'",
        "UPDATE scorecard SET lines = '[]'",
        "DELETE FROM scorecard WHERE period = '2026-09'",
    ):
        with pytest.raises(DBAPIError), world.database.transaction() as session:
            session.execute(text(f"{sentence}"))
    assert computed(world) == (0, 1, 1)


def test_of_many_who_publish_at_once_one_does(any_world: World) -> None:
    world = _drafted(any_world)
    done(world, MAYA, opening(0))
    begin, outcomes = Barrier(8), []
    maya, seen = world.actor(MAYA), card(world)

    def publish() -> None:
        begin.wait()
        try:
            with world.database.transaction() as session:
                found = find_scorecard(session, maya, seen.id)
                publish_scorecard(session, maya, found, seen.revision)
        except DomainError as error:
            outcomes.append(type(error))
        else:
            outcomes.append(None)

    threads = [Thread(target=publish) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(None) == 1
    assert set(outcomes) <= {None, Outpaced, WrongState}


def test_rules_hold_from_their_day_and_cards_keep_theirs(drafted: World) -> None:
    assert card(drafted).score == 100
    goals = {**DEFAULT_GOALS, Metric.OTD: Goal(Direction.HIGHER, 100, 110, 25)}  # type: ignore[arg-type]
    with drafted.database.transaction() as session:
        maya = drafted.actor(MAYA)
        day = Period.parse("2026-09").last
        set_scoring(session, maya, None, ScoringRules(goals), day + timedelta(days=1), 0)
    computed(drafted)
    assert card(drafted).setting_number == 0
    with drafted.database.transaction() as session:
        set_scoring(session, drafted.actor(MAYA), None, ScoringRules(goals), day, 1)
    computed(drafted)
    found = card(drafted)
    assert (found.setting_number, found.metrics[3].points) == (2, 0)


def test_of_two_who_set_rules_one_is_told(drafted: World) -> None:
    for error in (None, Outpaced):
        with drafted.database.transaction() as session:
            if error is None:
                set_scoring(session, drafted.actor(MAYA), None, ScoringRules(), today(), 0)
                continue
            with pytest.raises(error):
                set_scoring(session, drafted.actor(MAYA), None, ScoringRules(), today(), 0)
