"""What a specification can ask, and what a GTIN is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.core.products.rules import (
    CharacteristicKind,
    Limits,
    Wanted,
    compare,
    fault_of,
    is_gtin,
)
from tests.factories.goods import GLAZE, HEIGHT

D = Decimal


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("4006381333931", True),
        ("4006381333932", False),
        ("96385074", True),
        ("036000291452", True),
        ("10614141000415", True),
        ("0614141000418", True),
        ("614141000418", True),
        ("123", False),
        ("", False),
        ("400638133393X", False),
        ("４００６３８１３３３９３１", False),
    ],
)
def test_a_gtin_ends_with_its_check_digit(text: str, is_one: bool) -> None:
    assert is_gtin(text) is is_one


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (HEIGHT, None),
        (GLAZE, None),
        (replace(HEIGHT, lower=None), None),
        (replace(HEIGHT, upper=None, nominal=None), None),
        (replace(HEIGHT, lower=D(95), upper=D(95)), None),
        (replace(HEIGHT, name_en="", name_zh=""), "name_en"),
        (replace(HEIGHT, unit=""), "unit"),
        (replace(HEIGHT, lower=None, upper=None), "lower"),
        (replace(HEIGHT, lower=D(96)), "upper"),
        (replace(HEIGHT, nominal=D(96)), "upper"),
        (replace(HEIGHT, nominal=D(94), upper=None), "upper"),
        (replace(HEIGHT, lower=D("94.1234567")), "nominal"),
        (replace(HEIGHT, upper=D("1e12")), "nominal"),
        (replace(HEIGHT, upper=D("NaN")), "nominal"),
        (replace(HEIGHT, upper=D("Infinity")), "nominal"),
        (replace(HEIGHT, level="IV"), "level"),
        (replace(GLAZE, lower=D(1)), "lower"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(wanted: Wanted, field: str | None) -> None:
    fault = fault_of(wanted)

    assert (fault and fault[0]) == field


@pytest.mark.parametrize(
    ("limits", "value", "keeps"),
    [
        (Limits(D("9.5"), D("10.5")), "9.5", True),
        (Limits(D("9.5"), D("10.5")), "10.5", True),
        (Limits(D("9.5"), D("10.5")), "10.500001", False),
        (Limits(None, D("3")), "-1", True),
        (Limits(D("3"), None), "2.999", False),
    ],
)
def test_the_limits_themselves_conform(limits: Limits, value: str, keeps: bool) -> None:
    assert limits.keeps(D(value)) is keeps


def test_two_versions_are_compared_line_by_line() -> None:
    tighter = replace(HEIGHT, upper=D("95.2"), level="")
    weight = Wanted("WEIGHT", CharacteristicKind.MEASURED, "Weight", unit="g", upper=D(400))

    lines = compare([HEIGHT, GLAZE], [tighter, weight])

    assert [(line.code, line.fields) for line in lines] == [
        ("HEIGHT", ("upper", "level")),
        ("WEIGHT", ()),
        ("GLAZE", ()),
    ]
    assert [(line.before is None, line.after is None) for line in lines] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    assert compare([HEIGHT], [HEIGHT]) == []
