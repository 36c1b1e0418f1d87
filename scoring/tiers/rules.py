"""Which tier the figures speak for; all of it before anyone sets a policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from inspections.sampling.rules.schemes import TIER_POLICIES, TierPolicy
from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.vocabulary import Severity
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.suppliers.rules import BEST_FIRST, TIER_WORDS, Tier

LONGEST_CADENCE = 60
MOST_PERIODS = 24


@dataclass(frozen=True)
class TierRule:
    """What a tier asks for, and what follows from it."""

    band_from: Decimal
    """Score in points from which on the tier is spoken for."""
    sampling: TierPolicy
    cadence_months: int
    """After so many months the tier is decided anew."""
    rises_after: int
    """Rated periods in a row that must speak for the tier before a supplier rises to it."""
    extra_documents: tuple[str, ...] = ()
    """Codes of the document types that are asked of the tier beyond what is asked of all."""


T = Tier
DEFAULT: Mapping[Tier, TierRule] = {
    T.STRATEGIC: TierRule(Decimal(90), TIER_POLICIES[T.STRATEGIC], 24, 4),
    T.EXCELLENT: TierRule(Decimal(75), TIER_POLICIES[T.EXCELLENT], 12, 2),
    T.QUALIFIED: TierRule(Decimal(60), TIER_POLICIES[T.QUALIFIED], 12, 1),
    T.PROBATION: TierRule(Decimal(0), TIER_POLICIES[T.PROBATION], 6, 1),
}
"""What holds until a quality manager publishes a policy."""


def checked(rules: Mapping[Tier, TierRule]) -> Mapping[Tier, TierRule]:
    """Return rules that can be applied; raises Invalid for bands that overlap or leave a gap."""
    for tier in BEST_FIRST:
        rule, place = rules[tier], tier.value
        if not 1 <= rule.cadence_months <= LONGEST_CADENCE:
            refusal = N_("A tier is decided anew after 1 to %(most)s months.")
            raise Invalid(refusal, field=f"{place}-cadence_months", most=LONGEST_CADENCE)
        if not 1 <= rule.rises_after <= MOST_PERIODS:
            refusal = N_("Name 1 to %(most)s periods.")
            raise Invalid(refusal, field=f"{place}-rises_after", most=MOST_PERIODS)
        if not 0 <= rule.band_from < 100:
            refusal = N_("A band begins at 0 points or more, and below 100.")
            raise Invalid(refusal, field=f"{place}-band_from")
    if rules[BEST_FIRST[-1]].band_from != 0:
        refusal = N_("The lowest band begins at 0: every score belongs to a tier.")
        raise Invalid(refusal, field=f"{BEST_FIRST[-1].value}-band_from")
    for better, worse in pairwise(BEST_FIRST):
        if rules[better].band_from <= rules[worse].band_from:
            refusal = N_("The bands overlap: “%(better)s” begins above “%(worse)s”.")
            raise Invalid(
                refusal,
                field=f"{better.value}-band_from",
                better=TIER_WORDS[better],
                worse=TIER_WORDS[worse],
            )
    return rules


def as_json(rules: Mapping[Tier, TierRule]) -> dict[str, Any]:
    """Return rules as a version stores them."""
    return {
        tier.value: {
            "band_from": str(rule.band_from),
            "floor": rule.sampling.floor.value,
            "start": rule.sampling.start.value,
            "reduced_allowed": rule.sampling.reduced_allowed,
            "skip_lot_allowed": rule.sampling.skip_lot_allowed,
            "cadence_months": rule.cadence_months,
            "rises_after": rule.rises_after,
            "extra_documents": list(rule.extra_documents),
        }
        for tier, rule in rules.items()
    }


def rules_of(stored: Mapping[str, Any]) -> Mapping[Tier, TierRule]:
    """Return the rules that a version stores."""
    return {
        tier: TierRule(
            Decimal(stored[tier]["band_from"]),
            TierPolicy(
                Severity(stored[tier]["floor"]),
                Severity(stored[tier]["start"]),
                stored[tier]["reduced_allowed"],
                stored[tier]["skip_lot_allowed"],
            ),
            stored[tier]["cadence_months"],
            stored[tier]["rises_after"],
            tuple(stored[tier].get("extra_documents", ())),
        )
        for tier in Tier
    }


@dataclass(frozen=True)
class PeriodScore:
    """The score of one period; None: no rating."""

    period: str
    score: Fraction | None


@dataclass(frozen=True)
class Basis:
    """What a proposal goes by."""

    current: Tier | None
    scores: Sequence[PeriodScore] = ()
    """Published scorecards, the newest first."""
    assessed: Fraction | None = None
    """Score of the last closed assessment, in percent."""
    knock_outs: Sequence[str] = ()
    """Codes of the questions that failed in it and rule a supplier out."""
    open_critical: int = 0
    """Critical corrective actions that are open."""


@dataclass(frozen=True)
class Proposal:
    """The tier that the rule speaks for, and why; None: there is nothing to go by."""

    tier: Tier | None
    reasons: Sequence[Sentence] = field(default_factory=tuple)


NO_BASIS = N_("There is no published scorecard and no closed assessment to go by.")
BY_SCORE = N_("The scorecard of %(period)s has %(score)s points: “%(tier)s”.")
BY_ASSESSMENT = N_("The last assessment has %(score)s points: “%(tier)s”.")
RISES_LATER = N_(
    "A rise to “%(tier)s” needs %(needed)s rated periods in a row; there are %(have)s."
)
KNOCKED_OUT = N_("Questions that rule a supplier out failed in the last assessment: %(codes)s.")
CRITICAL_OPEN = N_("%(count)s critical corrective actions are open: not above “%(tier)s”.")


def tier_of(score: Fraction, rules: Mapping[Tier, TierRule]) -> Tier:
    """Return the tier of a score; a band begins with its number and ends below the next."""
    return next(tier for tier in BEST_FIRST if score >= Fraction(rules[tier].band_from))


def propose(basis: Basis, rules: Mapping[Tier, TierRule]) -> Proposal:
    """Return the tier that the figures speak for; a rise takes time, a fall may be at once."""
    tier, reasons = _by_figures(basis, rules)
    if tier is None:
        return Proposal(None, (sentence(NO_BASIS),))
    if basis.current is not None and _is_better(tier, basis.current) and basis.scores:
        tier, later = _risen(basis, tier, rules)
        reasons += later
    if basis.open_critical and _is_better(tier, Tier.QUALIFIED):
        tier = Tier.QUALIFIED
        word = TIER_WORDS[tier]
        reasons.append(sentence(CRITICAL_OPEN, count=basis.open_critical, tier=word))
    if basis.knock_outs:
        tier = Tier.PROBATION
        reasons.append(sentence(KNOCKED_OUT, codes=", ".join(basis.knock_outs)))
    return Proposal(tier, tuple(reasons))


def _by_figures(basis: Basis, rules: Mapping[Tier, TierRule]) -> tuple[Tier | None, list[Sentence]]:
    rated = [one for one in basis.scores if one.score is not None]
    if rated and rated[0].score is not None:
        tier = tier_of(rated[0].score, rules)
        shown = _points(rated[0].score)
        told = sentence(BY_SCORE, period=rated[0].period, score=shown, tier=TIER_WORDS[tier])
        return tier, [told]
    if basis.assessed is not None:
        tier = tier_of(basis.assessed, rules)
        shown = _points(basis.assessed)
        return tier, [sentence(BY_ASSESSMENT, score=shown, tier=TIER_WORDS[tier])]
    return None, []


def _risen(
    basis: Basis, spoken_for: Tier, rules: Mapping[Tier, TierRule]
) -> tuple[Tier, list[Sentence]]:
    """Return how far a supplier rises: as far as enough periods in a row speak for it."""
    told: list[Sentence] = []
    for tier in BEST_FIRST[BEST_FIRST.index(spoken_for) :]:
        if basis.current is None or not _is_better(tier, basis.current):
            break
        have = _in_a_row(basis.scores, tier, rules)
        if have >= rules[tier].rises_after:
            return tier, told
        needed = rules[tier].rises_after
        told.append(sentence(RISES_LATER, tier=TIER_WORDS[tier], needed=needed, have=have))
    assert basis.current is not None  # noqa: S101
    return basis.current, told


def _in_a_row(scores: Sequence[PeriodScore], tier: Tier, rules: Mapping[Tier, TierRule]) -> int:
    """Return how many of the newest rated periods speak for a tier; one without rating is none."""
    count = 0
    for one in scores:
        if one.score is None:
            continue
        if _is_better(tier, tier_of(one.score, rules)):
            break
        count += 1
    return count


def _is_better(one: Tier, other: Tier) -> bool:
    return BEST_FIRST.index(one) < BEST_FIRST.index(other)


def _points(score: Fraction) -> str:
    """Return points with one decimal, rounded half up; for reading only."""
    tenths = (score * 10 + Fraction(1, 2)) // 1
    return f"{tenths // 10}.{tenths % 10}"
