"""Scorecards in the background: computing a period, and a card on paper."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from portal.adapters.jobs import Work
from portal.adapters.pdf import render_pdf
from portal.adapters.score_charts import Trend, points_bar, trend_svg
from portal.core.documents.queries.evidence import who_asked
from portal.core.i18n import Bilingual, say
from scoring.metrics.rules import writing
from scoring.metrics.rules.definitions import DEFINITIONS
from scoring.metrics.rules.periods import Period
from scoring.metrics.rules.rating import written
from scoring.scorecards.models import Scorecard
from scoring.scorecards.operations.computing import compute_scorecards
from scoring.scorecards.queries.finding import find_scorecard, trend_of
from scoring.scorecards.rules import STATE_WORDS

PAPER = Path(__file__).parent / "paper"
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
    return _store(work, card, render_pdf(html))


def card_html(
    card: Scorecard, languages: list[str], brand: str, periods: list[str], scores: list[Any]
) -> str:
    """Return the page that is printed, in one language or both."""

    def t(text: str, **values: object) -> str:
        return " ".join(dict.fromkeys(say(one, text, **values) for one in languages))

    def n(name: Bilingual) -> str:
        return " ".join(dict.fromkeys(name.in_(one) for one in languages))

    return _template().render(
        _=t, t=t, n=n, card=card, brand=brand, languages=languages, writing=writing,
        definitions=DEFINITIONS, state=STATE_WORDS[card.state], points_bar=points_bar,
        moment=_moment_in(card.zone), written=written,
        chart=trend_svg(periods, [Trend("", scores)], card.grades, t("Scores by period")),
    )  # fmt: skip


def _moment_in(zone: str) -> Callable[[datetime | None], str]:
    def moment(at: datetime | None) -> str:
        return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}" if at else ""

    return moment


@cache
def _template() -> Template:
    paper = Environment(loader=FileSystemLoader(PAPER), autoescape=True, undefined=StrictUndefined)
    return paper.get_template("scorecard.html")


def _store(work: Work, card: Scorecard, content: bytes) -> dict[str, Any]:
    sha256 = hashlib.sha256(content).hexdigest()
    key = f"{card.supplier_id}/scorecards/{sha256}"
    path = work.files.incoming() / f"scorecard-{secrets.token_hex(8)}"
    try:
        path.write_bytes(content)
        work.files.put(key, path, sha256)
    finally:
        path.unlink(missing_ok=True)
    return {
        "link": f"/scorecards/{card.id}/paper/{work.job_id}.pdf",
        "key": key,
        "sha256": sha256,
        "size": len(content),
    }
