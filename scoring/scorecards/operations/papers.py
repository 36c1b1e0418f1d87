"""Asking for a card on paper, and taking lists home."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import LOCALES, N_
from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job
from portal.core.jobs.rules import JobState
from portal.core.permissions import Permission
from scoring.scorecards.events import (
    ScorecardPaperFetched,
    ScorecardPaperRequested,
    ScorecardsExported,
)
from scoring.scorecards.models import Scorecard
from scoring.scorecards.queries.finding import CardFilter, CardRow, list_scorecards
from scoring.scorecards.rules import SEEN_BY_SUPPLIER

PAPER = "scorecard_paper"
"""The kind of background work that makes the PDF."""


def ask_for_paper(session: Session, actor: Actor, card: Scorecard, languages: str) -> JobRun:
    """Have a card made as a PDF in `zh`, `en` or both; what was made of it already is returned."""
    actor.must(Permission.SCORECARD_READ, card.supplier_id)
    if actor.is_supplier and card.state not in SEEN_BY_SUPPLIER:
        raise NotFound
    if not languages or not set(languages.split()) <= set(LOCALES):
        raise Invalid(N_("A scorecard is in Chinese, in English, or in both."), field="languages")
    slot = f"{card.id}:{card.revision}:{languages}:{actor.user_id}"
    made = session.scalar(select(JobRun).where(JobRun.kind == PAPER, JobRun.slot == slot))
    if made is not None and made.state is not JobState.FAILED:
        return made
    args = {"scorecard_id": str(card.id), "languages": languages}
    fresh = slot if made is None else None
    job = request_job(session, PAPER, slot=fresh, actor=actor, args=args)
    record(session, actor, ScorecardPaperRequested(card.supplier_id, card.id, languages))
    return job


def note_paper_fetched(session: Session, actor: Actor, card: Scorecard, sha256: str) -> None:
    """Leave a line in the trail that a card was handed out."""
    actor.must(Permission.SCORECARD_READ, card.supplier_id)
    record(session, actor, ScorecardPaperFetched(card.supplier_id, card.id, sha256))


def export_scorecards(
    session: Session, actor: Actor, wanted: CardFilter, format: str
) -> Sequence[CardRow]:
    """Return the cards of a list for a file, and write down that they were taken."""
    actor.must(Permission.SCORECARD_READ, actor.supplier_id)
    rows = list_scorecards(session, actor, wanted, most=None)
    subject = actor.supplier_id or actor.user_id or 0
    exported = ScorecardsExported(actor.supplier_id, subject, wanted.period, format, len(rows))
    record(session, actor, exported)
    return rows
