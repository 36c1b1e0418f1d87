"""Z1.9: the tables hold together, and measurements are judged by them."""

import json
from math import inf

import pytest

from inspections.sampling.rules.estimates import beta_share, percent_by_s, percent_by_sigma
from inspections.sampling.rules.measuring import Form, judge_measurements
from inspections.sampling.rules.variables import (
    LEVELS,
    TABLES,
    Limits,
    Method,
    VariablesPlan,
    variables_letter,
    variables_plan,
)
from inspections.sampling.rules.vocabulary import Severity
from portal.core.errors import Invalid

S = json.loads((TABLES / "variables_s.json").read_text())
SIGMA = json.loads((TABLES / "variables_sigma.json").read_text())

STRENGTHS = (197, 188, 184, 205, 201)
"""The worked example of MIL-STD-414 and Z1.9: mean 195, s 8.81."""

FORTY = variables_plan(40, "1.0")


@pytest.mark.parametrize(
    ("lot_size", "level", "letter"),
    [
        (2, "II", "B"), (8, "III", "C"), (9, "III", "D"), (25, "II", "C"), (280, "II", "G"),
        (281, "II", "H"), (400, "II", "H"), (401, "II", "I"), (500, "II", "I"), (1200, "II", "J"),
        (1200, "S-3", "D"), (10_000_000, "S-4", "K"), (10_000_000, "II", "P"),
    ],
)  # fmt: skip
def test_letters_are_those_of_z19(lot_size: int, level: str, letter: str) -> None:
    assert variables_letter(lot_size, level) == letter


@pytest.mark.parametrize(
    ("method", "severity", "lot_size", "aql", "n", "k", "m"),
    [
        ("s", "normal", 40, "1.0", 5, 1.53, 3.33),
        ("s", "normal", 1200, "2.5", 35, 1.57, 5.58),
        ("s", "tightened", 1200, "2.5", 35, 1.76, 3.7),
        ("s", "normal", 5, "0.1", 7, 2.42, 0.005),
        ("s", "reduced", 600_000, "10", 75, 0.804, 21.05),
        ("sigma", "normal", 1200, "2.5", 15, 1.558, 5.34),
        ("sigma", "tightened", 1200, "4", 15, 1.558, 5.34),
    ],
)
def test_plans(
    method: str, severity: str, lot_size: int, aql: str, n: int, k: float, m: float
) -> None:
    plan = variables_plan(lot_size, aql, "II", Severity(severity), Method(method))

    assert (plan.n, plan.k, plan.m_percent) == (n, k, m)


def test_the_path_in_words() -> None:
    assert [step.in_("en") for step in FORTY.path] == [
        "Z1.9: lot 40, level II -> letter D.",
        "AQL 1.0, s-method, normal inspection -> measure 5, k = 1.53, M = 3.33 %.",
    ]
    assert variables_plan(5, "0.10").is_full


def test_a_tightened_plan_is_the_normal_plan_one_aql_tighter() -> None:
    for table in (S, SIGMA):
        normal, tightened = table["plans"]["normal"], table["plans"]["tightened"]
        assert {letter: row[1:] for letter, row in tightened.items()} == {
            letter: row[:-1] for letter, row in normal.items()
        }


def test_k_and_m_of_a_plan_say_the_same() -> None:
    """Loosely where n is small and k was read from another table; D-5 is exact to k's digits."""
    for plans in (S["plans"]["normal"], S["plans"]["tightened"]):
        for letter in "GHIJKLMNP":
            for n, k, m in plans[letter]:
                assert percent_by_s(k, n) == pytest.approx(m, abs=0.13)
    for plans in SIGMA["plans"].values():
        for row in plans.values():
            for n, k, m in row:
                assert percent_by_sigma(k, n) == pytest.approx(m, abs=0.02)


def test_estimates_as_printed() -> None:
    """Table B-5: n = 5, Q = 1.59 -> 2.19 %; n = 3 ends at Q = 2 / sqrt(3)."""
    assert percent_by_s(1.59, 5) == pytest.approx(2.19, abs=0.005)
    assert percent_by_s(1.155, 3) == 0
    assert percent_by_s(0, 10) == pytest.approx(50)
    assert percent_by_s(-1.59, 5) == pytest.approx(100 - percent_by_s(1.59, 5))
    assert (percent_by_s(inf, 5), percent_by_s(-inf, 5)) == (0, 100)


@pytest.mark.parametrize(("x", "a", "share"), [(0.25, 1, 0.25), (0.25, 2, 0.15625),
                                               (0.25, 0.5, 1 / 3), (0.9, 2, 0.972)])  # fmt: skip
def test_the_beta_function_where_it_is_known(x: float, a: float, share: float) -> None:
    assert beta_share(x, a) == pytest.approx(share, rel=1e-12)


def test_one_limit_is_judged_by_k() -> None:
    judged = judge_measurements(FORTY, STRENGTHS, Limits(upper=209))

    assert (judged.form, judged.accepted, judged.mean) == (Form.K, True, 195)
    assert judged.spread == pytest.approx(8.8034, abs=1e-4)
    assert [reason.in_("en") for reason in judged.reasons] == [
        "Quality index at the upper limit: 1.590, at least k = 1.53."
    ]


def test_two_limits_are_judged_together_by_m() -> None:
    good = judge_measurements(FORTY, STRENGTHS, Limits(180, 209))
    bad = judge_measurements(FORTY, STRENGTHS, Limits(182, 208.5))

    assert (good.form, good.accepted) == (Form.M, True)
    assert good.percent == pytest.approx(2.799, abs=1e-3)
    assert not bad.accepted
    assert [reason.in_("zh") for reason in bad.reasons] != []


def test_two_limits_with_an_aql_each_are_two_tests_by_k() -> None:
    judged = judge_measurements(FORTY, STRENGTHS, Limits(182, 209), form=Form.K)

    assert not judged.accepted
    assert [reason.in_("en") for reason in judged.reasons] == [
        "Quality index at the lower limit: 1.477, below k = 1.53.",
        "Quality index at the upper limit: 1.590, at least k = 1.53.",
    ]


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(
    "values", [(210.0,) * 5, (209, 210, 211, 210, 212), (300, 120, 215, 240, 230)]
)
@pytest.mark.parametrize("limits", [Limits(upper=209), Limits(100, 209)])
def test_a_mean_beyond_the_limit_is_never_good(
    form: Form, values: tuple[float, ...], limits: Limits
) -> None:
    judged = judge_measurements(FORTY, values, limits, form=form)

    assert not judged.accepted
    assert judged.reasons[0].in_("en") == "The mean lies beyond the upper limit: never accepted."


def test_units_that_are_all_alike() -> None:
    assert judge_measurements(FORTY, [200.0] * 5, Limits(180, 209)).accepted
    assert not judge_measurements(FORTY, [209.0] * 5, Limits(180, 209)).accepted


def test_the_known_sigma_is_used() -> None:
    plan = variables_plan(40, "1.0", method=Method.SIGMA)

    close = judge_measurements(plan, (195.0, 195.0), Limits(upper=209), sigma=8.0)
    wide = judge_measurements(plan, (195.0, 195.0), Limits(upper=209), sigma=12.0)

    assert plan.n == 2
    assert (close.accepted, wide.accepted) == (True, False)


@pytest.mark.parametrize("sigma", [None, 0.0, -1.0, inf])
def test_the_sigma_method_needs_sigma(sigma: float | None) -> None:
    plan = variables_plan(40, "1.0", method=Method.SIGMA)

    with pytest.raises(Invalid, match="known sigma"):
        judge_measurements(plan, (1.0, 2.0), Limits(upper=9), sigma=sigma)


@pytest.mark.parametrize("values", [(), (1.0,) * 4, (1.0,) * 6])
def test_another_number_of_measurements_is_refused(values: tuple[float, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        judge_measurements(FORTY, values, Limits(upper=209))

    assert "takes 5 measurements" in refused.value.in_("en")


def test_a_lot_smaller_than_the_plan_is_judged_unit_by_unit() -> None:
    with pytest.raises(Invalid, match="judge each unit"):
        judge_measurements(variables_plan(5, "0.10"), (1.0,) * 5, Limits(upper=9))


@pytest.mark.parametrize(
    ("lower", "upper"), [(None, None), (5.0, 5.0), (6.0, 5.0), (float("nan"), 5.0), (0.0, inf)]
)
def test_limits_that_are_none(lower: float | None, upper: float | None) -> None:
    with pytest.raises(Invalid):
        Limits(lower, upper)


@pytest.mark.parametrize(
    ("lot_size", "aql", "level"),
    [(1, "1.0", "II"), (0, "1.0", "II"), (40, "0.065", "II"), (40, "15", "II"), (40, "3", "II"),
     (40, "x", "II"), (40, "1.0", "S-1"), (40, "1.0", "2")],
)  # fmt: skip
def test_what_z19_has_no_plan_for(lot_size: int, aql: str, level: str) -> None:
    with pytest.raises(Invalid):
        variables_plan(lot_size, aql, level)


def test_a_measurement_that_is_no_number() -> None:
    with pytest.raises(Invalid, match="not a number"):
        judge_measurements(FORTY, (1.0, 2.0, 3.0, 4.0, float("nan")), Limits(upper=9))


def test_every_level_and_letter_has_a_plan() -> None:
    letters = {variables_letter(lot, level) for level in LEVELS for lot in (2, 300, 10**6)}

    assert letters <= set(S["plans"]["normal"]) == set(SIGMA["plans"]["reduced"])
    assert isinstance(FORTY, VariablesPlan)
