"""Answers by side, and what they come to."""

from collections.abc import Mapping
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.permissions import Permission
from scoring.assessments.models import Assessment, AssessmentAnswer
from scoring.assessments.queries.finding import sides_of
from scoring.assessments.rules import AssessmentState, Side, counted
from scoring.checklists.rules import ChecklistKind
from scoring.checklists.rules.scoring import Points, Score, SectionScore, score

Answers = Mapping[Side, Mapping[str, AssessmentAnswer]]


def answers_of(session: Session, actor: Actor, assessment: Assessment) -> Answers:
    """Return the answers that somebody may read, by side and code of the question."""
    actor.must(Permission.ASSESSMENT_READ, assessment.supplier_id)
    found: dict[Side, dict[str, AssessmentAnswer]] = {side: {} for side in Side}
    own = select(AssessmentAnswer).where(
        AssessmentAnswer.assessment_id == assessment.id,
        AssessmentAnswer.side.in_(sides_of(actor, assessment)),
    )
    for line in session.scalars(own):
        found[line.side][line.question] = line
    return found


def said_by(answers: Answers, side: Side) -> dict[str, str]:
    """Return the plain answers of a side; a remark alone is none."""
    return {code: line.answer for code, line in answers[side].items() if line.answer}


def score_of(session: Session, assessment: Assessment) -> Score:
    """Return what the answers that count come to as they stand, for who closes it."""
    every = select(AssessmentAnswer).where(AssessmentAnswer.assessment_id == assessment.id)
    said: dict[Side, dict[str, str]] = {side: {} for side in Side}
    for line in session.scalars(every):
        if line.answer:
            said[line.side][line.question] = line.answer
    answers = counted(assessment.kind, said[Side.SUPPLIER], said[Side.AUDITOR])
    return score(assessment.version.questions, answers)


def frozen_score(assessment: Assessment) -> Score | None:
    """Return the result as it was kept at the closing, exactly."""
    kept = assessment.result
    if kept is None:
        return None
    sections = tuple(
        SectionScore(
            one["code"],
            Points(Fraction(one["earned"]), Fraction(one["possible"])),
            one["answered"],
            one["questions"],
        )
        for one in kept["sections"]
    )
    return Score(sections, tuple(kept["knock_outs"]), ())


def last_audit(session: Session, supplier_id: int) -> Score | None:
    """Return the result of a supplier's last closed audit; its own words alone are none."""
    newest = (
        select(Assessment)
        .where(
            Assessment.supplier_id == supplier_id,
            Assessment.state == AssessmentState.CLOSED,
            Assessment.kind != ChecklistKind.SELF_ASSESSMENT,
        )
        .order_by(Assessment.closed_at.desc(), Assessment.id.desc())
        .limit(1)
    )
    found = session.scalar(newest)
    return frozen_score(found) if found else None
