"""The list of cards of a period, one card, and the records behind a figure."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.adapters.score_charts import Trend, points_bar, trend_svg
from portal.core.clock import now
from portal.core.errors import Invalid, NotFound
from portal.core.nonconformities.rules import COSTS
from portal.core.permissions import Permission as P
from portal.core.suppliers.queries.categories import all_categories
from portal.web.language import gettext
from portal.web.limits import costly
from portal.web.numbers import whole
from portal.web.paging import PAGE_ROWS, address, page_number, page_of
from portal.web.request import State, db, locale, me, needs
from portal.web.scorecards.words import (
    last_over,
    metric_names,
    name_of,
    period_choices,
    periods_to_compute,
    state_choices,
)
from scoring.metrics.queries.settings import bands_of
from scoring.metrics.rules import writing
from scoring.metrics.rules.definitions import DEFINITIONS, INPUT_WORDS, OF_BASE, Metric
from scoring.metrics.rules.periods import Period, day_in
from scoring.metrics.rules.rating import DEFAULT_BANDS, written
from scoring.scorecards.models import Scorecard, score_of
from scoring.scorecards.operations.computing import request_scorecards
from scoring.scorecards.queries.finding import (
    CardFilter,
    count_scorecards,
    find_scorecard,
    list_scorecards,
    own_scorecards,
    trend_of,
)
from scoring.scorecards.queries.records import BASES, counted_today, records_of
from scoring.scorecards.queries.rounds import Waiting, waiting_in

bp = Blueprint("scorecards", __name__, url_prefix="/scorecards")

TREND = 12
"""Periods in a trend."""


@bp.get("")
@needs(P.SCORECARD_READ)
def cards() -> ResponseReturnValue:
    """List the cards of a period; a supplier's own are listed by period."""
    if me().is_supplier:
        return _own()
    periods = period_choices()
    wanted = asked(periods)
    page = page_of(count_scorecards(db(), me(), wanted))
    begin = (page.number - 1) * PAGE_ROWS
    return render_template(
        "scorecards/list.html",
        rows=list_scorecards(db(), me(), wanted, begin=begin),
        page=page,
        wanted=wanted,
        periods=periods,
        address=address,
        waiting=_waiting(wanted.period),
        **choices(),
        **words(),
    )


def _waiting(period: str) -> Waiting | None:
    """Return what a quality manager can do with the period at once."""
    if not me().may(P.SCORECARD_PUBLISH):
        return None
    zone = State.here().config.time_zone
    return waiting_in(db(), me(), Period.parse(period), day_in(zone, now()), zone)


def asked(periods: Any) -> CardFilter:
    """Return the filter that the address says; nonsense in it is left out."""
    given = request.args
    return CardFilter(
        period=_period(given.get("period", ""), periods),
        text=given.get("q", "").strip()[:100],
        grade=given.get("grade", "")[:4],
        state=given.get("state", "")[:20],
        category_id=whole(given.get("category")),
        sort=given.get("sort", "-score")[:20],
    )


def _period(text: str, periods: Any) -> str:
    try:
        return str(Period.parse(text))
    except Invalid:
        newest = str(last_over())
        return newest if newest in periods or not periods else str(periods[0])


def choices() -> dict[str, Any]:
    """Return what a list can be narrowed to."""
    return {
        "states": state_choices(),
        "grades": [(band.grade, band.grade) for band in DEFAULT_BANDS]
        + [("none", gettext("No rating"))],
        "categories": [(each.id, each.name.in_(locale())) for each in all_categories(db(), me())],
        "computable": periods_to_compute(),
        "next_period": str(last_over()),
    }


def words() -> dict[str, Any]:
    """Return how pages write figures."""
    return {
        "names": metric_names(),
        "definitions": DEFINITIONS,
        "score_of": score_of,
        "name_of": name_of,
        "writing": writing,
        "points_bar": points_bar,
    }


def _own() -> str:
    return render_template("scorecards/own.html", rows=own_scorecards(db(), me()), **words())


@bp.post("/compute")
@costly
@needs(P.SCORECARD_COMPUTE)
def compute() -> ResponseReturnValue:
    """Have the drafts of a period computed; the page of the work shows how far it is."""
    period = Period.parse(request.form.get("period", ""))
    card = whole(request.form.get("card"))
    only = None if card is None else find_scorecard(db(), me(), card).supplier_id
    job = request_scorecards(db(), me(), period, State.here().config.time_zone, only)
    return redirect(f"/jobs/{job.id}", 303)


@bp.get("/<int:scorecard_id>")
@needs(P.SCORECARD_READ)
def show(scorecard_id: int) -> ResponseReturnValue:
    """Show one card."""
    return card_page(find_scorecard(db(), me(), scorecard_id))


def card_page(card: Scorecard, form: Any = None) -> str:
    """Return the page of a card, with a form that was refused if there is one."""
    periods = card.span.run(TREND)
    scores = trend_of(db(), me(), [card.supplier_id], periods)[card.supplier_id]
    past = _Past(
        tuple(map(str, periods)),
        Trend(card.supplier.name.in_(locale()), tuple(scores)),
        tuple(map(tuple, card.bands)),
        locale(),
    )
    return render_template(
        "scorecards/card.html",
        card=card,
        form=form,
        drawn_top=_draw(_Drawing(card.id, card.revision, locale(), me().time_zone, card)),
        drawn_trend=_draw_trend(past),
        is_over=_is_over(card),
    )


@dataclass(frozen=True)
class _Drawing:
    """A card as somebody sees it: of one revision it is always drawn the same."""

    card_id: int
    revision: int
    language: str
    time_zone: str
    card: Scorecard = field(compare=False)


@dataclass(frozen=True)
class _Past:
    """The periods up to a card's own."""

    names: tuple[str, ...]
    trend: Trend
    bands: tuple[tuple[str, ...], ...]
    """As they are kept: quicker told apart than as numbers."""
    language: str


@lru_cache(maxsize=256)
def _draw(drawing: _Drawing) -> Markup:
    """Draw what a card says once; whoever asks was let in to the card before."""
    card = drawing.card
    drawn = render_template("scorecards/_top.html", card=card, **_about(card), **words())
    return Markup(drawn)  # noqa: S704


@lru_cache(maxsize=256)
def _draw_trend(past: _Past) -> Markup:
    drawn = render_template(
        "scorecards/_trend.html",
        chart=trend_svg(
            past.names, [past.trend], bands_of(past.bands), gettext("Scores by period")
        ),
        rows=list(zip(past.names, past.trend.scores, strict=True)),
        writing=writing,
    )
    return Markup(drawn)  # noqa: S704


def _about(card: Scorecard) -> dict[str, str]:
    """Return the rules of a card in words."""
    bands = " · ".join(
        f"{band.grade} {written(band.low)}–{written(band.high)}" for band in card.grades
    )
    source = (
        gettext("Category %(code)s") % {"code": card.scope}
        if card.scope
        else gettext("The brand’s default")
    )
    version = gettext("version %(number)s") % {"number": card.setting_number}
    early = (
        gettext("any day early")
        if card.early_days is None
        else gettext("at most %(days)s days early") % {"days": card.early_days}
    )
    late = gettext("up to %(late)s days late, %(early)s")
    return {
        "band_words": bands,
        "rules_words": f"{source}, {version}" if card.setting_number else source,
        "window_words": late % {"late": card.late_days, "early": early},
    }


def _is_over(card: Scorecard) -> bool:
    """Return whether the card was computed when its period was over."""
    return day_in(card.zone, card.computed_at) > card.last_on


@bp.get("/<int:scorecard_id>/<metric>")
@needs(P.SCORECARD_READ)
def records(scorecard_id: int, metric: str) -> ResponseReturnValue:
    """List the records behind a figure of a card."""
    card = find_scorecard(db(), me(), scorecard_id)
    if metric not in set(Metric):
        raise NotFound
    code = Metric(metric)
    part = "base" if request.args.get("part") == "base" and code in BASES else ""
    begin = (page_number() - 1) * PAGE_ROWS
    found = records_of(db(), me(), card, code, part, begin)
    line = next(each for each in card.metrics if each.metric is code)
    kept = (line.numerator, line.denominator, line.money)
    now_counts = kept if me().is_supplier else _counts_today(card, code)
    return render_template(
        "scorecards/records.html",
        card=card,
        line=line,
        found=found,
        copied=[each for each in line.inputs if (each.kind in OF_BASE) == bool(part)],
        kinds=INPUT_WORDS,
        costs=COSTS,
        part=part,
        has_base=code in BASES,
        page=page_of(found.total),
        today=now_counts,
        differs=now_counts != kept,
        **words(),
    )


def _counts_today(card: Scorecard, metric: Metric) -> tuple[Any, Any, Any]:
    """Return what a figure comes to as the records stand; some of them are the brand's alone."""
    today = counted_today(db(), me(), card).get(metric)
    return (today.numerator, today.denominator, today.money) if today else (None, None, ())
