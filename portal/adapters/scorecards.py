"""Scorecards in the background: computing a period, and a card on paper."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from portal.adapters.jobs import Work
from portal.adapters.made_files import keep_made
from portal.adapters.printing import paper_template, render_pdf
from portal.adapters.score_charts import Trend, points_bar, trend_svg
from portal.core.documents.queries.evidence import who_asked
from portal.core.i18n import Bilingual, say
from scoring.metrics.rules import writing
from scoring.metrics.rules.definitions import DEFINITIONS
from scoring.metrics.rules.periods import Period
from scoring.metrics.rules.rating import written
from scoring.scorecards.models import Scorecard
from scoring.scorecards.operations.computing import compute_scorecards
from scoring.scorecards.operations.rounds import RoundStep, open_period, publish_period
from scoring.scorecards.queries.finding import find_scorecard, trend_of
from scoring.scorecards.rules import STATE_WORDS

TREND = 12


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


def carry_round(work: Work) -> dict[str, Any]:
    """Open or publish the cards of a period in one transaction."""
    period = Period.parse(str(work.args["period"]))
    work.report(0, 1)
    with work.database.transaction(work.reach) as session:
        actor, zone = who_asked(session, work.user_id), work.config.time_zone
        if work.args["step"] == RoundStep.OPEN:
            count = open_period(session, actor, period, int(str(work.args["days"])), zone)
        else:
            count = publish_period(session, actor, period, zone)
    work.report(1, 1)
    return {"link": f"/scorecards?period={period}", "count": count}


def make_card_paper(work: Work) -> dict[str, Any]:
    """Make the PDF of a card and store it under the supplier's name, named by its own hash."""
    languages = str(work.args["languages"]).split()
    with work.database.reading(work.reach) as session:
        actor = who_asked(session, work.user_id)
        card = find_scorecard(session, actor, int(work.args["scorecard_id"]))
        periods = card.span.run(TREND)
        scores = trend_of(session, actor, [card.supplier_id], periods)[card.supplier_id]
        names = [str(period) for period in periods]
        html = card_html(card, languages, work.config.brand_name, names, scores)
    link = f"/scorecards/{card.id}/paper/{work.job_id}.pdf"
    return keep_made(work, f"{card.supplier_id}/scorecards", render_pdf(html), link)


def card_html(
    card: Scorecard, languages: list[str], brand: str, periods: list[str], scores: list[Any]
) -> str:
    """Return the page that is printed, in one language or both."""

    def t(text: str, **values: object) -> str:
        return " ".join(dict.fromkeys(say(one, text, **values) for one in languages))

    def n(name: Bilingual) -> str:
        return " ".join(dict.fromkeys(name.in_(one) for one in languages))

    return paper_template("scorecard.html").render(
        _=t, t=t, n=n, card=card, brand=brand, languages=languages, writing=writing,
        definitions=DEFINITIONS, state=STATE_WORDS[card.state], points_bar=points_bar,
        moment=_moment_in(card.zone), written=written,
        chart=trend_svg(periods, [Trend("", scores)], card.grades, t("Scores by period")),
    )  # fmt: skip


def _moment_in(zone: str) -> Callable[[datetime | None], str]:
    def moment(at: datetime | None) -> str:
        return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}" if at else ""

    return moment
