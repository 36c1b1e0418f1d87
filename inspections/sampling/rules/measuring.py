"""Measurements of one characteristic, judged by a Z1.9 plan, with the reason in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, inf, isfinite, sqrt

from inspections.sampling.rules.estimates import percent_by_s, percent_by_sigma
from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.variables import Limits, Method, VariablesPlan, refuse_another_n
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message


class Form(StrEnum):
    K = "k"
    M = "M"


@dataclass(frozen=True)
class Side:
    """One limit: its quality index, and the estimated percent beyond it."""

    word: Message
    limit: float
    q: float
    percent: float
    is_mean_beyond: bool


@dataclass(frozen=True)
class Judgement:
    """What the measurements of a lot show, and whether it is accepted."""

    plan: VariablesPlan
    form: Form
    mean: float
    spread: float
    sides: tuple[Side, ...]
    accepted: bool
    reasons: tuple[Sentence, ...]

    @property
    def percent(self) -> float:
        """Return the estimated percent nonconforming, both limits together."""
        return min(100.0, fsum(side.percent for side in self.sides))


LOWER, UPPER = N_("lower limit"), N_("upper limit")


def judge_measurements(
    plan: VariablesPlan,
    values: Sequence[float],
    limits: Limits,
    sigma: float | None = None,
    form: Form | None = None,
) -> Judgement:
    """Judge a lot by the measurements of its sample.

    Form k where there is one limit, form M where there are two, unless `form` says otherwise: k
    for two limits that have an AQL of their own each. Raises Invalid where the number of
    measurements is not the plan's, or sigma is missing.
    """
    refuse_another_n(plan, values)
    if not all(isfinite(value) for value in values):
        raise Invalid(N_("A measurement is not a number."), field="values")
    mean = fsum(values) / len(values)
    spread = _spread(plan, values, mean, sigma)
    sides = tuple(_sides(plan, limits, mean, spread))
    form = form or (Form.M if limits.both else Form.K)
    reasons, accepted = _reasons(plan, form, sides)
    return Judgement(plan, form, mean, spread, sides, accepted, reasons)


def _spread(
    plan: VariablesPlan, values: Sequence[float], mean: float, sigma: float | None
) -> float:
    if plan.method is Method.S:
        return sqrt(fsum((value - mean) ** 2 for value in values) / (len(values) - 1))
    if sigma is None or not isfinite(sigma) or sigma <= 0:
        raise Invalid(N_("The sigma-method needs the known sigma, above 0."), field="sigma")
    return sigma


def _sides(plan: VariablesPlan, limits: Limits, mean: float, spread: float) -> list[Side]:
    rooms = []
    if limits.lower is not None:
        rooms.append((LOWER, limits.lower, mean - limits.lower))
    if limits.upper is not None:
        rooms.append((UPPER, limits.upper, limits.upper - mean))
    estimate = percent_by_s if plan.method is Method.S else percent_by_sigma
    found = []
    for word, limit, room in rooms:
        q = room / spread if spread else (inf if room > 0 else -inf if room < 0 else 0.0)
        found.append(Side(word, limit, q, estimate(q, plan.n), room < 0))
    return found


def _reasons(
    plan: VariablesPlan, form: Form, sides: tuple[Side, ...]
) -> tuple[tuple[Sentence, ...], bool]:
    reasons = [
        sentence(N_("The mean lies beyond the %(side)s: never accepted."), side=side.word)
        for side in sides
        if side.is_mean_beyond
    ]
    accepted = not reasons
    if form is Form.M:
        percent = fsum(side.percent for side in sides)
        within = percent <= plan.m_percent
        told = (
            N_("Estimated nonconforming: %(percent)s %%, not above M = %(m)s %%.")
            if within
            else N_("Estimated nonconforming: %(percent)s %%, above M = %(m)s %%.")
        )
        reasons.append(sentence(told, percent=f"{percent:.3f}", m=plan.m_percent))
        return tuple(reasons), accepted and within
    for side in sides:
        within = side.q >= plan.k
        told = (
            N_("Quality index at the %(side)s: %(q)s, at least k = %(k)s.")
            if within
            else N_("Quality index at the %(side)s: %(q)s, below k = %(k)s.")
        )
        q = f"{side.q:.3f}" if isfinite(side.q) else ("∞" if side.q > 0 else "-∞")
        reasons.append(sentence(told, side=side.word, q=q, k=plan.k))
        accepted = accepted and within
    return tuple(reasons), accepted
