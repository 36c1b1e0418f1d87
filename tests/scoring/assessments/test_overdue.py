"""Who owns a finding hears once that it is overdue."""

from datetime import timedelta

from sqlalchemy import select

from portal.core.accounts.models import User
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.notifications.models import Notice
from scoring.assessments.operations import (
    FindingInput,
    close_finding,
    raise_finding,
    remind_of_overdue_findings,
)
from scoring.assessments.queries.finding import find_assessment
from scoring.assessments.queries.findings import find_finding
from scoring.assessments.rules import Severity
from tests.factories.checklists import a_checklist, an_assessment, closed
from tests.people import ENA, LIN, Person
from tests.world import World

OVERDUE = "Finding %(finding)s of assessment %(number)s is overdue"


def raised(world: World, owner: Person, *, release: bool = True) -> int:
    """Close an assessment with one finding that is due in three days; return its id."""
    a_checklist(world)
    assessment_id = an_assessment(world)
    ena = world.actor(ENA)
    with world.acting() as session:
        assessment = find_assessment(session, ena, assessment_id)
        owner_id = session.scalars(select(User.id).where(User.email == owner.email)).one()
        due = today() + timedelta(days=3)
        given = FindingInput(Severity.MAJOR, "No gauge R&R.", owner_id, due)
        raise_finding(session, ena, assessment, given)
    closed(world, assessment_id, release=release)
    return assessment_id


def told_after(world: World, days: int) -> list[str]:
    """Let a night run so many days from now; return whom it has told so far."""
    with world.acting() as session:
        day = today() + timedelta(days=days)
        remind_of_overdue_findings(session, Actor.system("nightly"), day)
    with world.looking() as session:
        found = session.scalars(select(Notice).where(Notice.subject == OVERDUE))
        return [one.audience for one in found]


def test_the_owner_is_told_the_day_after_and_once(world: World) -> None:
    raised(world, LIN)
    mine = [f"person:{world.actor(LIN).user_id}"]
    assert [told_after(world, days) for days in (3, 4, 5)] == [[], mine, mine]


def test_a_supplier_hears_nothing_of_what_is_not_released(world: World) -> None:
    raised(world, LIN, release=False)
    assert told_after(world, 4) == []


def test_an_owner_of_the_brand_is_told_before_the_release(world: World) -> None:
    raised(world, ENA, release=False)
    assert told_after(world, 4) == [f"person:{world.actor(ENA).user_id}"]


def test_what_is_closed_is_not_overdue(world: World) -> None:
    assessment_id = raised(world, LIN)
    ena = world.actor(ENA)
    with world.acting() as session:
        finding = find_finding(session, ena, assessment_id, 1)
        close_finding(session, ena, finding, finding.revision, "Study of 3 May seen.")
    assert told_after(world, 4) == []
