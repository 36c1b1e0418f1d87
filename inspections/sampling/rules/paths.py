"""The ways that counts of nonconforming items can take through the stages of a plan.

A lot is accepted along many paths: so many found in the first sample, so many in the second. How
many paths end at a count does not depend on the quality of the lot; only the weight of that count
does. The paths are therefore counted once, in whole numbers, and each point of a curve is one sum
of positive terms. Nothing cancels, so that small probabilities are right too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb, exp, inf, lgamma, log, log1p
from typing import NamedTuple


class Step(NamedTuple):
    """One stage as it is counted: its own n, and the bounds of the cumulative count.

    `ac` is -1 where the stage cannot accept. Where the last stage leaves a gap between `ac` and
    `re` (Z1.4 reduced), a count in the gap accepts the lot.
    """

    n: int
    ac: int
    re: int


class Ends(NamedTuple):
    """Counts after `inspected` items, each with the logarithm of the number of paths to it."""

    inspected: int
    logs: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Paths:
    """Where paths end accepted, and where they go on, stage by stage."""

    accepted: tuple[Ends, ...]
    going_on: tuple[Ends, ...]


def cut_to_lot(steps: Sequence[Step], lot_size: int | None) -> tuple[Step, ...]:
    """Return the stages with no more items than the lot has: 100 % inspection."""
    cut: list[Step] = []
    left = lot_size
    for step in steps:
        taken = step.n if left is None else min(step.n, left)
        cut.append(step._replace(n=taken))
        left = None if left is None else left - taken
    return tuple(cut)


def drawn_paths(steps: Sequence[Step]) -> Paths:
    """Count the paths when items are drawn: binomial and hypergeometric."""

    def row(n: int, most: int) -> list[int]:
        return [comb(n, found) for found in range(most + 1)]

    return _walk(steps, row, lambda count, was: 1, lambda count: 0.0)


def counted_paths(steps: Sequence[Step]) -> Paths:
    """Count the paths when nonconformities fall on items: Poisson."""

    def row(n: int, most: int) -> list[int]:
        return [int(n**found) for found in range(most + 1)]

    return _walk(steps, row, comb, lambda count: lgamma(count + 1))


def _walk(
    steps: Sequence[Step],
    row: Callable[[int, int], list[int]],
    share: Callable[[int, int], int],
    divisor: Callable[[int], float],
) -> Paths:
    accepted, going_on = [], []
    before = {0: 1}
    inspected = 0
    for place, step in enumerate(steps):
        inspected += step.n
        most = step.re - 1
        limit = most if place == len(steps) - 1 else step.ac
        found = row(step.n, most)
        after = {
            count: sum(
                paths * share(count, was) * found[count - was]
                for was, paths in before.items()
                if was <= count
            )
            for count in range(min(before, default=0), most + 1)
        }
        ends = {count: paths for count, paths in after.items() if count <= limit}
        before = {count: paths for count, paths in after.items() if count > limit}
        accepted.append(_ends(inspected, ends, divisor))
        going_on.append(_ends(inspected, before, divisor))
    return Paths(tuple(accepted), tuple(going_on))


def _ends(inspected: int, counts: dict[int, int], divisor: Callable[[int], float]) -> Ends:
    found = sorted(counts.items())
    return Ends(
        inspected, tuple((count, log(ways) - divisor(count)) for count, ways in found if ways)
    )


def binomial(ends: Ends, p: float) -> float:
    """Return the probability of these ends when each item is nonconforming with chance `p`."""
    if p <= 0 or p >= 1:
        certain = 0 if p <= 0 else ends.inspected
        return float(any(count == certain for count, _ in ends.logs))
    bad, good = log(p), log1p(-p)
    inspected = ends.inspected
    return sum(exp(ways + count * bad + (inspected - count) * good) for count, ways in ends.logs)


def poisson(ends: Ends, rate: float) -> float:
    """Return the probability of these ends when items carry `rate` nonconformities on average."""
    if rate <= 0:
        return float(any(count == 0 for count, _ in ends.logs))
    each = log(rate)
    expected = ends.inspected * rate
    return sum(exp(ways + count * each - expected) for count, ways in ends.logs)


def hypergeometric(ends: Ends, lot_size: int, nonconforming: int) -> float:
    """Return the probability of these ends in a lot with so many nonconforming items."""
    inspected = ends.inspected
    good = lot_size - nonconforming
    fewest, most = max(0, inspected - good), min(inspected, nonconforming)
    total = 0.0
    weight, at = -inf, -1
    for count, ways in ends.logs:
        if not fewest <= count <= most:
            continue
        if at < 0:
            weight = _log_falling(nonconforming, count) + _log_falling(good, inspected - count)
            weight -= _log_falling(lot_size, inspected)
        while 0 <= at < count:
            weight += log((nonconforming - at) / (good - inspected + at + 1))
            at += 1
        at = count
        total += exp(ways + weight)
    return total


def _log_falling(x: int, n: int) -> float:
    """Return log(x! / (x - n)!), exact to about 1e-11 for x up to 10^7 and n up to 10^5.

    The difference of two log-gammas of that size would lose eight digits; Stirling's series, with
    the leading terms subtracted by hand, loses none (Abramowitz and Stegun 6.1.41).
    """
    if n == 0:
        return 0.0
    above, below = x + 1.0, x - n + 1.0
    if below < 32 or x < 1000:
        return lgamma(above) - lgamma(below)
    main = (below - 0.5) * log1p(n / below) + n * log(above) - n
    return main + _stirling(above) - _stirling(below)


def _stirling(z: float) -> float:
    return (1 / 12 - (1 / 360 - 1 / (1260 * z * z)) / (z * z)) / z
