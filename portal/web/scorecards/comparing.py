"""Suppliers side by side, and the heat map: pages of the brand alone."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.adapters.score_charts import MOST_LINES, Trend, trend_key, trend_svg
from portal.core.errors import NotFound
from portal.core.permissions import Permission as P
from portal.web.language import gettext
from portal.web.numbers import whole
from portal.web.paging import PAGE_ROWS, address, page_of
from portal.web.request import db, me, needs
from portal.web.scorecards.views import TREND, asked, bp, choices, words
from portal.web.scorecards.words import name_of, period_choices
from scoring.metrics.rules.definitions import Metric
from scoring.metrics.rules.lines import line_of
from scoring.metrics.rules.periods import Period
from scoring.metrics.rules.rating import DEFAULT_BANDS
from scoring.scorecards.queries.finding import (
    CardFilter,
    count_scorecards,
    list_scorecards,
    trend_of,
)

SHADES = 5


def shade_of(points: Any) -> int:
    """Return how dark a cell is, from 0 (100 points) to 4 (none): readable without colour."""
    return min(SHADES - 1, int((100 - float(points)) * SHADES / 100))


@bp.get("/heat")
@needs(P.SCORECARD_READ)
def heat() -> ResponseReturnValue:
    """Show suppliers by metrics, darker where points were lost."""
    _demand_brand()
    periods = period_choices()
    wanted = asked(periods)
    page = page_of(count_scorecards(db(), me(), wanted))
    rows = list_scorecards(db(), me(), wanted, begin=(page.number - 1) * PAGE_ROWS)
    return render_template(
        "scorecards/heat.html",
        rows=[(row, {line.metric: line for line in map(line_of, row.lines)}) for row in rows],
        page=page,
        wanted=wanted,
        periods=periods,
        address=address,
        shown=[metric for metric in Metric if metric is not Metric.COPQ],
        shade_of=shade_of,
        **choices(),
        **words(),
    )


@bp.get("/compare")
@needs(P.SCORECARD_READ)
def compare() -> ResponseReturnValue:
    """Show up to five suppliers side by side, with their trend."""
    _demand_brand()
    periods = period_choices()
    period = asked(periods).period
    picked = _picked(request.args.getlist("pick"))
    every = list_scorecards(db(), me(), CardFilter(period, sort="supplier"), most=500)
    wanted = [row for row in every if row.supplier_id in picked][:MOST_LINES]
    trends = trend_of(
        db(), me(), [row.supplier_id for row in wanted], Period.parse(period).run(TREND)
    )
    lines = [Trend(name_of(row), trends[row.supplier_id]) for row in wanted]
    names = [str(each) for each in Period.parse(period).run(TREND)]
    return render_template(
        "scorecards/compare.html",
        period=period,
        periods=periods,
        options=[(row.supplier_id, name_of(row), row.supplier_id in picked) for row in every],
        heads=[(name_of(row), "num") for row in wanted],
        rows=[(row, {line.metric: line for line in map(line_of, row.lines)}) for row in wanted],
        chart=trend_svg(names, lines, DEFAULT_BANDS, gettext("Scores by period"))
        if lines
        else None,
        trends=lines,
        trend_periods=names,
        trend_key=trend_key,
        metrics=list(Metric),
        most=MOST_LINES,
        **words(),
    )


def _picked(said: list[str]) -> set[int]:
    return {key for key in map(whole, said) if key is not None}


def _demand_brand() -> None:
    """A supplier has nobody to be compared with."""
    if me().is_supplier:
        raise NotFound
