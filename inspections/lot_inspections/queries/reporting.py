"""Finding reports that were made, and noting that they were handed out."""

from sqlalchemy.orm import Session

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.queries.results import may_read_findings
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.jobs.models import JobRun
from portal.core.jobs.queries import find_job
from portal.core.jobs.rules import JobState


def find_report(session: Session, actor: Actor, inspection: Inspection, job_id: int) -> JobRun:
    """Return the finished work that made a report for this person; raises NotFound else."""
    job = find_job(session, actor, job_id)
    is_of = job.args.get("inspection_id") == str(inspection.id)
    if not is_of or job.state is not JobState.DONE or not job.result:
        raise NotFound
    if not may_read_findings(actor, inspection):
        raise NotFound
    return job
