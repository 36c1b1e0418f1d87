"""Operating characteristic, average outgoing quality, total inspection and sample number of a plan.

Formulas as in ISO 2859-1 clause 12 and Montgomery, Statistical Quality Control, chapter 15:
AOQ with rectifying inspection, nonconforming items replaced; ATI over accepted and rejected lots;
ASN without curtailment.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from inspections.sampling.rules.paths import (
    Ends,
    Paths,
    Step,
    binomial,
    counted_paths,
    cut_to_lot,
    drawn_paths,
    hypergeometric,
    poisson,
)
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message

LARGE_SHARE = 0.1
"""Above this share of the lot in the sample, drawing without replacement is felt."""


class Model(StrEnum):
    BINOMIAL = "binomial"
    POISSON = "poisson"
    HYPERGEOMETRIC = "hypergeometric"


MODEL_WORDS: dict[Model, Message] = {
    Model.BINOMIAL: N_("binomial: a running process, percent nonconforming"),
    Model.POISSON: N_("Poisson: nonconformities per 100 items"),
    Model.HYPERGEOMETRIC: N_("hypergeometric: this lot, drawn without putting back"),
}


def choose_model(*, is_per_100: bool, n: int, lot_size: int | None) -> Model:
    """Return the model that fits: Poisson per 100, hypergeometric for a large share of a lot."""
    if is_per_100:
        return Model.POISSON
    if lot_size and n / lot_size > LARGE_SHARE:
        return Model.HYPERGEOMETRIC
    return Model.BINOMIAL


@dataclass(frozen=True)
class Point:
    """What a plan does to lots of quality `p`; `ati` only where the lot size is known."""

    p: float
    pa: float
    aoq: float
    ati: float | None
    asn: float


@dataclass(frozen=True)
class Curve:
    """A plan's behaviour at every quality, under one model.

    `p` is a fraction nonconforming, or nonconformities per item under Poisson. Under the
    hypergeometric model it means the nearest whole number of items in the lot.
    """

    steps: tuple[Step, ...]
    model: Model
    lot_size: int | None = None

    def __post_init__(self) -> None:
        if self.model is Model.HYPERGEOMETRIC and not self.lot_size:
            raise Invalid(N_("The hypergeometric model needs the lot size."), field="lot_size")

    @cached_property
    def _steps(self) -> tuple[Step, ...]:
        return cut_to_lot(self.steps, self.lot_size)

    @cached_property
    def _paths(self) -> Paths:
        is_counted = self.model is Model.POISSON
        return counted_paths(self._steps) if is_counted else drawn_paths(self._steps)

    @property
    def n(self) -> int:
        """Return the most items the plan takes."""
        return sum(step.n for step in self._steps)

    def _weight(self, p: float) -> Callable[[Ends], float]:
        if self.model is Model.POISSON:
            return lambda ends: poisson(ends, p)
        if self.model is Model.BINOMIAL:
            return lambda ends: binomial(ends, p)
        lot_size = self.lot_size or 0
        nonconforming = round(p * lot_size)
        return lambda ends: hypergeometric(ends, lot_size, nonconforming)

    def pa(self, p: float) -> float:
        """Return the probability that a lot of quality `p` is accepted."""
        weigh = self._weight(p)
        return min(1.0, sum(weigh(ends) for ends in self._paths.accepted))

    def point(self, p: float) -> Point:
        """Return all figures of the plan at quality `p`."""
        weigh = self._weight(p)
        accepted = [(ends.inspected, weigh(ends)) for ends in self._paths.accepted]
        pa = min(1.0, sum(chance for _, chance in accepted))
        asn = self._steps[0].n + sum(
            step.n * min(1.0, weigh(ends))
            for step, ends in zip(self._steps[1:], self._paths.going_on, strict=False)
        )
        lot_size = self.lot_size
        if lot_size is None:
            return Point(p, pa, p * pa, None, asn)
        passed = sum(chance * (1 - inspected / lot_size) for inspected, chance in accepted)
        ati = sum(chance * inspected for inspected, chance in accepted) + (1 - pa) * lot_size
        return Point(p, pa, self._quality(p) * passed, ati, asn)

    def _quality(self, p: float) -> float:
        if self.model is not Model.HYPERGEOMETRIC or not self.lot_size:
            return p
        return round(p * self.lot_size) / self.lot_size

    def points(self, qualities: Iterable[float]) -> list[Point]:
        """Return the figures at each quality."""
        return [self.point(p) for p in qualities]


def curve_of(
    steps: Sequence[tuple[int, int, int]],
    *,
    lot_size: int | None = None,
    model: Model | None = None,
    is_per_100: bool = False,
) -> Curve:
    """Return the curve of stages (n, Ac, Re), under `model` or the one that fits."""
    stages = tuple(Step(*step) for step in steps)
    fitting = choose_model(
        is_per_100=is_per_100, n=sum(step.n for step in stages), lot_size=lot_size
    )
    return Curve(stages, model or fitting, lot_size)
