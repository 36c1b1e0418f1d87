"""C=0 plans and the extract of Dodge and Romig."""

import json

import pytest

from inspections.sampling.rules.curves import Model, curve_of
from inspections.sampling.rules.dodge_romig import (
    RectifyingPlan,
    rectifying_plan,
    rectifying_tables,
)
from inspections.sampling.rules.zero_acceptance import TABLE, ZeroPlan, zero_aqls, zero_plan
from portal.core.errors import Invalid


@pytest.mark.parametrize(
    ("lot_size", "aql", "n", "is_full"),
    [
        (8, "2.5", 5, False),
        (8, "1.0", 8, True),
        (5, "2.5", 5, True),
        (4, "2.5", 4, True),
        (1, "10", 1, True),
        (500, "1.0", 29, False),
        (501, "1", 34, False),
        (1200, "2.5", 19, False),
        (3200, "0.010", 1250, False),
        (1200, "0.01", 1200, True),
        (500_000, "0.15", 270, False),
        (500_001, "0.15", 303, False),
    ],
)
def test_a_lot_and_its_plan(lot_size: int, aql: str, n: int, is_full: bool) -> None:
    plan = zero_plan(lot_size, aql)

    assert (plan.n, plan.is_full) == (n, is_full)


def test_the_path_in_words() -> None:
    assert [step.in_("en") for step in ZeroPlan(1200, "2.5", 19, False).path] == [
        "C=0, lot 1200, AQL 2.5 -> take 19, accept on 0 only."
    ]


@pytest.mark.parametrize("aql", ["0", "3.0", "15", "abc", "", "-1", "NaN", "sNaN"])
def test_an_aql_that_the_table_does_not_have(aql: str) -> None:
    with pytest.raises(Invalid, match="not an AQL of the C=0 table"):
        zero_plan(1200, aql)


def test_a_lot_of_nothing() -> None:
    with pytest.raises(Invalid, match="at least 1"):
        zero_plan(0, "1.0")


def test_larger_lots_and_smaller_aqls_never_take_less() -> None:
    rows = json.loads(TABLE.read_text())["rows"]
    sizes = [[float("inf") if n == "all" else n for n in row[1:]] for row in rows]

    assert all(row == sorted(row, reverse=True) for row in sizes)
    taken = [[zero_plan(row[0] or 10**6, aql).n for row in rows] for aql in zero_aqls()]
    assert all(column == sorted(column) for column in taken[:3] + taken[6:])


@pytest.mark.parametrize(
    ("table", "lot_size", "average", "plan"),
    [
        ("AOQL 3.0", 50, 0.0, RectifyingPlan("AOQL 3.0", 10, 0, 19.0)),
        ("AOQL 3.0", 51, 0.0006, RectifyingPlan("AOQL 3.0", 11, 0, 18.0)),
        ("LTPD 1.0", 2000, 0.002, RectifyingPlan("LTPD 1.0", 360, 1, 0.19)),
    ],
)
def test_a_plan_of_the_extract(
    table: str, lot_size: int, average: float, plan: RectifyingPlan
) -> None:
    assert rectifying_plan(table, lot_size, average) == plan


@pytest.mark.parametrize(
    ("table", "lot_size", "average"),
    [
        ("AOQL 2.0", 100, 0.001),
        ("AOQL 3.0", 100_001, 0.001),
        ("AOQL 3.0", 0, 0.001),
        ("AOQL 3.0", 100, 0.031),
        ("AOQL 3.0", 150, 0.01),
        ("AOQL 3.0", 700, 0.01),
        ("AOQL 3.0", 2500, 0.01),
    ],
)
def test_what_the_extract_does_not_hold_is_refused(
    table: str, lot_size: int, average: float
) -> None:
    with pytest.raises(Invalid, match="has no plan for that"):
        rectifying_plan(table, lot_size, average)


def test_the_plans_by_ltpd_keep_it() -> None:
    assert rectifying_tables() == ("AOQL 3.0", "LTPD 1.0")
    for lot_size in (1000, 5000, 20_000):
        plan = rectifying_plan("LTPD 1.0", lot_size, 0.001)
        curve = curve_of([(plan.n, plan.c, plan.c + 1)], model=Model.HYPERGEOMETRIC,
                         lot_size=lot_size)  # fmt: skip
        assert curve.pa(0.01) <= 0.105
