"""Checklists and assessments of the demo world, through the acts people use."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.accounts.models import User
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.db import Database
from portal.core.suppliers.models import Supplier
from scoring.assessments.models import Assessment
from scoring.assessments.operations import (
    AnswerInput,
    AssessmentInput,
    FindingInput,
    answer_question,
    close_assessment,
    open_assessment,
    raise_finding,
    release_assessment,
)
from scoring.assessments.queries.finding import find_assessment
from scoring.assessments.queries.people import owners_to_choose
from scoring.assessments.rules import Severity
from scoring.checklists.operations import install_checklists
from scoring.checklists.rules import AnswerType, Question

ENGINEER = "engineer@hohenfeld.example"
MANAGER = "manager@hohenfeld.example"

WEAK = {"C05": "spc", "T03": "no", "P08": "no", "S03": "66", "H01": "1800", "Q07": "3"}
"""What the auditor found wanting at the supplier that was audited."""

FINDINGS = (
    (Severity.MAJOR, "T03", 45,
     "No gauge R&R for the thickness gauge used at final release. 终检放行用测厚规未做 GR&R。"),
    (Severity.MINOR, "P08", 90,
     "Emergency plan exists, no exercise on record. 有应急预案，无演练记录。"),
)  # fmt: skip


def build_assessments(database: Database, tell: Callable[[str], None]) -> None:
    """Take the delivered checklists in; one supplier is audited, another is asked to answer."""
    with database.transaction() as session:
        install_checklists(session, _actor(session, MANAGER))
    with database.reading("all") as session:
        own = select(Supplier).join(User, User.supplier_id == Supplier.id)
        codes = [one.code for one in session.scalars(own.distinct().order_by(Supplier.code))]
    for code in codes[:1]:
        audit(database, code)
    for code in codes[:2]:
        open_one(database, code, "SELF-ASSESSMENT", 21)
    tell(f"{len(codes[:1]) + len(codes[:2])} assessments")


def open_one(database: Database, code: str, checklist: str, days: int) -> int:
    """Open an assessment that takes place in so many days; the past is the auditor's alone."""
    with database.transaction() as session:
        engineer = _actor(session, ENGINEER)
        supplier = session.scalars(select(Supplier).where(Supplier.code == code)).one()
        day = today() + timedelta(days=days)
        given = AssessmentInput(checklist, engineer.user_id or 0, day, asks_supplier=days > 0)
        return open_assessment(session, engineer, supplier, given).id


def audit(database: Database, code: str) -> None:
    """Go through the admission checklist, write findings down, close and release it."""
    assessment_id = open_one(database, code, "ADMISSION", -10)
    with database.transaction() as session:
        engineer, assessment = _found(session, assessment_id)
        for question in assessment.version.questions:
            given = AnswerInput(question.code, WEAK.get(question.code) or _good(question))
            answer_question(session, engineer, assessment, given)
        owner = owners_to_choose(session, assessment)[0].user_id
        for severity, question_code, days, text in FINDINGS:
            due = today() + timedelta(days=days)
            finding = FindingInput(severity, text, owner, due, question_code)
            raise_finding(session, engineer, assessment, finding)
            session.flush()
    with database.transaction() as session:
        engineer, assessment = _found(session, assessment_id)
        summary = "A sound factory with two points to put right. 工厂基础扎实，有两项需整改。"
        close_assessment(session, engineer, assessment, assessment.revision, summary)
    with database.transaction() as session:
        engineer, assessment = _found(session, assessment_id)
        release_assessment(session, engineer, assessment, assessment.revision)


def _found(session: Session, assessment_id: int) -> tuple[Actor, Assessment]:
    engineer = _actor(session, ENGINEER)
    return engineer, find_assessment(session, engineer, assessment_id)


def _good(question: Question) -> str:
    """Return a good answer of the question's kind."""
    if question.type is AnswerType.CHOICE:
        return max(question.options, key=lambda option: option.points).code
    if question.type is AnswerType.NUMBER:
        return f"{question.target:f}"
    return "4" if question.type is AnswerType.SCALE else "yes"


def _actor(session: Session, mail: str) -> Actor:
    user = session.scalars(select(User).where(User.email == mail)).one()
    return Actor(user.name, user.roles, user.id, user.supplier_id, locale=user.locale)
