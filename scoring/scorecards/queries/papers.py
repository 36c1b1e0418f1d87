"""Finding cards that were made on paper."""

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.jobs.models import JobRun
from portal.core.jobs.queries import find_job
from portal.core.jobs.rules import JobState
from scoring.scorecards.models import Scorecard


def find_paper(session: Session, actor: Actor, card: Scorecard, job_id: int) -> JobRun:
    """Return the finished work that made this card's PDF for this person; raises NotFound else."""
    job = find_job(session, actor, job_id)
    is_of = job.args.get("scorecard_id") == str(card.id)
    if not is_of or job.state is not JobState.DONE or not job.result:
        raise NotFound
    return job
