"""The lines of a card: every metric with its inputs copied in, and the score they make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.metrics.rules.definitions import (
    DEFINITIONS,
    Input,
    InputKind,
    Metric,
    Tally,
    value_of,
)
from scoring.metrics.rules.rating import (
    FEW,
    Direction,
    Goal,
    ScoringRules,
    grade_of,
    wilson,
)


@dataclass(frozen=True)
class Line:
    """One metric of a card; exact numbers, rounded only where they are shown."""

    metric: Metric
    numerator: int | None
    denominator: int | None
    value: Fraction | None
    goal: Goal | None
    points: Fraction | None
    share: Fraction | None
    """The weight re-normalised over what has a rating; None where it does not count."""
    interval: tuple[float, float] | None = None
    money: tuple[tuple[str, int], ...] = ()
    inputs: tuple[Input, ...] = ()

    @property
    def weight(self) -> Fraction:
        return self.goal.weight if self.goal else Fraction(0)

    @property
    def is_rated(self) -> bool:
        return self.value is not None


@dataclass(frozen=True)
class Scored:
    """A card as rules make it."""

    lines: tuple[Line, ...]
    score: Fraction | None
    grade: str | None
    rated_weight: Fraction
    """How much of the weights had a rating."""


def score_card(tallies: Mapping[Metric, Tally], rules: ScoringRules) -> Scored:
    """Return every metric with its points, and the score over what has a rating."""
    values = {metric: value_of(metric, tallies.get(metric)) for metric in Metric}
    goals = rules.goals
    points = {
        metric: goals[metric].points(value)
        for metric, value in values.items()
        if value is not None and metric in goals
    }
    rated = tuple(metric for metric in points if goals[metric].weight)
    counting = rules.shares_of(rated)
    lines = tuple(
        _line(metric, tallies.get(metric), values[metric], rules, points, counting)
        for metric in Metric
    )
    if not counting:
        return Scored(lines, None, None, Fraction(0))
    total = sum((goals[metric].weight for metric in rated), Fraction(0))
    score = sum((points[metric] * goals[metric].weight for metric in rated), Fraction(0)) / total
    return Scored(lines, score, grade_of(score, rules.bands), total)


def _line(
    metric: Metric,
    tally: Tally | None,
    value: Fraction | None,
    rules: ScoringRules,
    points: Mapping[Metric, Fraction],
    counting: Mapping[Metric, Fraction],
) -> Line:
    definition = DEFINITIONS[metric]
    interval = None
    if value is not None and tally and definition.is_share and 0 < (tally.denominator or 0) < FEW:
        low, high = wilson(tally.numerator, tally.denominator or 1)
        interval = (definition.scale * low, definition.scale * high)
    return Line(
        metric,
        tally.numerator if tally else None,
        tally.denominator if tally else None,
        value,
        rules.goals.get(metric),
        points.get(metric),
        counting.get(metric),
        interval,
        tally.money if tally else (),
        tally.inputs if tally else (),
    )


def as_json(line: Line) -> dict[str, Any]:
    """Return a line as it is kept in its card; fractions stay exact as text."""
    goal = line.goal
    return {
        "metric": line.metric.value,
        "n": line.numerator,
        "d": line.denominator,
        "points": _text(line.points),
        "share": _text(line.share),
        "goal": goal.kept if goal else None,
        "interval": line.interval,
        "money": line.money,
        **({"inputs": [input_as_json(each) for each in line.inputs]} if line.inputs else {}),
    }


def line_of(kept: Mapping[str, Any]) -> Line:
    """Return a line from what its card keeps."""
    metric, goal = Metric(kept["metric"]), kept["goal"]
    tally = Tally(kept["n"], kept["d"]) if kept["n"] is not None else None
    return Line(
        metric,
        kept["n"],
        kept["d"],
        value_of(metric, tally),
        goal_of(goal) if goal else None,
        _fraction(kept["points"]),
        _fraction(kept["share"]),
        tuple(kept["interval"]) if kept["interval"] else None,
        tuple((code, cents) for code, cents in kept["money"]),
        tuple(input_of(each) for each in kept.get("inputs", ())),
    )


def input_as_json(given: Input) -> list[Any]:
    """Return what was counted as it is kept; a number beyond 2^53 as text."""
    day = given.on.isoformat() if given.on else None
    return [
        given.kind.value, str(given.id), given.name, given.detail, day, given.count, given.currency,
    ]  # fmt: skip


def input_of(kept: Sequence[Any]) -> Input:
    """Return what was counted from what is kept."""
    kind, key, name, detail, day, count, currency = kept
    on = date.fromisoformat(day) if day else None
    return Input(InputKind(kind), int(key), name, detail, on, count, currency)


def goal_of(kept: Sequence[str]) -> Goal:
    """Return a goal from what is kept."""
    return Goal(Direction(kept[0]), *(Fraction(text) for text in kept[1:]))


def _text(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
