"""Releasing a report: from then on the supplier reads what was found."""

from sqlalchemy.orm import Session

from inspections.lot_inspections.events import ReportDownloaded, ReportReleased, ReportRequested
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.queries.results import may_read_findings
from inspections.lot_inspections.rules import InspectionState
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, NotFound, Outpaced, WrongState
from portal.core.i18n import LOCALES, N_
from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of
from portal.core.permissions import Permission

REPORT = "inspection_report"
"""The kind of background work that makes the PDF."""


def release_report(session: Session, actor: Actor, inspection: Inspection, revision: int) -> None:
    """Let the supplier read what was found; a result that is corrected later is read as well."""
    actor.must(Permission.INSPECTION_RELEASE, inspection.supplier_id)
    if inspection.state is not InspectionState.DECIDED:
        raise WrongState(N_("Only a decided inspection has a report to release."))
    if inspection.released_at is not None:
        raise Outpaced(N_("The report has been released already."))
    if inspection.revision != revision:
        raise Outpaced(N_("Somebody else changed this inspection since you opened it."))
    inspection.released_at, inspection.released_by_id = now(), actor.user_id
    tell(
        session,
        people_of(inspection.supplier_id),
        NoticeInput(
            subject=N_("Inspection report %(number)s"),
            body=N_("The report of inspection %(number)s can be read."),
            link=f"/inspections/{inspection.id}/report",
            values={"number": inspection.number},
            supplier_id=inspection.supplier_id,
            dedupe=f"report-released:{inspection.id}",
        ),
    )
    released = ReportReleased(
        inspection.supplier_id, inspection.id, inspection.number, inspection.last_result
    )
    record(session, actor, released)


def ask_for_report(
    session: Session, actor: Actor, inspection: Inspection, languages: str
) -> JobRun:
    """Have the report made as a PDF, in Chinese (`zh`), English (`en`) or both (`zh en`)."""
    actor.must(Permission.INSPECTION_SEE, inspection.supplier_id)
    if not may_read_findings(actor, inspection):
        raise NotFound
    if inspection.state is not InspectionState.DECIDED:
        raise WrongState(N_("Only a decided inspection has a report."))
    if not languages or not set(languages.split()) <= set(LOCALES):
        raise Invalid(N_("A report is in Chinese, in English, or in both."), field="languages")
    args = {"inspection_id": str(inspection.id), "languages": languages}
    job = request_job(session, REPORT, actor=actor, args=args)
    record(session, actor, ReportRequested(inspection.supplier_id, inspection.id, languages))
    return job


def note_report_fetched(
    session: Session, actor: Actor, inspection: Inspection, sha256: str
) -> None:
    """Leave a line in the trail that a report was handed out."""
    actor.must(Permission.INSPECTION_SEE, inspection.supplier_id)
    fetched = ReportDownloaded(inspection.supplier_id, inspection.id, sha256)
    record(session, actor, fetched)
