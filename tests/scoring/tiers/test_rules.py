"""Which tier the figures speak for."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Invalid
from portal.core.suppliers.rules import BEST_FIRST, Tier
from scoring.tiers.rules import DEFAULT, Basis, PeriodScore, TierRule, checked, propose, tier_of

T = Tier


@pytest.mark.parametrize(
    ("score", "tier"),
    [
        (100, T.STRATEGIC),
        (90, T.STRATEGIC),
        (Fraction(8999, 100), T.EXCELLENT),
        (75, T.EXCELLENT),
        (Fraction(7499999, 100000), T.QUALIFIED),
        (60, T.QUALIFIED),
        (Fraction(5999, 100), T.PROBATION),
        (0, T.PROBATION),
    ],
)
def test_a_band_begins_with_its_number_and_ends_below_the_next(
    score: Fraction | int, tier: Tier
) -> None:
    assert tier_of(Fraction(score), DEFAULT) is tier


@given(st.fractions(0, 100))
def test_every_score_belongs_to_exactly_one_tier(score: Fraction) -> None:
    fits = [
        tier
        for place, tier in enumerate(BEST_FIRST)
        if score >= DEFAULT[tier].band_from
        and (place == 0 or score < DEFAULT[BEST_FIRST[place - 1]].band_from)
    ]

    assert fits == [tier_of(score, DEFAULT)]


def scored(*points: int | None) -> Sequence[PeriodScore]:
    """Return scorecards, the newest first."""
    return [
        PeriodScore(f"2026-Q{4 - at}", None if one is None else Fraction(one))
        for at, one in enumerate(points)
    ]


@pytest.mark.parametrize(
    ("basis", "tier", "told"),
    [
        (Basis(None), None, ["no published scorecard"]),
        (Basis(T.QUALIFIED), None, ["no published scorecard"]),
        (Basis(None, scored(None, None)), None, ["no published scorecard"]),
        (Basis(None, assessed=Fraction(91)), T.STRATEGIC, ["last assessment has 91.0"]),
        (Basis(None, scored(80), assessed=Fraction(91)), T.EXCELLENT, ["2026-Q4 has 80.0"]),
        (Basis(T.STRATEGIC, scored(80)), T.EXCELLENT, ["2026-Q4"]),
        (Basis(T.STRATEGIC, scored(10, 99, 99)), T.PROBATION, ["10.0 points"]),
        (Basis(T.QUALIFIED, scored(80)), T.QUALIFIED, ["80.0", "needs 2 rated periods"]),
        (Basis(T.QUALIFIED, scored(80, 76)), T.EXCELLENT, ["80.0"]),
        (Basis(T.QUALIFIED, scored(80, None, 76)), T.EXCELLENT, ["80.0"]),
        (Basis(T.QUALIFIED, scored(95, 91, 80)), T.EXCELLENT, ["95.0", "needs 4 rated periods"]),
        (Basis(T.PROBATION, scored(95)), T.QUALIFIED, ["95.0", "needs 4", "needs 2"]),
        (Basis(T.EXCELLENT, scored(91, 92, 93, 90)), T.STRATEGIC, ["91.0"]),
        (
            Basis(T.STRATEGIC, scored(95), open_critical=1),
            T.QUALIFIED,
            ["95.0", "1 critical corrective"],
        ),
        (
            Basis(T.STRATEGIC, scored(95), knock_outs=("Q-7", "Q-9")),
            T.PROBATION,
            ["95.0", "Q-7, Q-9"],
        ),
    ],
)
def test_a_rise_takes_time_and_a_fall_may_be_at_once(
    basis: Basis, tier: Tier | None, told: list[str]
) -> None:
    proposal = propose(basis, DEFAULT)

    assert proposal.tier is tier
    reasons = [one.in_("en") for one in proposal.reasons]
    assert len(reasons) == len(told), reasons
    assert all(word in reason for word, reason in zip(told, reasons, strict=True)), reasons


@pytest.mark.parametrize(
    ("tier", "change", "field"),
    [
        (T.PROBATION, {"band_from": Decimal(1)}, "probation-band_from"),
        (T.QUALIFIED, {"band_from": Decimal(75)}, "excellent-band_from"),
        (T.QUALIFIED, {"band_from": Decimal(80)}, "excellent-band_from"),
        (T.STRATEGIC, {"band_from": Decimal(100)}, "strategic-band_from"),
        (T.STRATEGIC, {"band_from": Decimal(-1)}, "strategic-band_from"),
        (T.STRATEGIC, {"cadence_months": 0}, "strategic-cadence_months"),
        (T.EXCELLENT, {"rises_after": 0}, "excellent-rises_after"),
    ],
)
def test_bands_that_overlap_or_leave_a_gap_are_named(
    tier: Tier, change: dict[str, object], field: str
) -> None:
    rules = dict(DEFAULT)
    rules[tier] = replace(DEFAULT[tier], **change)  # type: ignore[arg-type]

    with pytest.raises(Invalid) as refused:
        checked(rules)

    assert refused.value.field == field


def test_what_every_installation_begins_with_can_be_published() -> None:
    assert checked(DEFAULT) is DEFAULT
    assert all(isinstance(rule, TierRule) for rule in DEFAULT.values())
