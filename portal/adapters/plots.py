"""Where the lines of a chart lie: plain geometry that a page and a PDF draw alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT = 560, 340
LEFT, RIGHT, TOP, BOTTOM = 46, 18, 34, 54
TICKS = 6


@dataclass(frozen=True)
class Series:
    """One operating characteristic: points of (quality, acceptance), both as fractions of 1.

    `aql` and `crq` are the two points that are marked: quality and acceptance.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    aql: tuple[float, float] | None
    crq: tuple[float, float] | None


@dataclass(frozen=True)
class Tick:
    """A value on an axis and where it stands."""

    at: float
    word: str


@dataclass(frozen=True)
class Line:
    """A series as drawn: `dash` tells lines apart without colour."""

    name: str
    dash: int
    path: str
    aql: tuple[float, float] | None
    crq: tuple[float, float] | None


@dataclass(frozen=True)
class Plot:
    """A chart of acceptance over quality in percent, ready to draw."""

    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    upward: tuple[Tick, ...]
    ten_percent: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def plot(series: Sequence[Series]) -> Plot:
    """Return the chart of one or several operating characteristics."""
    widest = max(100 * points[-1][0] for points in (one.points for one in series))
    step = _round_step(widest / TICKS)
    end = ceil(widest / step - 1e-6) * step

    def place(point: tuple[float, float]) -> tuple[float, float]:
        across = LEFT + (WIDTH - LEFT - RIGHT) * min(100 * point[0] / end, 1)
        upward = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * point[1]
        return round(across, 1), round(upward, 1)

    lines = tuple(
        Line(
            one.name,
            dash,
            "M" + " L".join(f"{x} {y}" for x, y in map(place, one.points)),
            place(one.aql) if one.aql else None,
            place(one.crq) if one.crq else None,
        )
        for dash, one in enumerate(series)
    )
    count = round(end / step)
    across = tuple(
        Tick(place((index * step / 100, 0))[0], _tidy(index * step)) for index in range(count + 1)
    )
    upward = tuple(Tick(place((0, share / 100))[1], str(share)) for share in range(0, 101, 20))
    return Plot(lines, across, upward, place((0, 0.1))[1])


def round_end(quality: float) -> float:
    """Return a round quality near this one for an axis to end at; both are fractions of 1."""
    step = _round_step(100 * quality / TICKS)
    return max(1, round(100 * quality / step)) * step / 100


def _round_step(rough: float) -> float:
    """Return the next of 1, 2, 2.5 or 5 times a power of ten."""
    power: float = 10.0 ** floor(log10(rough))
    return next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= rough * 0.999)


def _tidy(value: float) -> str:
    return f"{value:.6g}"
