"""Checklists and assessments for tests."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from portal.core.accounts.models import User
from portal.core.clock import today
from portal.core.suppliers.models import Supplier
from scoring.assessments.operations import (
    AnswerInput,
    AssessmentInput,
    answer_question,
    close_assessment,
    open_assessment,
    release_assessment,
    submit_answers,
)
from scoring.assessments.queries.finding import find_assessment
from scoring.checklists.operations import (
    ChecklistInput,
    add_checklist,
    publish_version,
    replace_questions,
)
from scoring.checklists.queries import find_checklist, find_version
from scoring.checklists.rules import AnswerType, ChecklistKind, Option, Question, Section
from tests.people import ENA, LIN, MAYA, Person
from tests.world import World

SECTIONS = (Section("ONE", "First things", "首要事项"), Section("TWO", "Then these", "其次"))
QUESTIONS = (
    Question("Q1", "ONE", text_en="Is there a licence?", text_zh="有许可吗？", weight=3,
             is_knock_out=True),
    Question("Q2", "ONE", AnswerType.SCALE, "How clean?", "有多整洁？", weight=2),
    Question("Q3", "TWO", AnswerType.NUMBER, "On time?", "准时率？", weight=4, unit="%",
             minimum=Decimal(80), target=Decimal(95)),
    Question("Q4", "TWO", AnswerType.CHOICE, "Which system?", "何种体系？", weight=1,
             options=(Option("iso", Decimal(10), "ISO", "ISO"),
                      Option("none", Decimal(0), "None", "无"))),
)  # fmt: skip
ANSWERS = {"Q1": "yes", "Q2": "3", "Q3": "90", "Q4": "iso"}
"""Worth 3 + 2 x 3/5 + 4 x 10/15 + 1 of 10 points."""


def a_checklist(
    world: World, code: str = "SHORT", kind: ChecklistKind = ChecklistKind.ADMISSION
) -> str:
    """Publish a checklist of four questions, one of each kind, and return its code."""
    maya = world.actor(MAYA)
    with world.acting() as session:
        given = ChecklistInput(code, kind, "Short list", "简表")
        version = add_checklist(session, maya, given)
        replace_questions(session, maya, version, SECTIONS, QUESTIONS)
    with world.acting() as session:
        version = find_version(session, maya, find_checklist(session, maya, code), 1)
        publish_version(session, maya, version, version.revision)
    return code


def an_assessment(
    world: World, code: str = "S-LIN", checklist: str = "SHORT", **more: object
) -> int:
    """Open an assessment by Ena and return its id."""
    with world.acting() as session:
        ena = session.scalars(select(User.id).where(User.email == ENA.email)).one()
        supplier = session.scalars(select(Supplier).where(Supplier.code == code)).one()
        given = AssessmentInput(checklist, ena, today() + timedelta(days=14), **more)  # type: ignore[arg-type]
        return open_assessment(session, world.actor(ENA), supplier, given).id


def answered(world: World, assessment_id: int, person: Person, **answers: str) -> None:
    """Answer as `person`: everything, unless `answers` says what."""
    actor = world.actor(person)
    with world.acting() as session:
        assessment = find_assessment(session, actor, assessment_id)
        for question, answer in (answers or ANSWERS).items():
            answer_question(session, actor, assessment, AnswerInput(question, answer))


def submitted(world: World, assessment_id: int) -> None:
    """Answer as Lin and hand it in."""
    answered(world, assessment_id, LIN)
    with world.acting() as session:
        assessment = find_assessment(session, world.actor(LIN), assessment_id)
        submit_answers(session, world.actor(LIN), assessment, assessment.revision)


def closed(world: World, assessment_id: int, *, release: bool = False, **answers: str) -> None:
    """Answer as Ena, close it, and release it if asked."""
    ena = world.actor(ENA)
    answered(world, assessment_id, ENA, **answers)
    with world.acting() as session:
        assessment = find_assessment(session, ena, assessment_id)
        close_assessment(session, ena, assessment, assessment.revision, "Good in the main.")
    if release:
        with world.acting() as session:
            assessment = find_assessment(session, ena, assessment_id)
            release_assessment(session, ena, assessment, assessment.revision)
