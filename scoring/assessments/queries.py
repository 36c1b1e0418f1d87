"""Finding assessments and findings, and what each side may read of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.core.accounts.audiences import people_in
from portal.core.actor import Actor
from portal.core.db import containing, within_reach
from portal.core.documents.models import Document, DocumentType, DocumentVersion
from portal.core.documents.rules import VersionState
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.jobs.models import JobRun
from portal.core.jobs.queries import find_job
from portal.core.jobs.rules import JobState
from portal.core.notifications.rules import Recipient, people_of, people_with
from portal.core.permissions import Permission
from portal.core.suppliers.models import Site, Supplier
from scoring.assessments.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentEvidence,
    Finding,
)
from scoring.assessments.rules import AssessmentState, FindingState, Severity, Side, counted
from scoring.checklists.models import Checklist, ChecklistVersion
from scoring.checklists.rules import ChecklistKind
from scoring.checklists.rules.scoring import Points, Score, SectionScore, score


def in_sight(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that somebody may know of an assessment.

    A supplier knows of its own ones: those it answers, and the others once they are released.
    """
    if not actor.is_supplier:
        return true()
    known = or_(Assessment.asks_supplier, Assessment.released_at.is_not(None))
    return within_reach(actor, Assessment.supplier_id) & known


def find_assessment(session: Session, actor: Actor, assessment_id: int) -> Assessment:
    """Return an assessment with its checklist; what is not in somebody's sight is not there."""
    actor.must(Permission.ASSESSMENT_READ, actor.supplier_id)
    version = joinedload(Assessment.version)
    found = session.scalar(
        select(Assessment)
        .where(Assessment.id == assessment_id, in_sight(actor))
        .options(
            joinedload(Assessment.supplier),
            version.joinedload(ChecklistVersion.checklist),
            version.selectinload(ChecklistVersion.sections),
            version.selectinload(ChecklistVersion.lines),
        )
    )
    if found is None:
        raise NotFound
    return found


def may_read_result(actor: Actor, assessment: Assessment) -> bool:
    """Return whether somebody may read what the auditor says: a supplier after the release."""
    if not actor.may(Permission.ASSESSMENT_READ, assessment.supplier_id):
        return False
    return not actor.is_supplier or assessment.released_at is not None


def sides_of(actor: Actor, assessment: Assessment) -> list[Side]:
    """Return whose answers somebody may read; the brand waits until the supplier has submitted."""
    if not assessment.asks_supplier:
        return [Side.AUDITOR]
    if actor.is_supplier:
        return [Side.SUPPLIER, Side.AUDITOR] if assessment.released_at else [Side.SUPPLIER]
    sent = assessment.submitted_at or assessment.state is AssessmentState.CLOSED
    return [Side.SUPPLIER, Side.AUDITOR] if sent else [Side.AUDITOR]


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


@dataclass(frozen=True)
class EvidenceLine:
    """A document that somebody points to."""

    document_id: int
    side: Side
    question: str
    type: Bilingual
    file_name: str
    state: VersionState


def evidence_of(session: Session, actor: Actor, assessment: Assessment) -> list[EvidenceLine]:
    """Return the documents pointed to by the sides that somebody may read."""
    actor.must(Permission.ASSESSMENT_READ, assessment.supplier_id)
    link = AssessmentEvidence
    rows = session.execute(
        _documents()
        .add_columns(link.side, link.question)
        .join(link, link.document_id == Document.id)
        .where(
            link.assessment_id == assessment.id, link.side.in_(sides_of(actor, assessment)),
        )
        .order_by(link.id)
    )  # fmt: skip
    return [
        EvidenceLine(
            row.id, row.side, row.question, Bilingual(row.name_en, row.name_zh), row.file_name,
            row.state,
        )
        for row in rows
    ]  # fmt: skip


def documents_to_link(
    session: Session, actor: Actor, assessment: Assessment
) -> list[tuple[int, Bilingual, str]]:
    """Return id, type and file name of the supplier's documents, newest first."""
    actor.must(Permission.DOCUMENT_READ, assessment.supplier_id)
    own = _documents().where(Document.supplier_id == assessment.supplier_id)
    rows = session.execute(own.order_by(Document.id.desc()).limit(300))
    return [(row.id, Bilingual(row.name_en, row.name_zh), row.file_name) for row in rows]


def _documents() -> Select[*tuple[Any, ...]]:
    """Return a query for documents with the file of their last version."""
    return (
        select(
            Document.id, DocumentType.name_en, DocumentType.name_zh, DocumentVersion.file_name,
            DocumentVersion.state,
        )
        .join(DocumentType, DocumentType.id == Document.type_id)
        .join(
            DocumentVersion,
            (DocumentVersion.document_id == Document.id)
            & (DocumentVersion.number == Document.last_number),
        )
    )  # fmt: skip


@dataclass(frozen=True)
class AssessmentFilter:
    """What somebody wants to see of the list."""

    text: str = ""
    state: AssessmentState | None = None
    kind: ChecklistKind | None = None
    auditor_id: int | None = None
    sort: str = "-planned"


@dataclass(frozen=True)
class AssessmentLine:
    """One line of the list; a supplier reads a result once it is released."""

    id: int
    number: str
    checklist: Bilingual
    version: int
    supplier: Bilingual
    auditor: str
    planned_on: date
    state: AssessmentState
    percent: Decimal | None
    knock_outs: int
    findings: int
    released_at: datetime | None


SORTS: dict[str, Any] = {
    "planned": Assessment.planned_on,
    "number": Assessment.number,
    "state": Assessment.state,
    "auditor": Assessment.auditor,
    "supplier": func.coalesce(func.nullif(Supplier.name_en, ""), Supplier.name_zh),
    "supplier_zh": func.coalesce(func.nullif(Supplier.name_zh, ""), Supplier.name_en),
}

_Lines = Select[*tuple[Any, ...]]


def count_assessments(session: Session, actor: Actor, wanted: AssessmentFilter) -> int:
    """Return how many assessments fit."""
    actor.must(Permission.ASSESSMENT_READ, actor.supplier_id)
    query = select(func.count(Assessment.id)).join(Supplier, Supplier.id == Assessment.supplier_id)
    return session.scalar(_narrowed(query, actor, wanted)) or 0


def list_assessments(
    session: Session, actor: Actor, wanted: AssessmentFilter, *, begin: int = 0, limit: int = 50
) -> list[AssessmentLine]:
    """Return the lines from `begin` on, at most `limit` of them."""
    actor.must(Permission.ASSESSMENT_READ, actor.supplier_id)
    key = SORTS.get(wanted.sort.removeprefix("-"), Assessment.planned_on)
    down = wanted.sort.startswith("-")
    order = (key.desc(), Assessment.id.desc()) if down else (key, Assessment.id)
    findings = (
        select(func.count(Finding.id))
        .where(Finding.assessment_id == Assessment.id, Finding.state == FindingState.OPEN)
        .scalar_subquery()
    )
    query: _Lines = (
        select(
            Assessment.id, Assessment.number, Checklist.name_en, Checklist.name_zh,
            ChecklistVersion.number.label("version"), Supplier.name_en.label("supplier_en"),
            Supplier.name_zh.label("supplier_zh"), Assessment.auditor, Assessment.planned_on,
            Assessment.state, Assessment.percent, Assessment.result, Assessment.released_at,
            findings.label("findings"),
        )
        .join(Supplier, Supplier.id == Assessment.supplier_id)
        .join(ChecklistVersion, ChecklistVersion.id == Assessment.version_id)
        .join(Checklist, Checklist.id == ChecklistVersion.checklist_id)
    )  # fmt: skip
    rows = session.execute(
        _narrowed(query, actor, wanted).order_by(*order).offset(begin).limit(limit)
    )
    return [_line(actor, row) for row in rows]


def _line(actor: Actor, row: Any) -> AssessmentLine:
    is_told = not actor.is_supplier or row.released_at is not None
    return AssessmentLine(
        row.id, row.number, Bilingual(row.name_en, row.name_zh), row.version,
        Bilingual(row.supplier_en, row.supplier_zh), row.auditor, row.planned_on, row.state,
        row.percent if is_told else None,
        len((row.result or {}).get("knock_outs", ())) if is_told else 0,
        row.findings if is_told else 0,
        row.released_at,
    )  # fmt: skip


def _narrowed(query: _Lines, actor: Actor, wanted: AssessmentFilter) -> _Lines:
    query = query.where(in_sight(actor))
    if wanted.text:
        like = containing(wanted.text)
        columns = (Assessment.number, Supplier.name_en, Supplier.name_zh, Supplier.code)
        query = query.where(or_(*(func.lower(one).like(like, escape="\\") for one in columns)))
    for column, value in (
        (Assessment.state, wanted.state),
        (Assessment.kind, wanted.kind),
        (Assessment.auditor_id, wanted.auditor_id),
    ):
        if value is not None:
            query = query.where(column == value)
    return query


def assessments_of(
    session: Session, actor: Actor, supplier_id: int, limit: int = 5
) -> Sequence[Assessment]:
    """Return the newest assessments of a supplier that somebody may know of."""
    actor.must(Permission.ASSESSMENT_READ, supplier_id)
    own = select(Assessment).where(Assessment.supplier_id == supplier_id, in_sight(actor))
    return session.scalars(own.order_by(Assessment.planned_on.desc()).limit(limit)).all()


def site_of(session: Session, actor: Actor, assessment: Assessment) -> Site | None:
    """Return where it takes place, if it was said."""
    actor.must(Permission.ASSESSMENT_READ, assessment.supplier_id)
    return session.get(Site, assessment.site_id) if assessment.site_id else None


def findings_of(session: Session, actor: Actor, assessment: Assessment) -> Sequence[Finding]:
    """Return the findings with their follow-up; a supplier reads them once they are released."""
    actor.must(Permission.ASSESSMENT_READ, assessment.supplier_id)
    if not may_read_result(actor, assessment):
        return []
    return session.scalars(
        select(Finding)
        .where(Finding.assessment_id == assessment.id)
        .options(selectinload(Finding.entries))
        .order_by(Finding.number)
    ).all()


def find_finding(session: Session, actor: Actor, assessment_id: int, number: int) -> Finding:
    """Return one finding with its assessment, or refuse as if it did not exist."""
    actor.must(Permission.ASSESSMENT_READ, actor.supplier_id)
    query = (
        select(Finding)
        .join(Finding.assessment)
        .where(Finding.assessment_id == assessment_id, Finding.number == number, in_sight(actor))
        .options(joinedload(Finding.assessment), selectinload(Finding.entries))
    )
    found = session.scalar(query)
    if found is None or not may_read_result(actor, found.assessment):
        raise NotFound
    return found


@dataclass(frozen=True)
class FindingLine:
    """An open finding in the list of what is to be put right."""

    assessment_id: int
    assessment: str
    number: int
    severity: Severity
    text: str
    owner: str
    due_on: date
    supplier: Bilingual


def open_findings(session: Session, actor: Actor, limit: int = 200) -> list[FindingLine]:
    """Return what is to be put right, the most urgent first."""
    actor.must(Permission.ASSESSMENT_READ, actor.supplier_id)
    query = (
        select(Finding, Assessment.number, Supplier.name_en, Supplier.name_zh)
        .join(Assessment, Assessment.id == Finding.assessment_id)
        .join(Supplier, Supplier.id == Finding.supplier_id)
        .where(Finding.state == FindingState.OPEN, in_sight(actor))
    )
    if actor.is_supplier:
        query = query.where(Assessment.released_at.is_not(None))
    rows = session.execute(query.order_by(Finding.due_on, Finding.id).limit(limit))
    return [
        FindingLine(
            one.assessment_id, number, one.number, one.severity, one.text, one.owner, one.due_on,
            Bilingual(name_en, name_zh),
        )
        for one, number, name_en, name_zh in rows
    ]  # fmt: skip


def auditors(session: Session) -> Sequence[Recipient]:
    """Return who can carry an assessment out, by name."""
    found = people_in(session, people_with(Permission.ASSESSMENT_PERFORM))
    return sorted(found, key=lambda person: (person.name, person.user_id))


def owners_to_choose(session: Session, assessment: Assessment) -> Sequence[Recipient]:
    """Return who can own a finding: the supplier's people first, then the auditors."""
    theirs = people_in(session, people_of(assessment.supplier_id))
    return [*sorted(theirs, key=lambda person: person.name), *auditors(session)]


def find_paper(session: Session, actor: Actor, assessment: Assessment, job_id: int) -> JobRun:
    """Return the finished work that made the PDF for this person; raises NotFound else."""
    job = find_job(session, actor, job_id)
    is_of = job.args.get("assessment_id") == str(assessment.id)
    if not is_of or job.state is not JobState.DONE or not job.result:
        raise NotFound
    if not may_read_result(actor, assessment):
        raise NotFound
    return job


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
