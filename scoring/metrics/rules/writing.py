"""Figures as people read them: rounded here and nowhere else."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from scoring.metrics.rules.definitions import DEFINITIONS, Metric, Unit

PLACES: Mapping[Unit, int] = {
    Unit.PERCENT: 2,
    Unit.PER_MILLION: 0,
    Unit.PER_HUNDRED: 2,
    Unit.PER_THOUSAND: 2,
    Unit.COUNT: 0,
    Unit.MONEY: 2,
}
SIGNS: Mapping[Unit, str] = {Unit.PERCENT: " %", Unit.PER_MILLION: " ppm"}


def decimal_of(number: Fraction) -> Decimal:
    """Return an exact number to 28 digits."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def value_words(metric: Metric, value: Fraction | float | None) -> str:
    """Return a value with its sign: 93.77 %, 3,750 ppm, 4.50."""
    if value is None:
        return ""
    unit = DEFINITIONS[metric].unit
    exact = decimal_of(Fraction(value))
    rounded = exact.quantize(Decimal(1).scaleb(-PLACES[unit]), ROUND_HALF_EVEN)
    return f"{rounded:,}{SIGNS.get(unit, '')}"


def goal_words(metric: Metric, value: Fraction) -> str:
    """Return a target or floor as it was set, with its sign."""
    text = f"{float(value):,.6f}".rstrip("0").rstrip(".")
    return f"{text}{SIGNS.get(DEFINITIONS[metric].unit, '')}"


def points_words(points: Fraction | Decimal | None) -> str:
    """Return points or a score with one decimal, cut: 89.96 is 89.9 and stays below 90."""
    if points is None:
        return ""
    exact = decimal_of(points) if isinstance(points, Fraction) else points
    return f"{exact.quantize(Decimal('0.1'), ROUND_DOWN):f}"


def weight_words(weight: Fraction | None) -> str:
    """Return a weight with at most one decimal."""
    if weight is None:
        return ""
    return f"{decimal_of(weight).quantize(Decimal('0.1'), ROUND_HALF_EVEN):f}".removesuffix(".0")


def money_words(money: tuple[tuple[str, int], ...]) -> str:
    """Return amounts by currency: CNY 3.00 · EUR 10.70."""
    return " · ".join(f"{code} {Decimal(cents) / 100:,.2f}" for code, cents in money)
