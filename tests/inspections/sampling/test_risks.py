"""The figures that sum a plan up."""

import json
from pathlib import Path
from typing import Any

import pytest

from inspections.sampling.rules.curves import Curve, Model, curve_of
from inspections.sampling.rules.plans import plan_at
from inspections.sampling.rules.risks import (
    consumers_risk_quality,
    outgoing_limit,
    producers_risk,
    quality_at,
    surely_seen,
)
from inspections.sampling.rules.skip_lot import accepted_share
from inspections.sampling.rules.vocabulary import (
    PERCENT_AQLS,
    Cell,
    Edition,
    Kind,
    Severity,
)

SAMPLES = Path(__file__).parents[2] / "data/sampling"
OC: dict[str, Any] = json.loads((SAMPLES / "oc.json").read_text())


def single(n: int, ac: int, model: Model, lot_size: int | None = None) -> Curve:
    return curve_of([(n, ac, ac + 1)], model=model, lot_size=lot_size)


@pytest.mark.parametrize("plan", OC["plans"], ids=lambda plan: plan["label"])
@pytest.mark.parametrize(
    ("model", "key"),
    [(Model.BINOMIAL, "p_at_pa_binomial"), (Model.POISSON, "rate_at_pa_poisson")],
)
def test_the_quality_at_a_probability_as_sampled(
    plan: dict[str, Any], model: Model, key: str
) -> None:
    curve = single(plan["n"], plan["c"], model)

    found = {pa: quality_at(curve, float(pa)) for pa in plan[key]}

    assert found == pytest.approx(plan[key], rel=1e-8)


def test_in_a_lot_the_consumers_risk_is_a_number_of_items() -> None:
    curve = single(50, 0, Model.HYPERGEOMETRIC, 200)

    quality = consumers_risk_quality(curve)

    assert quality * 200 == 8
    assert curve.pa(8 / 200) <= 0.10 < curve.pa(7 / 200)


def test_a_lot_at_the_aql_is_not_accepted_95_times_of_100() -> None:
    """87.4 to 99.4 % on normal, so that the producer's risk is stated for each plan."""
    assert producers_risk(single(13, 0, Model.BINOMIAL), 1.0) == pytest.approx(0.12248, abs=1e-5)
    assert producers_risk(single(80, 5, Model.BINOMIAL), 2.5) == pytest.approx(0.01521, abs=1e-5)


def test_the_acceptance_at_the_aql_over_the_normal_table() -> None:
    found = []
    for letter in "ABCDEFGHJKLMNPQR":
        for aql in PERCENT_AQLS:
            plan = plan_at(Edition.ISO_2859_1, Severity.NORMAL, Kind.SINGLE, letter, aql)
            if plan.cell is Cell.DIRECT:
                stage = plan.stages[0]
                found.append(single(stage.n, stage.ac, Model.BINOMIAL).pa(float(aql) / 100))

    assert (round(min(found), 3), round(max(found), 3)) == (0.874, 0.994)


def test_the_outgoing_limits_of_dodge_and_romig() -> None:
    rows = json.loads((SAMPLES / "dodge_romig_aoql.json").read_text())["rows"]

    found = [
        100 * outgoing_limit(single(n, c, Model.POISSON, lot_size)).aoql
        for n, c, lot_size, _ in rows
    ]

    assert found == pytest.approx([row[3] for row in rows], abs=1e-6)


@pytest.mark.parametrize("lot_size", [150, 1200, 100_000])
def test_the_limit_of_a_lot_is_its_highest_point(lot_size: int) -> None:
    curve = single(80, 5, Model.HYPERGEOMETRIC, lot_size)

    limit = outgoing_limit(curve)

    heights = (curve.point(count / lot_size).aoq for count in range(min(lot_size, 20_000)))
    assert limit.aoql == max(heights)
    assert curve.point(limit.p).aoq == limit.aoql


def test_without_a_lot_size_the_limit_is_that_of_a_process() -> None:
    """Ac = 0: p (1 - p)^n is highest at 1 / (n + 1)."""
    limit = outgoing_limit(single(124, 0, Model.BINOMIAL))

    assert (limit.p, limit.aoql) == pytest.approx((1 / 125, (124 / 125) ** 124 / 125), rel=1e-6)


def test_what_a_sample_surely_shows() -> None:
    assert surely_seen(125) == pytest.approx(0.0237, abs=5e-5)
    assert (1 - surely_seen(125)) ** 125 == pytest.approx(0.05)


def test_skip_lot_as_sampled() -> None:
    rows = json.loads((SAMPLES / "sksp2.json").read_text())["rows"]
    kept = {round(1 / every, 10): 1 / every for every in (2, 3, 4, 5)}

    found = [accepted_share(kept[f], clearance, pa) for f, clearance, pa, _, _ in rows]

    assert found == [pytest.approx((row[3], row[4]), abs=1e-9) for row in rows]
