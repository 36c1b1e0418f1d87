"""Findings: those of an assessment, one, and all that are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from scoring.assessments.models import Assessment, Finding
from scoring.assessments.queries.finding import in_sight, may_read_result
from scoring.assessments.rules import FindingState, Severity


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
