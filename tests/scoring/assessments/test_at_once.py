"""Many at once: one decision, one answer, one trail line."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.errors import Outpaced, WrongState
from scoring.assessments.models import AssessmentAnswer
from scoring.assessments.operations import AnswerInput, answer_question, close_assessment
from scoring.assessments.queries.finding import find_assessment
from tests.factories.checklists import a_checklist, an_assessment, answered
from tests.people import EMIL, ENA
from tests.world import World

CROWD = 8


def won(act: Callable[[], None]) -> int:
    """Return how many of a crowd that does it at the same moment are not told off."""

    def attempt(_: int) -> bool:
        try:
            act()
        except (WrongState, StaleDataError, IntegrityError):
            return False
        return True

    with ThreadPoolExecutor(CROWD) as crowd:
        return sum(crowd.map(attempt, range(CROWD)))


def told(world: World, event: str) -> int:
    """Return how many lines of the trail say it."""
    with world.looking() as session:
        return session.scalars(
            select(func.count()).select_from(AuditEntry).where(AuditEntry.event == event)
        ).one()


def test_an_assessment_is_closed_once(any_world: World) -> None:
    a_checklist(any_world)
    assessment_id = an_assessment(any_world)
    answered(any_world, assessment_id, ENA)
    ena = any_world.actor(ENA)
    with any_world.looking() as session:
        revision = find_assessment(session, ena, assessment_id).revision

    def close() -> None:
        with any_world.database.transaction() as session:
            assessment = find_assessment(session, ena, assessment_id)
            close_assessment(session, ena, assessment, revision)

    assert (won(close), told(any_world, "assessment.closed")) == (1, 1)


def test_the_same_answer_of_many_is_kept_once(any_world: World) -> None:
    a_checklist(any_world)
    assessment_id = an_assessment(any_world)
    ena = any_world.actor(ENA)

    def answer() -> None:
        with any_world.database.transaction() as session:
            assessment = find_assessment(session, ena, assessment_id)
            answer_question(session, ena, assessment, AnswerInput("Q1", "yes"))

    assert won(answer) >= 1
    assert told(any_world, "assessment.answered") == 1
    with any_world.looking() as session:
        rows = select(func.count()).select_from(AssessmentAnswer)
        assert session.scalars(rows).one() == 1


def test_of_two_auditors_at_once_one_wins_and_one_is_told(any_world: World) -> None:
    a_checklist(any_world)
    assessment_id = an_assessment(any_world)
    answered(any_world, assessment_id, ENA, Q2="1")
    both = {"3": any_world.actor(ENA), "5": any_world.actor(EMIL)}
    meet = Barrier(len(both))

    def score(entry: tuple[str, Actor]) -> bool:
        answer, actor = entry
        meet.wait(timeout=20)
        try:
            with any_world.database.transaction() as session:
                assessment = find_assessment(session, actor, assessment_id)
                answer_question(session, actor, assessment, AnswerInput("Q2", answer, "", 1))
        except (Outpaced, StaleDataError):
            return False
        return True

    with ThreadPoolExecutor(len(both)) as crowd:
        outcome = dict(zip(both, crowd.map(score, both.items()), strict=True))

    assert sorted(outcome.values()) == [False, True]
    with any_world.looking() as session:
        kept = session.scalars(select(AssessmentAnswer)).one()
    (winner,) = [answer for answer, has_won in outcome.items() if has_won]
    assert (kept.answer, kept.by, kept.revision) == (winner, both[winner].name, 2)
