"""The result of an assessment on paper: in Chinese, in English, or in both."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.adapters.jobs import Work
from portal.adapters.made_files import keep_made
from portal.adapters.printing import paper_template, render_pdf
from portal.core.actor import Actor
from portal.core.documents.queries.evidence import who_asked
from portal.core.errors import NotFound
from portal.core.i18n import N_, Bilingual, say
from scoring.assessments.models import Assessment
from scoring.assessments.queries.answers import answers_of, frozen_score
from scoring.assessments.queries.evidence import evidence_of
from scoring.assessments.queries.finding import find_assessment, may_read_result, site_of
from scoring.assessments.queries.findings import findings_of
from scoring.assessments.rules import SEVERITY_WORDS, Side
from scoring.checklists.rules import KIND_WORDS, AnswerType, Question
from scoring.checklists.rules.scoring import NO, NOT_APPLICABLE, YES, Score, rounded

SAID = {YES: N_("Yes"), NO: N_("No"), NOT_APPLICABLE: N_("Not applicable"), "": N_("no answer")}


class Words:
    """Says sentences and names in the languages of the paper."""

    def __init__(self, languages: list[str]) -> None:
        self.languages = languages

    def t(self, text: str, **values: object) -> str:
        """Return a sentence in each language, once where both say the same."""
        return " ".join(dict.fromkeys(say(one, text, **values) for one in self.languages))

    def n(self, name: Bilingual) -> str:
        """Return a name in each language."""
        return " ".join(dict.fromkeys(name.in_(one) for one in self.languages))

    def answer(self, question: Question, answer: str) -> str:
        """Return an answer as people read it."""
        if answer in SAID:
            return self.t(SAID[answer])
        if question.type is AnswerType.SCALE:
            return f"{answer} / 5"
        if question.type is AnswerType.NUMBER:
            return f"{answer} {question.unit}".strip()
        named = {option.code: option.name for option in question.options}
        return self.n(named.get(answer, Bilingual(answer)))


def make_paper(work: Work) -> dict[str, Any]:
    """Make the PDF and store it under the supplier's name, named by its own hash."""
    words = Words(str(work.args["languages"]).split())
    with work.database.reading(work.reach) as session:
        actor = who_asked(session, work.user_id)
        assessment = find_assessment(session, actor, int(work.args["assessment_id"]))
        result = frozen_score(assessment)
        if result is None or not may_read_result(actor, assessment):
            raise NotFound
        values = _values(session, actor, assessment, result, words)
        html = paper_template("assessment.html").render(brand=work.config.brand_name, **values)
    link = f"/assessments/{assessment.id}/paper/{work.job_id}.pdf"
    return keep_made(work, f"{assessment.supplier_id}/reports", render_pdf(html), link)


def _values(
    session: Session, actor: Actor, assessment: Assessment, result: Score, words: Words
) -> dict[str, Any]:
    answers = answers_of(session, actor, assessment)
    site = site_of(session, actor, assessment)
    evidence: dict[str, list[str]] = {}
    for one in evidence_of(session, actor, assessment):
        evidence.setdefault(one.question, []).append(f"{words.n(one.type)}: {one.file_name}")
    by_section = {section.code: section for section in result.sections}
    questions = assessment.version.questions
    return {
        "t": words.t, "_": words.t, "n": words.n, "languages": words.languages,
        "assessment": assessment, "percent": rounded(result.percent),
        "site": words.n(site.name) if site else "", "kind": words.t(KIND_WORDS[assessment.kind]),
        "closed": _moment(assessment.closed_at), "severities": SEVERITY_WORDS,
        "knock_outs": [one for one in questions if one.code in result.knock_outs],
        "findings": findings_of(session, actor, assessment),
        "sections": [
            {
                "name": words.n(section.name),
                "percent": rounded(by_section[section.code].points.percent),
                "lines": [
                    {
                        "code": one.code,
                        "text": words.n(one.text),
                        "weight": one.weight,
                        "failed": one.code in result.knock_outs,
                        "evidence": evidence.get(one.code, []),
                        "sides": [_side(words, one, answers[side]) for side in Side],
                    }
                    for one in questions
                    if one.section == section.code
                ],
            }
            for section in assessment.version.sections
        ],
    }  # fmt: skip


def _side(words: Words, question: Question, answers: Any) -> dict[str, str]:
    line = answers.get(question.code)
    if line is None:
        return {"answer": "–", "remark": ""}
    return {"answer": words.answer(question, line.answer), "remark": line.remark}


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M} UTC" if at else ""
