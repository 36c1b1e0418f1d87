"""Opening assessments, handing them back, closing them, and showing the result."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of, people_with, person
from portal.core.permissions import Permission
from portal.core.suppliers.models import Site, Supplier
from scoring.assessments.events import (
    AssessmentClosed,
    AssessmentHandedBack,
    AssessmentOpened,
    AssessmentReleased,
)
from scoring.assessments.models import Assessment
from scoring.assessments.queries.answers import score_of
from scoring.assessments.queries.people import auditors
from scoring.assessments.rules import LIFE, AssessmentState
from scoring.checklists.models import Checklist
from scoring.checklists.queries import published_version
from scoring.checklists.rules.scoring import Score, rounded

KEPT_PLACES = 6


@dataclass(frozen=True)
class AssessmentInput:
    """What is gone through with whom, where, when and by whom."""

    checklist: str
    """The checklist's code; the version in force today is pinned."""
    auditor_id: int
    planned_on: date
    site_id: int | None = None
    asks_supplier: bool = True


def open_assessment(
    session: Session, actor: Actor, supplier: Supplier, given: AssessmentInput
) -> Assessment:
    """Open an assessment of a supplier with the version of the checklist in force today."""
    actor.must(Permission.ASSESSMENT_PERFORM, supplier.id)
    checklist = session.scalar(select(Checklist).where(Checklist.code == given.checklist))
    version = published_version(session, checklist.id) if checklist else None
    if checklist is None or version is None:
        raise Invalid(N_("Choose a checklist that has a version in force."), field="checklist")
    found = {one.user_id: one.name for one in auditors(session)}
    if given.auditor_id not in found:
        raise Invalid(N_("Choose somebody who may carry out assessments."), field="auditor")
    _demand_site(session, supplier, given.site_id)
    assessment = Assessment(
        supplier_id=supplier.id, version_id=version.id, site_id=given.site_id,
        kind=checklist.kind, asks_supplier=given.asks_supplier, auditor_id=given.auditor_id,
        auditor=found[given.auditor_id], planned_on=given.planned_on,
        created_by_id=actor.user_id,
    )  # fmt: skip
    session.add(assessment)
    session.flush()
    if given.asks_supplier:
        _invite(session, assessment)
    whose = supplier.id if given.asks_supplier else None
    opened = AssessmentOpened(
        whose, assessment.id, assessment.number, checklist.code, version.number
    )
    record(session, actor, opened)
    return assessment


def _demand_site(session: Session, supplier: Supplier, site_id: int | None) -> None:
    if site_id is None:
        return
    own = select(Site.id).where(Site.id == site_id, Site.supplier_id == supplier.id)
    if session.scalar(own) is None:
        raise Invalid(N_("Choose a site of this supplier."), field="site")


def _invite(session: Session, assessment: Assessment) -> None:
    notice = NoticeInput(
        subject=N_("Self-assessment %(number)s"),
        body=N_("The brand asks you to answer a checklist before %(day)s."),
        link=f"/assessments/{assessment.id}",
        values={"number": assessment.number, "day": assessment.planned_on.isoformat()},
        supplier_id=assessment.supplier_id,
        dedupe=f"assessment-opened:{assessment.id}",
    )
    tell(session, people_of(assessment.supplier_id), notice)


def hand_back(
    session: Session, actor: Actor, assessment: Assessment, revision: int, reason: str
) -> None:
    """Let the supplier answer again, and say why."""
    actor.must(Permission.ASSESSMENT_PERFORM, assessment.supplier_id)
    if assessment.state is not AssessmentState.SUBMITTED:
        raise WrongState(N_("Only what the supplier has submitted can be handed back."))
    demand_seen(assessment, revision)
    if not reason.strip():
        raise Invalid(N_("Say what the supplier should put right."), field="reason")
    assessment.state = LIFE.move(assessment.state, AssessmentState.OPEN)
    assessment.handed_back = reason.strip()
    notice = NoticeInput(
        subject=N_("Self-assessment %(number)s was handed back"),
        body=N_("Please look at your answers again: %(reason)s"),
        link=f"/assessments/{assessment.id}",
        values={"number": assessment.number, "reason": reason.strip()[:500]},
        supplier_id=assessment.supplier_id,
    )
    tell(session, people_of(assessment.supplier_id), notice)
    record(
        session, actor,
        AssessmentHandedBack(
            assessment.supplier_id, assessment.id, assessment.number, reason.strip()
        ),
    )  # fmt: skip


def close_assessment(
    session: Session, actor: Actor, assessment: Assessment, revision: int, summary: str = ""
) -> None:
    """Close an assessment that is answered in full; its result is kept as it is from then on."""
    actor.must(Permission.ASSESSMENT_PERFORM, assessment.supplier_id)
    to = LIFE.move(assessment.state, AssessmentState.CLOSED)
    demand_seen(assessment, revision)
    result = score_of(session, assessment)
    if not result.is_complete:
        sentence = N_("%(count)s questions have no answer yet: %(codes)s.")
        codes = ", ".join(result.unanswered[:8]) + (" …" if len(result.unanswered) > 8 else "")
        raise Invalid(sentence, field="summary", count=len(result.unanswered), codes=codes)
    assessment.state, assessment.summary = to, summary.strip()
    assessment.closed_at, assessment.closed_by_id = now(), actor.user_id
    assessment.percent = rounded(result.percent, KEPT_PLACES)
    assessment.result = _kept(result)
    notice = NoticeInput(
        subject=N_("Assessment %(number)s is closed"),
        body=N_("The result of assessment %(number)s waits for a decision."),
        link=f"/assessments/{assessment.id}",
        values={"number": assessment.number},
        supplier_id=assessment.supplier_id,
        dedupe=f"assessment-closed:{assessment.id}",
    )
    tell(session, people_with(Permission.SUPPLIER_DECIDE), notice)
    closed = AssessmentClosed(
        None, assessment.id, assessment.number,
        assessment.percent, result.knock_outs,
    )  # fmt: skip
    record(session, actor, closed)


def _kept(result: Score) -> dict[str, Any]:
    """Return the result as it is kept: exact fractions as text."""
    return {
        "earned": str(result.points.earned),
        "possible": str(result.points.possible),
        "knock_outs": list(result.knock_outs),
        "sections": [
            {
                "code": section.code,
                "earned": str(section.points.earned),
                "possible": str(section.points.possible),
                "answered": section.answered,
                "questions": section.questions,
            }
            for section in result.sections
        ],
    }


def release_assessment(
    session: Session, actor: Actor, assessment: Assessment, revision: int
) -> None:
    """Let the supplier read the result, the auditor's answers and the findings."""
    actor.must(Permission.ASSESSMENT_PERFORM, assessment.supplier_id)
    if assessment.state is not AssessmentState.CLOSED:
        raise WrongState(N_("Only the result of a closed assessment can be released."))
    if assessment.released_at is not None:
        raise Outpaced(N_("The result has been released already."))
    demand_seen(assessment, revision)
    assessment.released_at, assessment.released_by_id = now(), actor.user_id
    notice = NoticeInput(
        subject=N_("Result of assessment %(number)s"),
        body=N_("The result of assessment %(number)s can be read."),
        link=f"/assessments/{assessment.id}",
        values={"number": assessment.number},
        supplier_id=assessment.supplier_id,
        dedupe=f"assessment-released:{assessment.id}",
    )
    tell(session, people_of(assessment.supplier_id), notice)
    released = AssessmentReleased(assessment.supplier_id, assessment.id, assessment.number)
    record(session, actor, released)


def tell_auditor(session: Session, assessment: Assessment) -> None:
    """Say that the supplier has answered."""
    notice = NoticeInput(
        subject=N_("Self-assessment %(number)s was submitted"),
        body=N_("The supplier has answered; the auditor's answers can be put beside it."),
        link=f"/assessments/{assessment.id}",
        values={"number": assessment.number},
        supplier_id=assessment.supplier_id,
    )
    tell(session, person(assessment.auditor_id), notice)


def demand_seen(assessment: Assessment, revision: int) -> None:
    """Refuse to decide on what has changed since it was seen."""
    if assessment.revision != revision:
        raise Outpaced(N_("Somebody else changed this assessment since you opened it. Look again."))
