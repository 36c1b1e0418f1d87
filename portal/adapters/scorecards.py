"""Scorecards in the background: computing a period, and a card on paper."""

from typing import Any

from portal.adapters.jobs import Work
from portal.core.documents.queries.evidence import who_asked
from scoring.metrics.rules.periods import Period
from scoring.scorecards.operations.computing import compute_scorecards


def compute_period(work: Work) -> dict[str, Any]:
    """Compute the drafts of a period in one transaction."""
    period = Period.parse(str(work.args["period"]))
    one = str(work.args["supplier_id"])
    work.report(0, 1)
    with work.database.transaction(work.reach) as session:
        actor = who_asked(session, work.user_id)
        zone = work.config.time_zone
        count = compute_scorecards(session, actor, period, zone, int(one) if one else None)
    work.report(1, 1)
    return {"link": f"/scorecards?period={period}", **vars(count)}


def make_card_paper(work: Work) -> dict[str, Any]:
    """Make the PDF of a card."""
    raise NotImplementedError
