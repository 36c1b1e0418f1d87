"""Finding one assessment, and what each side may read of it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session, joinedload

from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.errors import NotFound
from portal.core.jobs.models import JobRun
from portal.core.jobs.queries import find_job
from portal.core.jobs.rules import JobState
from portal.core.permissions import Permission
from portal.core.suppliers.models import Site
from scoring.assessments.models import Assessment
from scoring.assessments.rules import AssessmentState, Side
from scoring.checklists.models import ChecklistVersion


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


def find_paper(session: Session, actor: Actor, assessment: Assessment, job_id: int) -> JobRun:
    """Return the finished work that made the PDF for this person; raises NotFound else."""
    job = find_job(session, actor, job_id)
    is_of = job.args.get("assessment_id") == str(assessment.id)
    if not is_of or job.state is not JobState.DONE or not job.result:
        raise NotFound
    if not may_read_result(actor, assessment):
        raise NotFound
    return job
