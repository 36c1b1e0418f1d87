"""The list of assessments."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import containing
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from scoring.assessments.models import Assessment, Finding
from scoring.assessments.queries.finding import in_sight
from scoring.assessments.rules import AssessmentState, FindingState
from scoring.checklists.models import Checklist, ChecklistVersion
from scoring.checklists.rules import ChecklistKind


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
