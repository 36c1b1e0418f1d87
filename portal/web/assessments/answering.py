"""Answering: a section at a time, each answer kept as soon as it is given."""

from collections.abc import Mapping
from dataclasses import replace

from flask import flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.errors import DomainError, Invalid, NotFound, Outpaced
from portal.core.permissions import Permission as P
from portal.web.assessments.showing import (
    Line,
    TypedAnswer,
    lines_of,
    may_answer,
    own_score,
    side_word,
)
from portal.web.assessments.views import bp
from portal.web.language import gettext
from portal.web.numbers import LARGEST_COUNT, whole
from portal.web.request import db, locale, me, needs
from scoring.assessments.models import Assessment
from scoring.assessments.operations import (
    AnswerInput,
    answer_question,
    link_evidence,
    unlink_evidence,
)
from scoring.assessments.operations.answering import side_of
from scoring.assessments.queries.answers import answers_of
from scoring.assessments.queries.evidence import documents_to_link
from scoring.assessments.queries.finding import find_assessment
from scoring.checklists.rules import Question
from scoring.checklists.rules.scoring import NOT_APPLICABLE


@bp.get("/<int:assessment_id>/sections/<section>")
@needs(P.ASSESSMENT_READ)
def show_section(assessment_id: int, section: str) -> ResponseReturnValue:
    """Show the questions of a section with what each side says."""
    return _page(find_assessment(db(), me(), assessment_id), section)


@bp.post("/<int:assessment_id>/sections/<section>")
@needs(P.ASSESSMENT_READ)
def keep_section(assessment_id: int, section: str) -> ResponseReturnValue:
    """Keep the answers of a section and go on to the next one."""
    assessment = find_assessment(db(), me(), assessment_id)
    kept = answers_of(db(), me(), assessment)[side_of(me())]
    revisions = {code: line.revision for code, line in kept.items()}
    try:
        _keep_all(assessment, section)
    except Invalid as error:
        return _page(assessment, section, error.in_(locale()), revisions), 422
    except Outpaced as error:
        return _page(assessment, section, error.in_(locale()), revisions), 409
    codes = [one.code for one in assessment.version.sections]
    place = codes.index(section) + 1
    here = f"/assessments/{assessment_id}"
    return redirect(f"{here}/sections/{codes[place]}" if place < len(codes) else here, 303)


@bp.post("/<int:assessment_id>/answers/<question>")
@needs(P.ASSESSMENT_READ)
def keep(assessment_id: int, question: str) -> ResponseReturnValue:
    """Keep one answer; a script asks for JSON, everybody else goes back to the section."""
    assessment = find_assessment(db(), me(), assessment_id)
    asked = _question(assessment, question)
    try:
        answer_question(db(), me(), assessment, _given(assessment, asked))
    except DomainError as error:
        if not _is_script():
            raise
        status = 422 if isinstance(error, Invalid) else 409
        now_seen = {"seen": _revision(assessment, asked)} if isinstance(error, Outpaced) else {}
        return jsonify(message=error.in_(locale()), **now_seen), status
    if not _is_script():
        return redirect(f"/assessments/{assessment_id}/sections/{asked.section}", 303)
    db().flush()
    own = own_score(assessment, answers_of(db(), me(), assessment))
    kept = _revision(assessment, asked)
    return jsonify(answered=own.answered, questions=own.questions, seen=kept)


@bp.post("/<int:assessment_id>/evidence/<question>")
@needs(P.ASSESSMENT_READ)
def link(assessment_id: int, question: str) -> ResponseReturnValue:
    """Point to a document; whatever else was typed in the section is kept with it."""
    assessment = find_assessment(db(), me(), assessment_id)
    asked = _question(assessment, question)
    document_id = whole(request.form.get(f"document-{question}")) or 0
    try:
        _keep_all(assessment, asked.section)
        link_evidence(db(), me(), assessment, question, document_id)
    except Invalid as error:
        return _page(assessment, asked.section, error.in_(locale())), 422
    flash(gettext("The document is linked."))
    return redirect(_place(assessment_id, asked), 303)


@bp.post("/<int:assessment_id>/evidence/<question>/remove")
@needs(P.ASSESSMENT_READ)
def unlink(assessment_id: int, question: str) -> ResponseReturnValue:
    """Point to a document no longer."""
    assessment = find_assessment(db(), me(), assessment_id)
    asked = _question(assessment, question)
    _keep_all(assessment, asked.section)
    document_id = whole(request.form.get("document")) or 0
    unlink_evidence(db(), me(), assessment, question, document_id)
    flash(gettext("The document is no longer linked."))
    return redirect(_place(assessment_id, asked), 303)


def _place(assessment_id: int, asked: Question) -> str:
    return f"/assessments/{assessment_id}/sections/{asked.section}#q-{asked.code}"


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _question(assessment: Assessment, code: str) -> Question:
    for question in assessment.version.questions:
        if question.code == code:
            return question
    raise NotFound


def _keep_all(assessment: Assessment, section: str) -> None:
    """Keep whatever the form says about the questions of a section."""
    for question in assessment.version.questions:
        if question.section == section and f"remark-{question.code}" in request.form:
            answer_question(db(), me(), assessment, _given(assessment, question))


def _given(assessment: Assessment, question: Question) -> AnswerInput:
    """Return what the form says; where nothing is ticked, the answer stays as it is."""
    code, form = question.code, request.form
    answer = form.get(f"answer-{code}")
    if form.get(f"na-{code}"):
        answer = NOT_APPLICABLE
    if answer is None:
        kept = answers_of(db(), me(), assessment)[side_of(me())].get(code)
        answer = kept.answer if kept else ""
    seen = form.get(f"seen-{code}", "")
    shown = whole(seen, LARGEST_COUNT)
    return AnswerInput(code, answer, form.get(f"remark-{code}", ""), shown)


def _revision(assessment: Assessment, question: Question) -> int:
    """Return the revision of the person's own side's answer that is kept, 0 for none."""
    kept = answers_of(db(), me(), assessment)[side_of(me())].get(question.code)
    return kept.revision if kept else 0


def _typed(line: Line, revisions: Mapping[str, int]) -> Line:
    """Return a question with what was typed instead of what is kept: it is saved again or not."""
    code, form = line.question.code, request.form
    if f"remark-{code}" not in form:
        return line
    answer = NOT_APPLICABLE if form.get(f"na-{code}") else form.get(f"answer-{code}")
    before = line.own.answer if line.own else ""
    typed = TypedAnswer(
        before if answer is None else answer,
        form.get(f"remark-{code}", ""),
        revisions.get(code, 0),
    )
    return replace(line, own=typed)


def _page(
    assessment: Assessment,
    section: str,
    refusal: str = "",
    revisions: Mapping[str, int] | None = None,
) -> str:
    sections = assessment.version.sections
    here = next((one for one in sections if one.code == section), None)
    if here is None:
        raise NotFound
    mine = may_answer(assessment)
    documents = documents_to_link(db(), me(), assessment) if mine else []
    language = locale()
    return render_template(
        "assessments/section.html",
        assessment=assessment,
        here=here,
        sections=sections,
        place=sections.index(here),
        lines=[
            line if revisions is None else _typed(line, revisions)
            for line in lines_of(assessment, section)
        ],
        own=own_score(assessment, answers_of(db(), me(), assessment)),
        own_word=side_word(side_of(me())),
        may_answer=mine,
        documents=[(id, f"{kind.in_(language)} · {name}") for id, kind, name in documents],
        refusal=refusal,
    )
