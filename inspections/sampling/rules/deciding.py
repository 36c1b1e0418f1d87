"""What the counts say of a lot, sample by sample."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from inspections.sampling.rules.plans import Stage
from portal.core.errors import Invalid
from portal.core.i18n import N_


class Outcome(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"
    CONTINUE = "continue"
    ACCEPT_AND_REVERT = "accept_and_revert"
    """Accepted in the gap between Ac and Re of a reduced plan: normal inspection is back (Z1.4)."""


IS_ACCEPTED = frozenset({Outcome.ACCEPT, Outcome.ACCEPT_AND_REVERT})


@dataclass(frozen=True)
class Decision:
    """What follows, after which sample (from 1), on how many found; and what to take next."""

    outcome: Outcome
    stage: int
    cumulative: int
    next_n: int | None = None

    @property
    def is_accepted(self) -> bool:
        return self.outcome in IS_ACCEPTED


def demand_plan(stages: Sequence[Stage]) -> None:
    """Refuse numbers that no plan has: they are cumulative, and the last sample decides."""
    if any(stage.re <= stage.ac for stage in stages):
        raise Invalid(N_("Re must be above Ac in each stage."), field="plan")
    if stages[-1].ac < 0:
        raise Invalid(N_("The last stage must be able to accept."), field="plan")
    if any(before.ac > then.ac or before.re > then.re for before, then in pairwise(stages)):
        raise Invalid(N_("Ac and Re are cumulative: they never fall."), field="plan")


def decide(
    stages: Sequence[Stage],
    counts: Sequence[int],
    *,
    per_100: bool = False,
    lot_size: int | None = None,
    every_unit: bool = False,
) -> Decision:
    """Return what the counts per sample (not cumulative) decide.

    Raises Invalid for counts that cannot be: negative, more nonconforming items than items in the
    sample, more counts than samples, or anything counted after the decision. `every_unit` judges
    on each unit that was drawn for whatever class, so that an acceptance never comes before the
    last count (critical nonconformities, none accepted).
    """
    if not 1 <= len(counts) <= len(stages):
        raise Invalid(
            N_("The plan has %(samples)s samples, the counts are of %(counts)s."),
            field="counts",
            samples=len(stages),
            counts=len(counts),
        )
    found = 0
    for place, (stage, count) in enumerate(zip(stages, counts, strict=False), 1):
        _demand_possible(stage, count, place, per_100, lot_size)
        found += count
        outcome = _outcome(stage, found, is_last=place == len(stages))
        if every_unit and outcome in IS_ACCEPTED and place < len(counts):
            continue
        if outcome is not Outcome.CONTINUE:
            _demand_end(counts, place)
            return Decision(outcome, place, found)
    return Decision(Outcome.CONTINUE, len(counts), found, stages[len(counts)].n)


def _outcome(stage: Stage, found: int, *, is_last: bool) -> Outcome:
    if found >= stage.re:
        return Outcome.REJECT
    if found <= stage.ac:
        return Outcome.ACCEPT
    return Outcome.ACCEPT_AND_REVERT if is_last else Outcome.CONTINUE


def _demand_possible(
    stage: Stage, count: int, place: int, per_100: bool, lot_size: int | None
) -> None:
    if count < 0:
        raise Invalid(N_("A count is never less than 0."), field="counts")
    n = stage.n
    if lot_size is not None:
        n = max(0, min(n, lot_size - (stage.cumulative_n - stage.n)))
    if not per_100 and count > n:
        raise Invalid(
            N_("Sample %(place)s has %(n)s units; %(count)s of them cannot be nonconforming."),
            field="counts",
            place=place,
            n=n,
            count=count,
        )


def _demand_end(counts: Sequence[int], place: int) -> None:
    if any(counts[place:]):
        raise Invalid(
            N_("The decision fell after sample %(place)s; what was counted later is refused."),
            field="counts",
            place=place,
        )
