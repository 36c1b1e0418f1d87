"""Skip-lot: lots of a proven product are accepted without a look, at random and at an agreed rate.

The procedure follows the outline of ISO 2859-3: qualification, skipping, interruption,
disqualification. Its scores were not at hand in print; qualification is by consecutive accepted
lots, a number that the brand sets.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from inspections.sampling.rules.randomness import Stream
from inspections.sampling.rules.rates import RATES
from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.switching import Standing
from portal.core.errors import Invalid
from portal.core.i18n import N_

LOTS_TO_QUALIFY = 10
LOTS_TO_GO_ON = 4
"""Consecutive accepted lots after an interruption."""


class Phase(StrEnum):
    LOT_BY_LOT = "lot_by_lot"
    SKIPPING = "skipping"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Qualification:
    """What speaks for and against skipping lots of a product of a supplier."""

    tier_allows: bool
    supplier_qualified: bool
    product_qualified: bool
    has_critical: bool
    standings: Sequence[Standing]
    """Of the classes that are inspected."""

    @property
    def refusals(self) -> tuple[Sentence, ...]:
        """Return why lots may not be skipped; nothing speaks against it if there is none."""
        found = []
        if not self.tier_allows:
            found.append(sentence(N_("The supplier's tier does not allow skip-lot.")))
        if not self.supplier_qualified:
            found.append(sentence(N_("The supplier is not qualified for skip-lot.")))
        if not self.product_qualified:
            found.append(sentence(N_("The product is not qualified for skip-lot.")))
        if self.has_critical:
            found.append(sentence(N_("Products with critical characteristics are never skipped.")))
        if any(standing is not Standing.NORMAL for standing in self.standings):
            told = N_("Skip-lot goes with normal inspection only, never with reduced or tightened.")
            found.append(sentence(told))
        return tuple(found)


@dataclass(frozen=True)
class SkipState:
    """Where a product of a supplier stands, and how many lots in a row were accepted."""

    phase: Phase = Phase.LOT_BY_LOT
    run: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the state as it is kept in a row."""
        return {"phase": self.phase.value, "run": self.run}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """Return a kept state."""
        return cls(Phase(kept["phase"]), kept["run"])


def demand_rate(one_in: int) -> int:
    """Return the rate; raises Invalid for one that cannot be agreed."""
    if one_in not in RATES:
        raise Invalid(N_("Of skipped lots one in 2, 3, 4 or 5 is inspected."), field="one_in")
    return one_in


def is_inspected(seed: str, lot: str, one_in: int) -> bool:
    """Return whether this lot is looked at: by chance, and again the same from the seed."""
    return next(iter(Stream(seed, f"skip-lot {lot}").order(demand_rate(one_in)))) == 0


def after_lot(state: SkipState, accepted: bool, to_qualify: int = LOTS_TO_QUALIFY) -> SkipState:
    """Return the state after an inspected lot; skipped lots change nothing.

    A lot that is not accepted interrupts skipping; a second one before it goes on ends it.
    """
    if not accepted:
        was_skipping = state.phase is Phase.SKIPPING
        return SkipState(Phase.INTERRUPTED if was_skipping else Phase.LOT_BY_LOT)
    grown = replace(state, run=state.run + 1)
    enough = LOTS_TO_GO_ON if state.phase is Phase.INTERRUPTED else to_qualify
    if state.phase is not Phase.SKIPPING and grown.run >= enough:
        return SkipState(Phase.SKIPPING)
    return grown


def disqualified() -> SkipState:
    """Return the state after a critical nonconformity, a long gap or a change of the product."""
    return SkipState()


def accepted_share(f: float, clearance: int, p: float) -> tuple[float, float]:
    """Return SkSP-2's probability of acceptance and average fraction of lots inspected.

    Dodge and Perry: Pa = (f P + (1 - f) P^i) / (f + (1 - f) P^i), F = f / (f + (1 - f) P^i).
    """
    power = (1 - f) * p**clearance
    return (f * p + power) / (f + power), f / (f + power)
