"""What the pages of an assessment tell."""

from dataclasses import dataclass, field
from decimal import Decimal

from portal.core.i18n import Bilingual
from portal.core.permissions import Permission as P
from portal.web.language import gettext
from portal.web.request import db, locale, me
from scoring.assessments.models import Assessment, AssessmentAnswer
from scoring.assessments.operations.answering import side_of
from scoring.assessments.queries.answers import Answers, answers_of, frozen_score, said_by
from scoring.assessments.queries.evidence import EvidenceLine, evidence_of
from scoring.assessments.queries.finding import may_read_result, sides_of
from scoring.assessments.rules import AssessmentState, Side, counted
from scoring.checklists.rules import AnswerType, Question
from scoring.checklists.rules.scoring import NO, NOT_APPLICABLE, YES, Score, rounded, score


def side_word(side: Side) -> str:
    """Return what a side is called."""
    return gettext("Auditor (of an assessment)") if side is Side.AUDITOR else gettext("Supplier")


def answer_words(question: Question, answer: str) -> str:
    """Return an answer as people read it."""
    if answer == NOT_APPLICABLE:
        return gettext("Not applicable")
    if question.type is AnswerType.YES_NO:
        return {YES: gettext("Yes"), NO: gettext("No")}.get(answer, answer)
    if question.type is AnswerType.SCALE:
        return gettext("%(step)s of 5") % {"step": answer}
    if question.type is AnswerType.NUMBER:
        return f"{answer} {question.unit}".strip()
    named = {option.code: option.name for option in question.options}
    return named.get(answer, Bilingual(answer)).in_(locale())


def choices_of(question: Question) -> list[tuple[str, str]]:
    """Return the answers that can be ticked; a number is typed."""
    last = (NOT_APPLICABLE, gettext("Not applicable"))
    if question.type is AnswerType.YES_NO:
        return [(YES, gettext("Yes")), (NO, gettext("No")), last]
    if question.type is AnswerType.SCALE:
        return [*((str(step), str(step)) for step in range(6)), last]
    if question.type is AnswerType.CHOICE:
        return [*((one.code, one.name.in_(locale())) for one in question.options), last]
    return []


@dataclass
class Said:
    """What one side says to a question."""

    side: Side
    word: str
    words: str
    remark: str
    by: str
    evidence: list[EvidenceLine] = field(default_factory=list)


@dataclass(frozen=True)
class TypedAnswer:
    """What somebody typed and what is not kept yet."""

    answer: str
    remark: str
    revision: int
    """Of the kept answer that has been seen by now."""


@dataclass
class Line:
    """A question with what both sides say."""

    question: Question
    own: AssessmentAnswer | TypedAnswer | None
    own_evidence: list[EvidenceLine]
    said: list[Said]
    choices: list[tuple[str, str]]


def may_answer(assessment: Assessment) -> bool:
    """Return whether the person can answer now."""
    if me().is_supplier:
        waits = assessment.state is AssessmentState.OPEN and assessment.asks_supplier
        return waits and me().may(P.ASSESSMENT_ANSWER, assessment.supplier_id)
    is_open = assessment.state is not AssessmentState.CLOSED
    return is_open and me().may(P.ASSESSMENT_PERFORM, assessment.supplier_id)


def lines_of(assessment: Assessment, section: str) -> list[Line]:
    """Return the questions of a section with everything the person may read."""
    answers = answers_of(db(), me(), assessment)
    evidence = evidence_of(db(), me(), assessment)
    own, is_mine = side_of(me()), may_answer(assessment)
    lines = []
    for question in assessment.version.questions:
        if question.section != section:
            continue
        shown = [side for side in sides_of(me(), assessment) if not (is_mine and side is own)]
        links = [one for one in evidence if one.question == question.code]
        lines.append(
            Line(
                question,
                answers[own].get(question.code),
                [one for one in links if one.side is own],
                [_said(side, question, answers, links) for side in shown],
                choices_of(question),
            )
        )
    return lines


def _said(side: Side, question: Question, answers: Answers, links: list[EvidenceLine]) -> Said:
    line = answers[side].get(question.code)
    return Said(
        side,
        side_word(side),
        answer_words(question, line.answer) if line and line.answer else "",
        line.remark if line else "",
        line.by if line else "",
        [one for one in links if one.side is side],
    )


@dataclass(frozen=True)
class SectionLine:
    """How far a section is, and what each side's answers come to."""

    code: str
    name: Bilingual
    questions: int
    answered: int
    supplier: Decimal | None
    auditor: Decimal | None

    @property
    def is_open(self) -> bool:
        """Return whether something is still to be answered."""
        return self.answered < self.questions


def own_score(assessment: Assessment, answers: Answers) -> Score:
    """Return how far the person's own side is."""
    return score(assessment.version.questions, said_by(answers, side_of(me())))


def overview(assessment: Assessment) -> dict[str, object]:
    """Return the sections, both sides' scores as far as they may be read, and the result."""
    answers, questions = answers_of(db(), me(), assessment), assessment.version.questions
    sides = {side: score(questions, said_by(answers, side)) for side in Side}
    own = own_score(assessment, answers)
    points = {
        side: {section.code: section for section in found.sections} for side, found in sides.items()
    }
    result = frozen_score(assessment) if may_read_result(me(), assessment) else None
    supplier = said_by(answers, Side.SUPPLIER)
    so_far = score(questions, counted(assessment.kind, supplier, said_by(answers, Side.AUDITOR)))
    own_points = {section.code: section for section in own.sections}
    by_code = {question.code: question for question in questions}
    return {
        "sections": [
            SectionLine(
                section.code,
                section.name,
                own_points[section.code].questions,
                own_points[section.code].answered,
                rounded(points[Side.SUPPLIER][section.code].points.percent),
                rounded(points[Side.AUDITOR][section.code].points.percent),
            )
            for section in assessment.version.sections
        ],
        "own": own,
        "visible": sides_of(me(), assessment),
        "totals": {side.value: rounded(found.percent) for side, found in sides.items()},
        "result": result,
        "so_far": so_far,
        "result_percent": rounded(result.percent) if result else None,
        "knock_outs": [by_code[code] for code in (result.knock_outs if result else ())],
        "may_answer": may_answer(assessment),
        "may_read": may_read_result(me(), assessment),
    }
