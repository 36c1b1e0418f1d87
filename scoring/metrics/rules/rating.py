"""From a value to points, from points to a score, from a score to a grade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import sqrt

from portal.core.errors import Invalid
from portal.core.i18n import N_
from scoring.metrics.rules.definitions import WEIGHABLE, Metric

FEW = 30
"""Below this denominator a share is shown with its interval (metrics.md)."""

Z_95 = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""


def wilson(numerator: int, denominator: int) -> tuple[float, float]:
    """Return the Wilson score interval of a share at 95 %, as fractions of 1 (Wilson 1927)."""
    share, square = numerator / denominator, Z_95**2
    middle = (share + square / (2 * denominator)) / (1 + square / denominator)
    spread = share * (1 - share) / denominator + square / (4 * denominator**2)
    half = Z_95 * sqrt(spread) / (1 + square / denominator)
    low = 0.0 if numerator == 0 else max(0.0, middle - half)
    return low, 1.0 if numerator == denominator else min(1.0, middle + half)


NONE, ALL = Fraction(0), Fraction(100)


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True)
class Goal:
    """What earns all points of a metric, what earns none, and how much it weighs."""

    direction: Direction
    floor: Fraction
    target: Fraction
    weight: Fraction = Fraction(0)

    def points(self, value: Fraction) -> Fraction:
        """Return 0 to 100 points: linear between the floor and the target, cut beyond them."""
        floor, span = self.floor, self._span
        # In whole numbers, and one fraction at the end: a period has tens of thousands of these.
        way = value.numerator * floor.denominator - floor.numerator * value.denominator
        gone = 100 * way * span.denominator
        whole = value.denominator * floor.denominator * span.numerator
        if whole < 0:
            gone, whole = -gone, -whole
        if gone <= 0:
            return NONE
        return ALL if gone >= 100 * whole else Fraction(gone, whole)

    @cached_property
    def _span(self) -> Fraction:
        return self.target - self.floor

    @cached_property
    def kept(self) -> list[str]:
        """Return the goal as cards and settings keep it: direction, floor, target, weight."""
        return [self.direction.value, str(self.floor), str(self.target), str(self.weight)]


@dataclass(frozen=True)
class Band:
    """A grade and its scores: from `low` (inclusive) to `high` (exclusive, but for 100)."""

    grade: str
    low: Fraction
    high: Fraction

    def holds(self, score: Fraction) -> bool:
        return self.low <= score < self.high or score == self.high == 100

    @cached_property
    def kept(self) -> list[str]:
        """Return the band as cards and settings keep it."""
        return [self.grade, str(self.low), str(self.high)]


def _goal(better: Direction, floor: int, target: int, weight: int = 0) -> Goal:
    return Goal(better, Fraction(floor), Fraction(target), Fraction(weight))


UP, DOWN = Direction.HIGHER, Direction.LOWER
DEFAULT_GOALS: Mapping[Metric, Goal] = {
    Metric.LAR: _goal(UP, 80, 100, 20),
    Metric.DPPM: _goal(DOWN, 10_000, 0, 10),
    Metric.DHU: _goal(DOWN, 10, 0),
    Metric.OTD: _goal(UP, 80, 100, 25),
    Metric.OTIF: _goal(UP, 70, 100),
    Metric.DOC: _goal(UP, 70, 100, 10),
    Metric.SCAR: _goal(UP, 60, 100, 15),
    Metric.SCARO: _goal(DOWN, 5, 0),
    Metric.ESC: _goal(DOWN, 1_000, 0, 10),
    Metric.RET: _goal(DOWN, 5, 0, 10),
    Metric.CMP: _goal(DOWN, 10, 0),
}
DEFAULT_BANDS = (
    Band("A", Fraction(90), Fraction(100)),
    Band("B", Fraction(75), Fraction(90)),
    Band("C", Fraction(60), Fraction(75)),
    Band("D", Fraction(0), Fraction(60)),
)
LARGEST = 1_000_000


@dataclass(frozen=True)
class ScoringRules:
    """Everything that makes a score out of values."""

    goals: Mapping[Metric, Goal] = field(default_factory=lambda: DEFAULT_GOALS)
    bands: Sequence[Band] = DEFAULT_BANDS
    early_days: int | None = None
    """How many days before the confirmed one are on time; None: any."""
    late_days: int = 0
    """How many days after it still are."""
    _shares: dict[tuple[Metric, ...], Mapping[Metric, Fraction]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def shares_of(self, rated: tuple[Metric, ...]) -> Mapping[Metric, Fraction]:
        """Return the re-normalised weights; of the same rated metrics always the same."""
        if rated not in self._shares:
            weights = {metric: goal.weight for metric, goal in self.goals.items()}
            self._shares[rated] = shares(weights, rated)
        return self._shares[rated]


def demand_sound(rules: ScoringRules) -> None:
    """Refuse weights that do not sum to 100, goals without a way, and bands with gaps."""
    for metric in WEIGHABLE:
        _demand_goal(metric, rules.goals[metric])
    total = sum((rules.goals[metric].weight for metric in WEIGHABLE), Fraction(0))
    if total != 100:
        sentence = N_("The weights sum to %(total)s; they have to sum to 100.")
        raise Invalid(sentence, field="weights", total=written(total))
    demand_bands(rules.bands)
    if not 0 <= rules.late_days <= 90:
        raise Invalid(N_("From 0 to 90 days."), field="late_days")
    if rules.early_days is not None and not 0 <= rules.early_days <= 365:
        raise Invalid(N_("From 0 to 365 days, or empty for any."), field="early_days")


def _demand_goal(metric: Metric, goal: Goal) -> None:
    name = metric.value
    if not (0 <= goal.floor <= LARGEST and 0 <= goal.target <= LARGEST):
        sentence = N_("%(metric)s: target and floor are from 0 to 1000000.")
        raise Invalid(sentence, field=f"{name}_target", metric=name)
    if goal.floor == goal.target:
        sentence = N_("%(metric)s: target and floor are the same, so nothing lies between them.")
        raise Invalid(sentence, field=f"{name}_target", metric=name)
    if (goal.target > goal.floor) is not (goal.direction is Direction.HIGHER):
        sentence = N_("%(metric)s: the target is on the wrong side of the floor.")
        raise Invalid(sentence, field=f"{name}_target", metric=name)
    if not 0 <= goal.weight <= 100:
        sentence = N_("%(metric)s: a weight is from 0 to 100.")
        raise Invalid(sentence, field=f"{name}_weight", metric=name)


def demand_bands(bands: Sequence[Band]) -> None:
    """Refuse bands that overlap, leave a gap, or do not reach from 0 to 100."""
    if len(bands) < 2 or len({band.grade for band in bands}) < len(bands):
        raise Invalid(
            N_("There are at least two grades, each with a name of its own."), field=BANDS
        )
    if any(band.low >= band.high for band in bands):
        raise Invalid(N_("A band begins below its end."), field=BANDS)
    ordered = sorted(bands, key=lambda band: band.low)
    if ordered[0].low != 0 or ordered[-1].high != 100:
        raise Invalid(N_("The bands have to reach from 0 to 100."), field=BANDS)
    for below, above in pairwise(ordered):
        if below.high != above.low:
            gap = N_("Between %(low)s and %(high)s there is no grade.")
            over = N_("The bands of %(below)s and %(above)s overlap.")
            raise Invalid(
                gap if below.high < above.low else over, field=BANDS,
                low=written(below.high), high=written(above.low),
                below=below.grade, above=above.grade,
            )  # fmt: skip


BANDS = "bands"


def grade_of(score: Fraction, bands: Sequence[Band]) -> str:
    """Return the grade of a score from 0 to 100."""
    return next(band.grade for band in bands if band.holds(score))


def shares(weights: Mapping[Metric, Fraction], rated: Sequence[Metric]) -> dict[Metric, Fraction]:
    """Return the weights of the rated metrics, re-normalised to 100; nothing where they are 0."""
    total = sum((weights[metric] for metric in rated), Fraction(0))
    if not total:
        return {}
    return {metric: 100 * weights[metric] / total for metric in rated if weights[metric]}


def written(number: Fraction) -> str:
    """Return a number as people write it, without zeros at its end."""
    text = f"{float(number):.6f}".rstrip("0").rstrip(".")
    return text or "0"
