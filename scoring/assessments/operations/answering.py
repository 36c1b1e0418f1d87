"""Answering questions, one at a time, and pointing to evidence."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.documents.models import Document
from portal.core.errors import Invalid, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission
from scoring.assessments.events import (
    AnswerGiven,
    AssessmentSubmitted,
    EvidenceLinked,
    EvidenceUnlinked,
)
from scoring.assessments.models import Assessment, AssessmentAnswer, AssessmentEvidence
from scoring.assessments.operations.assessing import demand_seen, tell_auditor
from scoring.assessments.rules import LIFE, AssessmentState, Side
from scoring.checklists.rules import Question
from scoring.checklists.rules.scoring import NOT_APPLICABLE, tidy_answer

LONGEST_REMARK = 4000


@dataclass(frozen=True)
class AnswerInput:
    """One answer; an empty one takes it back."""

    question: str
    answer: str = ""
    remark: str = ""
    seen: int | None = None
    """Revision of the kept answer as it was shown, 0 for none; None: nothing was shown."""


def _must_answer(actor: Actor, assessment: Assessment) -> None:
    """Refuse who answers for neither side."""
    if actor.is_supplier:
        actor.must(Permission.ASSESSMENT_ANSWER, assessment.supplier_id)
    else:
        actor.must(Permission.ASSESSMENT_PERFORM, assessment.supplier_id)


def whose(assessment: Assessment, side: Side) -> int | None:
    """Return in whose trail an answer stands: the auditor's is the brand's own."""
    return assessment.supplier_id if side is Side.SUPPLIER else None


def side_of(actor: Actor) -> Side:
    """Return for which side somebody answers."""
    return Side.SUPPLIER if actor.is_supplier else Side.AUDITOR


def answer_question(
    session: Session, actor: Actor, assessment: Assessment, given: AnswerInput
) -> bool:
    """Keep an answer of one's own side; return whether anything changed by it."""
    _must_answer(actor, assessment)
    question = _question(assessment, given.question)
    answer, remark = _tidy(question, given)
    _claim(session, actor, assessment)
    side, line = side_of(actor), _find(session, actor, assessment, question.code)
    before = line.answer if line else ""
    if (answer, remark) == (before, line.remark if line else ""):
        return False
    _demand_unchanged(actor, line, given.seen)
    if line is None:
        line = AssessmentAnswer(
            supplier_id=assessment.supplier_id, assessment_id=assessment.id, side=side,
            question=question.code,
        )  # fmt: skip
        session.add(line)
    line.answer, line.remark = answer, remark
    line.by_id, line.by, line.at = actor.user_id, actor.name, now()
    given_now = AnswerGiven(
        whose(assessment, side), assessment.id, assessment.number, side.value, question.code,
        before, answer, remark,
    )  # fmt: skip
    record(session, actor, given_now)
    return True


def _demand_unchanged(actor: Actor, line: AssessmentAnswer | None, seen: int | None) -> None:
    """Refuse to write over what somebody else of one's own side answered meanwhile."""
    if line is None or seen is None or line.revision == seen or line.by_id == actor.user_id:
        return
    raise Outpaced(
        N_("%(person)s has answered this meanwhile: “%(answer)s”. Yours is not kept yet."),
        person=line.by,
        answer=line.answer or line.remark[:80],
    )


def _tidy(question: Question, given: AnswerInput) -> tuple[str, str]:
    remark = given.remark.replace("\r\n", "\n").strip()
    if len(remark) > LONGEST_REMARK:
        sentence = N_("A remark has at most %(most)s characters.")
        raise Invalid(sentence, field="remark", most=LONGEST_REMARK)
    if not given.answer.strip():
        return "", remark
    answer = tidy_answer(question, given.answer)
    if answer is None:
        sentence = N_("“%(answer)s” does not answer question %(code)s.")
        raise Invalid(sentence, field="answer", answer=given.answer[:40], code=question.code)
    return answer, remark


def link_evidence(
    session: Session, actor: Actor, assessment: Assessment, question: str, document_id: int
) -> None:
    """Point from an answer of one's own side to a document of the supplier."""
    _must_answer(actor, assessment)
    asked = _question(assessment, question)
    own = select(Document.id).where(
        Document.id == document_id, Document.supplier_id == assessment.supplier_id
    )
    if session.scalar(own) is None:
        raise Invalid(N_("Choose a document of this supplier."), field="document")
    _claim(session, actor, assessment)
    link = _link(session, actor, assessment, question, document_id)
    if link is None:
        link = AssessmentEvidence(
            supplier_id=assessment.supplier_id, assessment_id=assessment.id,
            side=side_of(actor), question=asked.code, document_id=document_id,
            by_id=actor.user_id,
        )  # fmt: skip
        session.add(link)
    happened = EvidenceLinked(
        whose(assessment, side_of(actor)), assessment.id, assessment.number, asked.code, document_id
    )
    record(session, actor, happened)


def unlink_evidence(
    session: Session, actor: Actor, assessment: Assessment, question: str, document_id: int
) -> None:
    """Point no longer from an answer of one's own side to a document."""
    _must_answer(actor, assessment)
    link = _link(session, actor, assessment, question, document_id)
    if link is None:
        raise Invalid(N_("This document is not linked to the answer."), field="document")
    _claim(session, actor, assessment)
    session.delete(link)
    happened = EvidenceUnlinked(
        whose(assessment, side_of(actor)), assessment.id, assessment.number, question, document_id
    )
    record(session, actor, happened)


def submit_answers(session: Session, actor: Actor, assessment: Assessment, revision: int) -> None:
    """Hand the supplier's answers in; they stay as they are unless the auditor hands them back.

    Every question has an answer, and every answer that needs evidence points to some.
    """
    actor.must(Permission.ASSESSMENT_ANSWER, assessment.supplier_id)
    if not actor.is_supplier or not assessment.asks_supplier:
        raise WrongState(N_("The supplier does not answer this assessment."))
    if assessment.state is not AssessmentState.OPEN:
        raise WrongState(N_("The answers have been handed in already."))
    demand_seen(assessment, revision)
    _demand_complete(session, actor, assessment)
    assessment.state = LIFE.move(assessment.state, AssessmentState.SUBMITTED)
    assessment.submitted_at, assessment.submitted_by_id = now(), actor.user_id
    assessment.submitted_by = actor.name
    tell_auditor(session, assessment)
    submitted = AssessmentSubmitted(assessment.supplier_id, assessment.id, assessment.number)
    record(session, actor, submitted)


def _demand_complete(session: Session, actor: Actor, assessment: Assessment) -> None:
    side = side_of(actor)
    lines = session.execute(
        select(AssessmentAnswer.question, AssessmentAnswer.answer).where(
            AssessmentAnswer.assessment_id == assessment.id, AssessmentAnswer.side == side
        )
    )
    said = {code: answer for code, answer in lines if answer}
    questions = assessment.version.questions
    open_ones = [one.code for one in questions if one.code not in said]
    if open_ones:
        sentence = N_("%(count)s questions have no answer yet: %(codes)s.")
        codes = ", ".join(open_ones[:8]) + (" …" if len(open_ones) > 8 else "")
        raise Invalid(sentence, count=len(open_ones), codes=codes)
    linked = set(
        session.scalars(
            select(AssessmentEvidence.question).where(
                AssessmentEvidence.assessment_id == assessment.id, AssessmentEvidence.side == side
            )
        )
    )
    bare = [
        one.code
        for one in questions
        if one.needs_evidence and one.code not in linked
        and said[one.code] not in (NOT_APPLICABLE, "no", "none")
    ]  # fmt: skip
    if bare:
        raise Invalid(N_("Evidence is still missing for: %(codes)s."), codes=", ".join(bare))


def _question(assessment: Assessment, code: str) -> Question:
    for question in assessment.version.questions:
        if question.code == code:
            return question
    raise Invalid(N_("There is no question %(code)s."), field="question", code=code[:40])


def _claim(session: Session, actor: Actor, assessment: Assessment) -> None:
    """Hold the assessment open while an answer is kept; who submits or closes it waits."""
    own = select(Assessment.state).where(Assessment.id == assessment.id)
    state = session.scalars(own.with_for_update(read=True)).one()
    if state is AssessmentState.CLOSED:
        raise WrongState(N_("The assessment is closed; answers stay as they are."))
    if actor.is_supplier and (state is not AssessmentState.OPEN or not assessment.asks_supplier):
        raise WrongState(N_("The answers have been handed in already."))


def _find(
    session: Session, actor: Actor, assessment: Assessment, code: str
) -> AssessmentAnswer | None:
    return session.scalar(
        select(AssessmentAnswer).where(
            AssessmentAnswer.assessment_id == assessment.id,
            AssessmentAnswer.side == side_of(actor),
            AssessmentAnswer.question == code,
        )
    )


def _link(
    session: Session, actor: Actor, assessment: Assessment, code: str, document_id: int
) -> AssessmentEvidence | None:
    return session.scalar(
        select(AssessmentEvidence).where(
            AssessmentEvidence.assessment_id == assessment.id,
            AssessmentEvidence.side == side_of(actor),
            AssessmentEvidence.question == code,
            AssessmentEvidence.document_id == document_id,
        )
    )
