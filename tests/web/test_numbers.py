"""Numbers and days that people and addresses say: kept as meant, or refused in words."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import DateField, DecimalField, FloatField, IntegerField

from portal.web.forms import PageForm
from portal.web.numbers import LARGEST_COUNT, whole
from tests.world import World


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("0", 0),
        ("007", 7),
        (12, 12),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", None),
        ("9" * 5000, None),
        ("-1", None),
        ("1.0", None),
        ("1e3", None),
        ("²", None),
        ("１２", None),
        ("", None),
        (None, None),
        (True, None),
    ],
)
def test_a_whole_number_is_one_that_a_column_can_hold(said: object, meant: int | None) -> None:
    assert whole(said) == meant


def test_a_number_beyond_what_is_asked_for_is_none() -> None:
    assert [whole(said, 9) for said in ("9", "10", "09")] == [9, None, None]
    assert whole(str(LARGEST_COUNT + 1), LARGEST_COUNT) is None


class Typed(PageForm):
    count = IntegerField()
    price = DecimalField(places=None)
    ratio = FloatField()
    day = DateField()


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("count", "2147483648"),
        ("count", "-2147483649"),
        ("count", "9" * 40),
        ("price", "NaN"),
        ("price", "Infinity"),
        ("price", "1e30"),
        ("ratio", "nan"),
        ("ratio", "1e309"),
        ("day", "9999-12-31"),
        ("day", "0001-01-01"),
    ],
)
def test_what_no_column_can_hold_is_refused_at_its_field(
    world: World, field: str, said: str
) -> None:
    with world.app.test_request_context("/?lang=en"):
        form = Typed(formdata=MultiDict({field: said}), meta={"csrf": False})

        assert not form.validate()
        assert [name for name, errors in form.errors.items() if errors] == [field]
        assert (
            "valid" in form.errors[field][0]
            or "1900" in form.errors[field][0]
            or (form.errors[field][0] == "This number is too large.")
        )
