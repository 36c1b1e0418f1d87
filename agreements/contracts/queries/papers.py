"""How far the sealed PDF of a signed version has come."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agreements.contracts.models import AgreementVersion
from portal.core.actor import Actor
from portal.core.jobs.models import JobRun
from portal.core.jobs.rules import JobState
from portal.core.permissions import Permission

PAPER = "agreement_paper"
"""The kind of background work that makes and seals the PDF."""


def slot_of(version: AgreementVersion) -> str:
    """Return the one slot in which a version's PDF is made."""
    return f"agreement/{version.id}"


def paper_failed(session: Session, actor: Actor, version: AgreementVersion) -> bool:
    """Return whether making the PDF was given up: an operator has to look into it."""
    actor.must(Permission.AGREEMENT_READ, version.supplier_id)
    state = session.scalar(
        select(JobRun.state).where(JobRun.kind == PAPER, JobRun.slot == slot_of(version))
    )
    return state in (JobState.FAILED, JobState.STOPPED)
