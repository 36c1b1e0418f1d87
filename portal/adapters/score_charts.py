"""Charts of scores as SVG, for pages and paper alike: told apart by dash and mark, not by colour.

The same strokes as the other charts: black where no style sheet gives them colours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from portal.adapters.plots_svg import FRAME, GROUP, STROKE, TEXT
from scoring.metrics.rules.rating import Band

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 44, 56, 20, 38
DASHES = ("", "9 4", "2 4", "12 3 2 3", "5 5")
SHAPES = (
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
    "m-4 -4h8v8h-8z",
    "m0 -5l5 9h-10z",
    "m0 -5l5 5l-5 5l-5 -5z",
    "m-4 -4l8 8m0 -8l-8 8",
)
"""Circle, square, triangle, diamond, cross."""
MOST_LINES = len(DASHES)

MARK = Markup(
    '<path class="chart-mark" d="M{x} {y}{shape}" fill="currentColor" stroke="currentColor"'
    ' stroke-width="2"><title>{said}</title></path>'
)
KEY = Markup(
    '<svg class="chart-key chart-series is-line-{line}" viewBox="0 0 44 14" width="44"'
    ' height="14" aria-hidden="true">{body}</svg>'
)
BAND = Markup('<text class="chart-band" x="{x}" y="{y}" text-anchor="start">{word}</text>')
BAR = Markup(
    '<svg class="points-bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img"'
    ' aria-label="{said}"><path class="points-bar-all" d="M0 0H100V10H0Z" fill="none"'
    ' stroke="currentColor" stroke-width="1" vector-effect="non-scaling-stroke"/>'
    '<path class="points-bar-got" d="M0 0H{width}V10H0Z" fill="currentColor"/></svg>'
)


@dataclass(frozen=True)
class Trend:
    """One supplier's scores over the periods of a chart; None where there is none."""

    name: str
    scores: Sequence[Decimal | None]


def trend_svg(
    periods: Sequence[str], trends: Sequence[Trend], bands: Sequence[Band], label: str
) -> Markup:
    """Return scores from 0 to 100 over periods, with a line wherever a grade begins."""
    body = [
        *_grid(periods, bands),
        *(
            GROUP.format(dash=place, body=Markup("").join(_line(periods, trend, place)))
            for place, trend in enumerate(trends[:MOST_LINES])
        ),
    ]
    return FRAME.format(width=WIDTH, height=HEIGHT, label=label, body=Markup("").join(body))


def trend_key(place: int) -> Markup:
    """Return the line of a legend: the same stroke and mark as in the chart."""
    curve = _stroke("M2 7H42", place)
    return KEY.format(line=place, body=curve + MARK.format(x=22, y=7, shape=SHAPES[place], said=""))


def points_bar(points: Fraction | None, said: str) -> Markup:
    """Return points as a bar from 0 to 100; nothing where there are none."""
    if points is None:
        return Markup("")
    return BAR.format(width=round(float(points), 1), said=said)


def _across(place: int, count: int) -> float:
    step = (WIDTH - LEFT - RIGHT) / max(count - 1, 1)
    return round(LEFT + place * step, 1)


def _upward(score: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * score / 100, 1)


def _grid(periods: Sequence[str], bands: Sequence[Band]) -> Iterable[Markup]:
    right = WIDTH - RIGHT
    for score in range(0, 101, 20):
        y = _upward(score)
        faint = Markup(' stroke-opacity="0.16"')
        yield STROKE.format(css="chart-grid", path=f"M{LEFT} {y}H{right}", more=faint)
        yield TEXT.format(x=LEFT - 8, y=y + 4, anchor="end", word=score)
    for band in bands:
        low, high = _upward(float(band.low)), _upward(float(band.high))
        if band.low:
            dots = Markup(' stroke-dasharray="2 3"')
            yield STROKE.format(css="chart-guide", path=f"M{LEFT} {low}H{right + 8}", more=dots)
        yield BAND.format(x=right + 14, y=round((low + high) / 2 + 4, 1), word=band.grade)
    axes = f"M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{right}"
    yield STROKE.format(css="chart-axis", path=axes, more="")
    for place, word in enumerate(periods):
        if len(periods) <= 6 or (len(periods) - 1 - place) % 2 == 0:
            x = _across(place, len(periods))
            yield TEXT.format(x=x, y=HEIGHT - BOTTOM + 20, anchor="middle", word=word)


def _line(periods: Sequence[str], trend: Trend, place: int) -> Iterable[Markup]:
    """Draw a line that is interrupted where there is no score: nothing is made up between."""
    points = [
        (_across(at, len(periods)), _upward(float(score)), score, periods[at])
        for at, score in enumerate(trend.scores)
        if score is not None
    ]
    yield _stroke(_path(trend.scores, len(periods)), place)
    for x, y, score, period in points:
        said = f"{trend.name} {period}: {score:.1f}"
        yield MARK.format(x=x, y=y, shape=SHAPES[place], said=said)


def _path(scores: Sequence[Decimal | None], count: int) -> str:
    steps, is_on = [], False
    for place, score in enumerate(scores):
        if score is not None:
            verb = "L" if is_on else "M"
            steps.append(f"{verb}{_across(place, count)} {_upward(float(score))}")
        is_on = score is not None
    return " ".join(steps) or "M0 0"


def _stroke(path: str, place: int) -> Markup:
    more = Markup(' stroke-width="2.2" stroke-linejoin="round"')
    if DASHES[place]:
        more += Markup(' stroke-dasharray="{}"').format(DASHES[place])
    return STROKE.format(css="chart-curve", path=path, more=more)
