"""The few figures that sum up a plan: both risks, the outgoing limit, what is surely seen."""

from collections.abc import Callable
from dataclasses import dataclass
from math import expm1, log, sqrt

from inspections.sampling.rules.curves import Curve, Model

CONSUMERS_RISK = 0.10
GRID = 64
GOLDEN = (sqrt(5) - 1) / 2


@dataclass(frozen=True)
class Outgoing:
    """The average outgoing quality limit and the incoming quality at which it is reached."""

    aoql: float
    p: float


def producers_risk(curve: Curve, aql_percent: float) -> float:
    """Return the chance that a lot exactly at the AQL is rejected."""
    return 1 - curve.pa(aql_percent / 100)


def consumers_risk_quality(curve: Curve, risk: float = CONSUMERS_RISK) -> float:
    """Return the quality that is accepted with probability `risk` (CRQ, formerly LTPD)."""
    return quality_at(curve, risk)


def quality_at(curve: Curve, pa: float) -> float:
    """Return the quality accepted with probability `pa`.

    In a lot of N items qualities are whole numbers of items: the smallest at which the probability
    is no more than `pa`.
    """
    if curve.model is Model.HYPERGEOMETRIC:
        return _whole_quality_at(curve, pa)
    low, high = 0.0, _beyond(curve, pa)
    for _ in range(80):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (middle, high) if curve.pa(middle) > pa else (low, middle)
    return (low + high) / 2


def _beyond(curve: Curve, pa: float) -> float:
    """Return a quality that is accepted less often than `pa`."""
    if curve.model is Model.BINOMIAL:
        return 1.0
    rate = 1 / curve.n
    while curve.pa(rate) > pa:
        rate *= 2
    return rate


def _whole_quality_at(curve: Curve, pa: float) -> float:
    lot_size = curve.lot_size or 1
    low, high = -1, lot_size
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if curve.pa(middle / lot_size) > pa else (low, middle)
    return high / lot_size


def outgoing_limit(curve: Curve) -> Outgoing:
    """Return the worst average outgoing quality, with (1 - n/N) where the lot size is known."""
    worst = quality_at(curve, 0.001)
    if curve.model is Model.HYPERGEOMETRIC and curve.lot_size:
        lot_size = curve.lot_size
        at = _whole_peak(lambda count: curve.point(count / lot_size).aoq, round(worst * lot_size))
        return Outgoing(curve.point(at / lot_size).aoq, at / lot_size)
    p = _peak(lambda quality: curve.point(quality).aoq, worst)
    return Outgoing(curve.point(p).aoq, p)


def _peak(height: Callable[[float], float], end: float) -> float:
    """Return where a curve with one summit is highest: by grid, then by golden section."""
    step = end / GRID
    top = max(range(GRID + 1), key=lambda place: height(place * step))
    low, high = max(0, top - 1) * step, min(GRID, top + 1) * step
    while high - low > 1e-9 * end:
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (left, high) if height(left) < height(right) else (low, right)
    return (low + high) / 2


def _whole_peak(height: Callable[[int], float], end: int) -> int:
    low, high = 0, max(end, 1)
    while high - low > GRID:
        step = (high - low) // 16
        places = range(low, high + 1, step)
        top = max(places, key=height)
        low, high = max(low, top - step), min(high, top + step)
    return max(range(low, high + 1), key=height)


def surely_seen(n: int, confidence: float = 0.95) -> float:
    """Return the fraction nonconforming that a sample of `n` shows with this confidence.

    With Ac = 0: 1 - (1 - confidence)^(1/n). 125 items show 2.4 % with 95 %.
    """
    return -expm1(log(1 - confidence) / n)
