"""An assessment on paper."""

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.errors import Invalid, NotFound, WrongState
from portal.core.i18n import LOCALES, N_
from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job
from portal.core.permissions import Permission
from scoring.assessments.events import PaperFetched, PaperRequested
from scoring.assessments.models import Assessment
from scoring.assessments.queries.finding import may_read_result
from scoring.assessments.rules import AssessmentState

PAPER = "assessment_paper"
"""The kind of background work that makes the PDF."""


def ask_for_paper(session: Session, actor: Actor, assessment: Assessment, languages: str) -> JobRun:
    """Have the result made as a PDF, in Chinese (`zh`), English (`en`) or both (`zh en`)."""
    actor.must(Permission.ASSESSMENT_READ, assessment.supplier_id)
    if not may_read_result(actor, assessment):
        raise NotFound
    if assessment.state is not AssessmentState.CLOSED:
        raise WrongState(N_("Only a closed assessment can be put on paper."))
    if not languages or not set(languages.split()) <= set(LOCALES):
        raise Invalid(N_("A report is in Chinese, in English, or in both."), field="languages")
    args = {"assessment_id": str(assessment.id), "languages": languages}
    job = request_job(session, PAPER, actor=actor, args=args)
    asked = PaperRequested(assessment.supplier_id, assessment.id, assessment.number, languages)
    record(session, actor, asked)
    return job


def note_paper_fetched(session: Session, actor: Actor, assessment: Assessment, sha256: str) -> None:
    """Leave a line in the trail that the PDF was handed out."""
    actor.must(Permission.ASSESSMENT_READ, assessment.supplier_id)
    fetched = PaperFetched(assessment.supplier_id, assessment.id, assessment.number, sha256)
    record(session, actor, fetched)
