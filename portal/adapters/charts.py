"""The curves of plans as a page shows them: chart, figures, and the table of the same data."""

from collections.abc import Sequence
from dataclasses import dataclass

from inspections.sampling.rules.curves import MODEL_WORDS, Curve, Model, Point
from inspections.sampling.rules.risks import (
    Outgoing,
    consumers_risk_quality,
    outgoing_limit,
    quality_at,
    surely_seen,
)
from portal.adapters.plots import Plot, Series, plot, round_end
from portal.core.i18n import Message

SHOWN = 0.005
"""A chart ends where fewer lots than this are accepted."""

POINTS = 100
ROWS = 20


@dataclass(frozen=True)
class Judged:
    """One class and the plan that judges it."""

    name: str
    curve: Curve
    aql: str | None

    @property
    def aql_quality(self) -> float | None:
        """Return the AQL as a fraction, or nonconformities per item."""
        return float(self.aql) / 100 if self.aql else None


@dataclass(frozen=True)
class Figures:
    """What sums one plan up, for people; qualities are fractions."""

    name: str
    model: Message
    is_per_100: bool
    aql: str | None
    pa_at_aql: float | None
    crq: float
    outgoing: Outgoing
    seen: float | None
    rows: tuple[Point, ...]


@dataclass(frozen=True)
class Chart:
    """A chart of one or several plans and all that stands beside it."""

    plot: Plot
    figures: tuple[Figures, ...]

    @property
    def is_per_100(self) -> bool:
        """Return whether qualities are nonconformities per 100 items."""
        return self.figures[0].is_per_100


def chart_of(judged: Sequence[Judged]) -> Chart:
    """Return the chart of the plans of one inspection."""
    end = round_end(max(_end(one) for one in judged))
    series = [_series(one, end) for one in judged]
    return Chart(plot(series), tuple(_figures(one, end) for one in judged))


def _end(one: Judged) -> float:
    return max(quality_at(one.curve, SHOWN), 1.25 * (one.aql_quality or 0))


def _grid(curve: Curve, end: float, count: int) -> list[float]:
    """Return qualities from 0 to `end`; whole numbers of items where the lot has so few."""
    lot_size = curve.lot_size
    if curve.model is not Model.HYPERGEOMETRIC or not lot_size:
        return [end * place / count for place in range(count + 1)]
    last = round(end * lot_size)
    items = sorted({round(last * place / count) for place in range(count + 1)})
    return [item / lot_size for item in items]


def _series(one: Judged, end: float) -> Series:
    curve = one.curve
    crq = consumers_risk_quality(curve)
    aql = one.aql_quality
    return Series(
        one.name,
        tuple((p, curve.pa(p)) for p in _grid(curve, end, POINTS)),
        None if aql is None else (aql, curve.pa(aql)),
        (crq, curve.pa(crq)),
    )


def _figures(one: Judged, end: float) -> Figures:
    curve, aql = one.curve, one.aql_quality
    accepts_none = curve.steps[-1].re == 1
    return Figures(
        one.name,
        MODEL_WORDS[curve.model],
        curve.model is Model.POISSON,
        one.aql,
        None if aql is None else curve.pa(aql),
        consumers_risk_quality(curve),
        outgoing_limit(curve),
        surely_seen(curve.n) if accepts_none else None,
        tuple(curve.points(_grid(curve, end, ROWS))),
    )


def percent_words(fraction: float) -> str:
    """Return a fraction as percent with three digits, never rounded up to certainty."""
    value = 100 * fraction
    if 99.95 <= value < 100:
        return "> 99.9"
    return f"{value:.1f}" if value >= 10 else f"{value:.3g}"
