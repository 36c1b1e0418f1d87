"""Both sides answer, one result stays; findings are put right."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.core.accounts.models import User
from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.clock import today
from portal.core.documents.models import Document
from portal.core.errors import DomainError, Invalid, NotAllowed, NotFound, Outpaced, WrongState
from portal.core.suppliers.models import Site
from scoring.assessments.models import Assessment, AssessmentAnswer
from scoring.assessments.operations import (
    AnswerInput,
    FindingInput,
    answer_question,
    close_assessment,
    close_finding,
    follow_up,
    hand_back,
    link_evidence,
    raise_finding,
    release_assessment,
    submit_answers,
    unlink_evidence,
)
from scoring.assessments.queries.answers import answers_of, frozen_score, said_by
from scoring.assessments.queries.evidence import evidence_of
from scoring.assessments.queries.finding import find_assessment
from scoring.assessments.queries.findings import find_finding, findings_of, open_findings
from scoring.assessments.rules import AssessmentState, FindingState, Severity, Side, is_overdue
from scoring.checklists.operations import draft_version, publish_version, remove_question
from scoring.checklists.queries import find_checklist, find_version
from scoring.checklists.rules import ChecklistKind
from tests.factories.checklists import (
    ANSWERS,
    a_checklist,
    an_assessment,
    answered,
    closed,
    submitted,
)
from tests.factories.documents import submitted as a_document
from tests.people import BEN, ENA, LEO, LIN, MAYA, OTTO, WEI, Person
from tests.world import World

Act = Callable[[Session, Actor, Assessment], object]


@pytest.fixture
def assessment_id(world: World) -> int:
    """Return an open assessment of Lin's company."""
    a_checklist(world)
    return an_assessment(world)


def do(world: World, person: Person, assessment_id: int, act: Act) -> None:
    """Do something to an assessment as somebody."""
    actor = world.actor(person)
    with world.acting() as session:
        act(session, actor, find_assessment(session, actor, assessment_id))


def seen_by(world: World, person: Person, assessment_id: int) -> dict[Side, dict[str, str]]:
    """Return the answers that somebody may read."""
    actor = world.actor(person)
    with world.looking() as session:
        assessment = find_assessment(session, actor, assessment_id)
        answers = answers_of(session, actor, assessment)
        return {side: said_by(answers, side) for side in Side}


def answer(code: str, given: str, remark: str = "") -> Act:
    return lambda session, actor, one: answer_question(
        session, actor, one, AnswerInput(code, given, remark)
    )


def submit(session: Session, actor: Actor, one: Assessment) -> None:
    submit_answers(session, actor, one, one.revision)


def close(session: Session, actor: Actor, one: Assessment) -> None:
    close_assessment(session, actor, one, one.revision)


def test_each_side_answers_for_itself(world: World, assessment_id: int) -> None:
    submitted(world, assessment_id)
    answered(world, assessment_id, ENA, Q1="no")

    assert seen_by(world, ENA, assessment_id) == {
        Side.SUPPLIER: ANSWERS,
        Side.AUDITOR: {"Q1": "no"},
    }


def test_the_auditors_answers_are_hidden_until_the_release(
    world: World, assessment_id: int
) -> None:
    submitted(world, assessment_id)
    closed(world, assessment_id)
    before = seen_by(world, LIN, assessment_id)
    do(world, ENA, assessment_id, lambda s, ena, one: release_assessment(s, ena, one, one.revision))

    assert before == {Side.SUPPLIER: ANSWERS, Side.AUDITOR: {}}
    assert seen_by(world, LIN, assessment_id) == {Side.SUPPLIER: ANSWERS, Side.AUDITOR: ANSWERS}


def test_the_suppliers_trail_tells_nothing_of_the_auditor(world: World, assessment_id: int) -> None:
    submitted(world, assessment_id)
    closed(world, assessment_id)

    with world.looking() as session:
        names = set(
            session.scalars(
                select(AuditEntry.event).where(AuditEntry.supplier_id == world.supplier_id("S-LIN"))
            )
        )
        sides = [
            entry.facts["side"]
            for entry in session.scalars(
                select(AuditEntry).where(
                    AuditEntry.event == "assessment.answered",
                    AuditEntry.supplier_id.is_not(None),
                )
            )
        ]
    assert names == {"assessment.opened", "assessment.answered", "assessment.submitted"}
    assert set(sides) == {"supplier"}


def test_a_draft_of_the_supplier_is_its_own_until_it_is_handed_in(
    world: World, assessment_id: int
) -> None:
    answered(world, assessment_id, LIN)

    assert seen_by(world, ENA, assessment_id)[Side.SUPPLIER] == {}
    assert seen_by(world, LEO, assessment_id)[Side.SUPPLIER] == ANSWERS


def test_the_same_answer_twice_is_kept_and_told_once(world: World, assessment_id: int) -> None:
    for _ in range(3):
        do(world, LIN, assessment_id, answer("Q1", "yes", "Since 2019"))

    with world.looking() as session:
        told = select(AuditEntry).where(AuditEntry.event == "assessment.answered")
        assert len(session.scalars(told).all()) == 1
        assert len(session.scalars(select(AssessmentAnswer)).all()) == 1


@pytest.mark.parametrize(("code", "given"), [("Q1", "maybe"), ("Q3", "1e9"), ("NONE", "yes")])
def test_what_answers_nothing_is_refused(
    world: World, assessment_id: int, code: str, given: str
) -> None:
    with pytest.raises(Invalid):
        do(world, LIN, assessment_id, answer(code, given))


@pytest.mark.parametrize(
    ("person", "kind"),
    [(WEI, NotFound), (BEN, NotAllowed), (OTTO, NotAllowed)],
)
def test_others_answer_nothing(
    world: World, assessment_id: int, person: Person, kind: type[DomainError]
) -> None:
    with pytest.raises(kind):
        do(world, person, assessment_id, answer("Q1", "yes"))


def test_the_supplier_hands_in_once_and_in_full(world: World, assessment_id: int) -> None:
    answered(world, assessment_id, LIN, Q1="yes")
    with pytest.raises(Invalid):
        do(world, LIN, assessment_id, submit)
    submitted(world, assessment_id)

    for act in (submit, answer("Q1", "no")):
        with pytest.raises(WrongState):
            do(world, LIN, assessment_id, act)


def test_what_is_handed_back_can_be_answered_again(world: World, assessment_id: int) -> None:
    submitted(world, assessment_id)
    do(world, ENA, assessment_id, lambda s, a, one: hand_back(s, a, one, one.revision, "Q2?"))
    do(world, LIN, assessment_id, answer("Q2", "1"))

    with world.looking() as session:
        one = session.get_one(Assessment, assessment_id)
        assert (one.state, one.handed_back) == (AssessmentState.OPEN, "Q2?")


def test_the_result_is_kept_exactly_as_it_was_closed(world: World, assessment_id: int) -> None:
    submitted(world, assessment_id)
    closed(world, assessment_id, **{**ANSWERS, "Q1": "no"})

    with world.looking() as session:
        one = find_assessment(session, world.actor(ENA), assessment_id)
        kept = frozen_score(one)
        assert one.percent == Decimal("48.666667")
        assert kept is not None
        assert (kept.percent, kept.knock_outs) == (Fraction(146, 3), ("Q1",))
    for act in (answer("Q1", "yes"), close):
        with pytest.raises(WrongState):
            do(world, ENA, assessment_id, act)


def test_it_is_closed_when_the_auditor_has_answered_everything(
    world: World, assessment_id: int
) -> None:
    answered(world, assessment_id, ENA, Q1="yes", Q2="5", Q3="na")

    with pytest.raises(Invalid, match="no answer yet"):
        do(world, ENA, assessment_id, close)


def test_of_a_self_assessment_the_suppliers_answers_count_where_nobody_says_else(
    world: World,
) -> None:
    a_checklist(world, kind=ChecklistKind.SELF_ASSESSMENT)
    assessment_id = an_assessment(world)
    submitted(world, assessment_id)
    closed(world, assessment_id, Q1="no")

    with world.looking() as session:
        assert session.get_one(Assessment, assessment_id).percent == Decimal("48.666667")


def test_an_assessment_keeps_the_version_it_began_with(world: World, assessment_id: int) -> None:
    with world.acting() as session:
        maya = world.actor(MAYA)
        checklist = find_checklist(session, maya, "SHORT")
        number = draft_version(session, maya, checklist).number
        version = find_version(session, maya, checklist, number)
        remove_question(session, maya, version, "Q4")
        publish_version(session, maya, version, version.revision)
    answered(world, assessment_id, ENA, Q1="yes", Q2="5", Q3="95")

    with pytest.raises(Invalid, match="no answer yet"):
        do(world, ENA, assessment_id, close)


def test_who_saw_another_state_is_told(world: World, assessment_id: int) -> None:
    submitted(world, assessment_id)
    for act in (
        lambda s, a, one: close_assessment(s, a, one, one.revision - 1),
        lambda s, a, one: hand_back(s, a, one, one.revision - 1, "?"),
    ):
        answered(world, assessment_id, ENA)
        with pytest.raises(Outpaced):
            do(world, ENA, assessment_id, act)


def test_an_assessment_without_the_supplier_is_not_there_for_it_until_the_release(
    world: World,
) -> None:
    a_checklist(world)
    assessment_id = an_assessment(world, asks_supplier=False)
    with pytest.raises(NotFound):
        seen_by(world, LIN, assessment_id)

    closed(world, assessment_id, release=True)

    assert seen_by(world, LIN, assessment_id)[Side.AUDITOR] == ANSWERS


@pytest.mark.parametrize("person", [WEI])
def test_another_supplier_finds_nothing(world: World, assessment_id: int, person: Person) -> None:
    with pytest.raises(NotFound):
        seen_by(world, person, assessment_id)


def test_a_site_of_another_supplier_is_refused(world: World) -> None:
    a_checklist(world)
    with world.looking() as session:
        foreign = select(Site.id).where(Site.supplier_id == world.supplier_id("S-WEI"))
        site_id = session.scalars(foreign).one()

    with pytest.raises(Invalid):
        an_assessment(world, site_id=site_id)


def test_evidence_is_a_document_of_the_supplier(world: World, assessment_id: int) -> None:
    a_document(world)
    a_document(world, WEI)
    with world.looking() as session:
        own, foreign = (
            session.scalars(
                select(Document.id).where(Document.supplier_id == world.supplier_id(code))
            ).one()
            for code in ("S-LIN", "S-WEI")
        )
    link: Act = lambda s, a, one: link_evidence(s, a, one, "Q1", own)  # noqa: E731
    do(world, LIN, assessment_id, link)
    do(world, LIN, assessment_id, link)
    with pytest.raises(Invalid):
        do(world, LIN, assessment_id, lambda s, a, one: link_evidence(s, a, one, "Q1", foreign))

    lin = world.actor(LIN)
    with world.looking() as session:
        found = evidence_of(session, lin, find_assessment(session, lin, assessment_id))
        assert [(one.document_id, one.question, one.side) for one in found] == [
            (own, "Q1", Side.SUPPLIER)
        ]
    do(world, LIN, assessment_id, lambda s, a, one: unlink_evidence(s, a, one, "Q1", own))
    with pytest.raises(Invalid):
        do(world, LIN, assessment_id, lambda s, a, one: unlink_evidence(s, a, one, "Q1", own))


def a_finding(world: World, assessment_id: int, **changes: object) -> None:
    """Write down a finding that Lin owns."""
    with world.looking() as session:
        owner = session.scalars(select(User.id).where(User.email == LIN.email)).one()
    said: dict[str, object] = {
        "severity": Severity.MAJOR, "text": "Exit locked", "owner_id": owner,
        "due_on": today() + timedelta(days=30), "question": "Q2",
    }  # fmt: skip
    given = FindingInput(**said | changes)  # type: ignore[arg-type]
    do(world, ENA, assessment_id, lambda s, ena, one: raise_finding(s, ena, one, given))


def test_a_finding_is_followed_up_by_both_sides_and_closed(
    world: World, assessment_id: int
) -> None:
    a_finding(world, assessment_id)
    lin, ena = world.actor(LIN), world.actor(ENA)
    with pytest.raises(NotFound), world.looking() as session:
        find_finding(session, lin, assessment_id, 1)
    closed(world, assessment_id, release=True)
    for actor in (lin, ena):
        with world.acting() as session:
            finding = find_finding(session, actor, assessment_id, 1)
            follow_up(session, actor, finding, "Exit is free.")
    with world.acting() as session:
        finding = find_finding(session, ena, assessment_id, 1)
        close_finding(session, ena, finding, finding.revision, "Seen on site.")

    with world.looking() as session:
        one = findings_of(session, lin, find_assessment(session, lin, assessment_id))[0]
        assert (one.state, one.owner, one.closed_by, one.comment) == (
            FindingState.CLOSED, LIN.name, ENA.name, "Seen on site.",
        )  # fmt: skip
        assert [entry.by for entry in one.entries] == [LIN.name, ENA.name]
        assert open_findings(session, lin) == []
    with pytest.raises(WrongState), world.acting() as session:
        follow_up(session, lin, find_finding(session, lin, assessment_id, 1), "More")


@pytest.mark.parametrize(
    "changes",
    [{"text": " "}, {"due_on": today() - timedelta(days=1)}, {"owner_id": 1}, {"question": "Q7"}],
)
def test_a_finding_that_cannot_be_put_right_is_refused(
    world: World, assessment_id: int, changes: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        a_finding(world, assessment_id, **changes)


@pytest.mark.parametrize(
    ("state", "days", "late"),
    [
        (FindingState.OPEN, -1, True),
        (FindingState.OPEN, 0, False),
        (FindingState.CLOSED, -9, False),
    ],
)
def test_a_finding_is_late_after_its_last_day(state: FindingState, days: int, late: bool) -> None:
    day = today()

    assert is_overdue(state, day + timedelta(days=days), day) is late


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessment SET percent = '100'",
        "UPDATE assessment SET state = 'open'",
        "UPDATE assessment SET result = '{}'",
        "UPDATE assessment SET summary = 'x'",
        "UPDATE assessment_answer SET answer = 'yes'",
        "DELETE FROM assessment_answer",
        "UPDATE assessment_finding SET text = 'x'",
        "DELETE FROM assessment_finding",
    ],
)
def test_the_database_keeps_what_is_closed(any_world: World, statement: str) -> None:
    a_checklist(any_world)
    assessment_id = an_assessment(any_world)
    a_finding(any_world, assessment_id)
    closed(any_world, assessment_id)

    with pytest.raises(DBAPIError), any_world.acting() as session:
        session.execute(text(statement))
