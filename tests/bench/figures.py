"""How figures are taken and told: in pairs, medians with their range, against a goal."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """Ours over theirs, pair by pair, against the most (or least) that was promised."""

    name: str
    pairs: Sequence[tuple[float, float]]
    goal: float
    unit: str
    at_least: bool = False

    @property
    def ratios(self) -> list[float]:
        return [ours / theirs for ours, theirs in self.pairs]

    @property
    def median(self) -> float:
        return statistics.median(self.ratios)

    @property
    def holds(self) -> bool:
        return self.median >= self.goal if self.at_least else self.median <= self.goal

    def line(self) -> str:
        """Return the figure as one line of the report."""
        ours = statistics.median(ours for ours, _ in self.pairs)
        theirs = statistics.median(theirs for _, theirs in self.pairs)
        sign = ">=" if self.at_least else "<="
        return (
            f"{'ok  ' if self.holds else 'MISS'} {self.name:<58} {self.median:6.2f} x"
            f" ({min(self.ratios):.2f}-{max(self.ratios):.2f}), goal {sign} {self.goal:g} x;"
            f" ours {ours:.3g} {self.unit}, theirs {theirs:.3g} {self.unit}"
        )


@dataclass(frozen=True)
class Amount:
    """A figure with a limit of its own, where there is nothing to compare with."""

    name: str
    value: float
    goal: float
    unit: str

    @property
    def holds(self) -> bool:
        return self.value <= self.goal

    def line(self) -> str:
        """Return the figure as one line of the report."""
        verdict = "ok  " if self.holds else "MISS"
        return f"{verdict} {self.name:<58} {self.value:6.2f} {self.unit}, goal <= {self.goal:g}"


Figure = Ratio | Amount


def in_turn(
    rounds: int, ours: Callable[[], float], theirs: Callable[[], float]
) -> list[tuple[float, float]]:
    """Measure both in turn, ours and theirs, after one round that does not count."""
    ours(), theirs()
    return [(ours(), theirs()) for _ in range(rounds)]


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value below which `percent` of the sorted values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
