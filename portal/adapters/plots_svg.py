"""A chart as SVG, for pages and paper alike: black where nobody gives it colours.

Lines are told apart by dash and marker; a style sheet may add colour through the classes.
"""

from collections.abc import Iterable

from markupsafe import Markup

from portal.adapters.plots import Line, Plot

DASHES = ("", "9 4", "2 4")

FRAME = Markup(
    '<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{label}"'
    ' font-size="13" fill="currentColor">{body}</svg>'
)
STROKE = Markup('<path class="{css}" d="{path}" fill="none" stroke="currentColor"{more}/>')
TEXT = Markup('<text x="{x}" y="{y}" text-anchor="{anchor}">{word}</text>')
GROUP = Markup('<g class="chart-series is-line-{dash}">{body}</g>')
MARKS = (
    Markup('<circle cx="{x}" cy="{y}" r="5" {look}/>'),
    Markup('<path d="M{x} {y}m-5 -5h10v10h-10z" {look}/>'),
    Markup('<path d="M{x} {y}m0 -6l6 10h-12z" {look}/>'),
)
FULL = Markup('class="chart-mark" fill="currentColor" stroke="currentColor" stroke-width="2"')
HOLLOW = Markup('class="chart-mark is-hollow" fill="#fff" stroke="currentColor" stroke-width="2"')
KEY = Markup(
    '<svg class="chart-key chart-series is-line-{dash}" viewBox="0 0 44 14" width="44" height="14"'
    ' aria-hidden="true">{body}</svg>'
)


def oc_svg(plot: Plot, label: str, across: str, upward: str) -> Markup:
    """Return a chart of acceptance over quality, with the names of both axes."""
    body = [
        *_grid(plot),
        *_words(plot, across, upward),
        *(GROUP.format(dash=line.dash, body=_joined(_series(plot, line))) for line in plot.lines),
    ]
    return FRAME.format(width=plot.width, height=plot.height, label=label, body=_joined(body))


def key_svg(dash: int) -> Markup:
    """Return the line of a legend: the same stroke and mark as in the chart."""
    return KEY.format(dash=dash, body=_curve("M2 7H42", dash) + _mark((22, 7), dash, FULL))


def _grid(plot: Plot) -> Iterable[Markup]:
    faint = Markup(' stroke-opacity="0.16"')
    for tick in plot.upward:
        path = f"M{plot.left} {tick.at}H{plot.right}"
        yield STROKE.format(css="chart-grid", path=path, more=faint)
    for tick in plot.across:
        path = f"M{tick.at} {plot.top}V{plot.bottom}"
        yield STROKE.format(css="chart-grid", path=path, more=faint)
    axes = f"M{plot.left} {plot.top}V{plot.bottom}H{plot.right}"
    yield STROKE.format(css="chart-axis", path=axes, more="")
    guide = f"M{plot.left} {plot.ten_percent}H{plot.right}"
    yield STROKE.format(css="chart-guide", path=guide, more=Markup(' stroke-dasharray="2 3"'))


def _words(plot: Plot, across: str, upward: str) -> Iterable[Markup]:
    for tick in plot.upward:
        yield TEXT.format(x=plot.left - 8, y=tick.at + 4, anchor="end", word=tick.word)
    for tick in plot.across:
        yield TEXT.format(x=tick.at, y=plot.bottom + 19, anchor="middle", word=tick.word)
    yield TEXT.format(x=plot.right, y=plot.ten_percent - 5, anchor="end", word="10 %")
    yield TEXT.format(x=2, y=16, anchor="start", word=upward)
    yield TEXT.format(x=plot.right, y=plot.height - 8, anchor="end", word=across)


def _series(plot: Plot, line: Line) -> Iterable[Markup]:
    yield _curve(line.path, line.dash)
    if line.aql:
        drop = f"M{line.aql[0]} {plot.bottom}V{line.aql[1]}"
        more = Markup(' stroke-dasharray="5 3"')
        yield STROKE.format(css="chart-drop", path=drop, more=more)
        yield _mark(line.aql, line.dash, FULL)
    if line.crq:
        yield _mark(line.crq, line.dash, HOLLOW)


def _curve(path: str, dash: int) -> Markup:
    more = Markup(' stroke-width="2.4" stroke-linejoin="round"')
    if DASHES[dash]:
        more += Markup(' stroke-dasharray="{}"').format(DASHES[dash])
    return STROKE.format(css="chart-curve", path=path, more=more)


def _mark(point: tuple[float, float], dash: int, look: Markup) -> Markup:
    return MARKS[dash].format(x=point[0], y=point[1], look=look)


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
