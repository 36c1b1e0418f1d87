"""Suppliers side by side, and the heat map: pages of the brand alone."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

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
from scoring.scorecards.queries.comparing import candidates, offer_of, shared_category
from scoring.scorecards.queries.finding import (
    CardFilter,
    count_scorecards,
    list_scorecards,
    trend_of,
)

SHADES = 5
OFFERED = 8
"""Suppliers offered at once; whoever wants another one types a part of its name."""


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
    """Show up to five suppliers side by side, with their trend, and whom one could add."""
    _demand_brand()
    periods = period_choices()
    wanted = asked(periods)
    guess = None if "pick" in request.args else shared_category(db(), me(), wanted.period)
    picked = _best_of(wanted.period, guess.id) if guess else _picked(request.args.getlist("pick"))
    chosen = candidates(db(), me(), picked)
    picked = [one.supplier_id for one in chosen]
    rows = _cards_of(wanted.period, picked)
    trends = trend_of(db(), me(), [row.supplier_id for row in rows], _span(wanted.period))
    lines = [Trend(name_of(row), trends[row.supplier_id]) for row in rows]
    names = [str(each) for each in _span(wanted.period)]
    is_full = len(chosen) >= MOST_LINES
    return render_template(
        "scorecards/compare.html",
        wanted=wanted,
        periods=periods,
        guess=guess,
        chosen=chosen,
        offer=None if is_full else offer_of(db(), me(), wanted, picked, OFFERED),
        with_card={row.supplier_id for row in rows},
        choice=partial(_choice, wanted.period, picked),
        heads=[(name_of(row), "num") for row in rows],
        rows=[(row, {line.metric: line for line in map(line_of, row.lines)}) for row in rows],
        chart=trend_svg(names, lines, DEFAULT_BANDS, gettext("Scores by period"))
        if lines
        else None,
        trends=lines,
        trend_periods=names,
        trend_key=trend_key,
        metrics=list(Metric),
        most=MOST_LINES,
        **choices(),
        **words(),
    )


def _span(period: str) -> list[Period]:
    return Period.parse(period).run(TREND)


def _picked(said: list[str]) -> list[int]:
    """Return whom the address names, once each; nonsense is nobody."""
    keys = dict.fromkeys(key for key in map(whole, said) if key)
    return list(keys)[:MOST_LINES]


def _best_of(period: str, category_id: int) -> list[int]:
    """Return the suppliers of a category that scored best: something to look at to begin with."""
    best = list_scorecards(db(), me(), CardFilter(period, category_id=category_id), most=MOST_LINES)
    return [row.supplier_id for row in best if row.score_millionths is not None]


def _cards_of(period: str, picked: list[int]) -> list[Any]:
    if not picked:
        return []
    rows = list_scorecards(db(), me(), CardFilter(period, supplier_ids=tuple(picked)))
    return sorted(rows, key=lambda row: picked.index(row.supplier_id))


def _choice(period: str, picked: list[int], *, add: int = 0, drop: int = 0) -> str:
    """Return the address of the same page with one more or one less; 0 stands for nobody."""
    keys = [key for key in [*picked, add] if key and key != drop] or [0]
    return (
        f"/scorecards/compare?{urlencode([('period', period), *(('pick', key) for key in keys)])}"
    )


def _demand_brand() -> None:
    """A supplier has nobody to be compared with."""
    if me().is_supplier:
        raise NotFound
