"""OC, AOQ, ATI and ASN: against worked samples, against counting by hand, and in their shape."""

import json
import time
from fractions import Fraction
from functools import cache
from math import comb
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.sampling.rules.curves import Curve, Model, choose_model, curve_of
from inspections.sampling.rules.paths import Step
from portal.core.errors import Invalid

SAMPLES = Path(__file__).parents[2] / "data/sampling"
OC: dict[str, Any] = json.loads((SAMPLES / "oc.json").read_text())

SEVEN = ((20, -1, 4), (20, 1, 5), (20, 2, 6), (20, 3, 7), (20, 5, 8), (20, 7, 9), (20, 9, 10))
LARGE = ((500, 2, 9), (500, 7, 14), (500, 13, 19), (500, 19, 25), (500, 25, 29), (500, 31, 33),
         (500, 37, 38))  # fmt: skip
DOUBLE = ((50, 2, 5), (50, 6, 7))


def single(n: int, ac: int, model: Model, lot_size: int | None = None) -> Curve:
    return curve_of([(n, ac, ac + 1)], model=model, lot_size=lot_size)


@pytest.mark.parametrize("plan", OC["plans"], ids=lambda plan: plan["label"])
@pytest.mark.parametrize("model", [Model.BINOMIAL, Model.POISSON])
def test_acceptance_as_sampled(plan: dict[str, Any], model: Model) -> None:
    curve = single(plan["n"], plan["c"], model)

    assert [curve.pa(p) for p in OC["p"]] == pytest.approx(plan[model.value], abs=1e-8, rel=1e-8)


@pytest.mark.parametrize("plan", OC["plans"], ids=lambda plan: plan["label"])
def test_acceptance_of_a_lot_as_sampled(plan: dict[str, Any]) -> None:
    for lot in plan["hypergeometric"]:
        curve = single(plan["n"], plan["c"], Model.HYPERGEOMETRIC, lot["N"])
        found = [curve.pa(count / lot["N"]) for count in lot["D"]]
        assert found == pytest.approx(lot["pa"], abs=1e-8, rel=1e-8)


def by_hand(steps: tuple[Step, ...], lot_size: int, bad: int) -> tuple[Fraction, Fraction]:
    """Return (acceptance, expected number inspected) by following every path."""

    @cache
    def follow(place: int, inspected: int, count: int) -> tuple[Fraction, Fraction]:
        n, ac, re = steps[place]
        accepted, expected = Fraction(0), Fraction(n)
        left, bad_left = lot_size - inspected, bad - count
        for found in range(min(n, bad_left) + 1):
            ways = comb(bad_left, found) * comb(left - bad_left, n - found)
            chance = Fraction(ways, comb(left, n))
            now = count + found
            if now <= ac or (place == len(steps) - 1 and now < re):
                accepted += chance
            elif now < re:
                later, more = follow(place + 1, inspected + n, now)
                accepted, expected = accepted + chance * later, expected + chance * more
        return accepted, expected

    return follow(0, 0, 0)


@pytest.mark.parametrize("bad", [0, 5, 15, 30, 50, 80, 300])
def test_a_plan_of_seven_stages_is_what_following_every_path_gives(bad: int) -> None:
    steps = tuple(Step(*step) for step in SEVEN)
    accepted, expected = by_hand(steps, 600, bad)

    point = curve_of(SEVEN, model=Model.HYPERGEOMETRIC, lot_size=600).point(bad / 600)

    assert (point.pa, point.asn) == pytest.approx((float(accepted), float(expected)), abs=1e-9)


def test_two_stages_by_the_formula() -> None:
    """n1 = 50, c1 = 1, n2 = 100, c2 = 3 (Montgomery, section 15.3)."""
    point = curve_of([(50, 1, 4), (100, 3, 4)], model=Model.BINOMIAL).point(0.05)

    def found(n: int, d: int) -> float:
        return comb(n, d) * 0.05**d * 0.95 ** (n - d)

    at_once = found(50, 0) + found(50, 1)
    later = found(50, 2) * (found(100, 0) + found(100, 1)) + found(50, 3) * found(100, 0)
    assert point.pa == pytest.approx(at_once + later)
    assert point.asn == pytest.approx(50 + 100 * (found(50, 2) + found(50, 3)))


def test_a_count_in_the_gap_of_reduced_inspection_accepts() -> None:
    gap, closed = curve_of([(20, 1, 4)]), curve_of([(20, 3, 4)])

    assert gap.pa(0.08) == closed.pa(0.08)


def test_total_and_outgoing_of_a_single_plan() -> None:
    curve = single(80, 5, Model.BINOMIAL, 1200)

    point = curve.point(0.025)

    pa = 0.9847853787
    assert point.aoq == pytest.approx(0.025 * pa * (1 - 80 / 1200))
    assert point.ati == pytest.approx(80 + (1 - pa) * (1200 - 80))
    assert point.asn == 80


def test_without_a_lot_size_nothing_is_said_of_total_inspection() -> None:
    point = single(80, 5, Model.BINOMIAL).point(0.025)

    assert (point.ati, point.aoq) == (None, 0.025 * point.pa)


@pytest.mark.parametrize(
    ("is_per_100", "n", "lot_size", "model"),
    [
        (True, 80, 100, Model.POISSON),
        (True, 80, None, Model.POISSON),
        (False, 80, None, Model.BINOMIAL),
        (False, 80, 800, Model.BINOMIAL),
        (False, 80, 799, Model.HYPERGEOMETRIC),
        (False, 80, 80, Model.HYPERGEOMETRIC),
    ],
)
def test_the_model_that_fits(is_per_100: bool, n: int, lot_size: int | None, model: Model) -> None:
    assert choose_model(is_per_100=is_per_100, n=n, lot_size=lot_size) is model


def test_a_lot_inspected_whole_is_judged_for_sure() -> None:
    curve = curve_of([(13, 1, 2)], lot_size=8)

    assert [curve.pa(bad / 8) for bad in range(4)] == [1, 1, 0, 0]


def test_the_model_of_a_lot_needs_its_size() -> None:
    with pytest.raises(Invalid, match="needs the lot size"):
        single(80, 5, Model.HYPERGEOMETRIC)


@pytest.mark.parametrize("model", Model)
@pytest.mark.parametrize("steps", [((2000, 21, 22),), DOUBLE, SEVEN, LARGE])
def test_the_ends_of_every_curve(steps: tuple[tuple[int, int, int], ...], model: Model) -> None:
    curve = curve_of(steps, model=model, lot_size=10_000_000)

    assert curve.pa(0) == 1
    assert curve.pa(1) < 1e-12
    assert curve.point(0).asn == sum(n for n, _, _ in steps[: 1 + (steps[0][1] < 0)])


@given(st.integers(1, 300), st.integers(0, 12), st.integers(1, 10_000_000), st.data())
def test_worse_lots_are_never_likelier_to_be_accepted(
    n: int, ac: int, lot_size: int, data: st.DataObject
) -> None:
    model = data.draw(st.sampled_from(Model))
    good, bad = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    curve = single(n, ac, model, lot_size)

    assert 0 <= curve.pa(bad) <= curve.pa(good) + 1e-9 <= 1 + 1e-9


def test_a_large_lot_is_like_a_process() -> None:
    lot = single(2000, 21, Model.HYPERGEOMETRIC, 10_000_000)
    process = single(2000, 21, Model.BINOMIAL)

    for p in (0.005, 0.01, 0.02):
        assert lot.pa(p) == pytest.approx(process.pa(p), abs=1e-4)


@pytest.mark.parametrize("model", Model)
def test_a_hundred_points_of_seven_stages_take_less_than_50_ms(model: Model) -> None:
    begun = time.process_time()
    curve_of(LARGE, model=model, lot_size=10_000_000).points(place / 2000 for place in range(100))

    assert time.process_time() - begun < 0.05
