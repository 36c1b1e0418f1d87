"""Samples are drawn at random, again from their seed, and out of enough cartons."""

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.sampling.rules.drawing import Packing, Unit, draw_order, draw_units
from inspections.sampling.rules.randomness import Stream
from portal.core.errors import Invalid


def test_the_stream_is_what_its_description_says() -> None:
    digest = sha256(b"portal-draw-1\nlot 7\nunits\n0").digest()

    first = Stream("lot 7", "units").below(1000)

    assert first == int.from_bytes(digest[:8], "big") % 1000


def test_a_seed_gives_the_same_units_for_ever() -> None:
    drawing = draw_units("2026-11-23 L-1", 6, Packing(1200, 50))

    assert drawing.units == KEPT
    assert draw_order("2026-11-23 L-1", 5, 10_000_000) == KEPT_ORDER


KEPT = (
    Unit(1, 1053, 44, 21),
    Unit(2, 1111, 47, 7),
    Unit(3, 356, 15, 20),
    Unit(4, 318, 14, 6),
    Unit(5, 183, 8, 15),
    Unit(6, 1163, 49, 11),
)
KEPT_ORDER = (2618544, 750494, 4564616, 7168242, 1744905)


def test_another_seed_gives_other_units() -> None:
    one, other = (draw_units(seed, 20, Packing(1200, 50)) for seed in ("a", "b"))

    assert {unit.number for unit in one.units} != {unit.number for unit in other.units}


@given(st.text("abc 中文-01", min_size=1, max_size=64), st.data())
def test_units_are_in_range_once_and_spread(seed: str, data: st.DataObject) -> None:
    lot_size = data.draw(st.one_of(st.integers(1, 60), st.integers(1, 10_000_000)))
    cartons = data.draw(st.integers(1, min(lot_size, 5000)))
    n = data.draw(st.integers(1, min(lot_size, 300)))
    packing = Packing(lot_size, cartons)

    drawing = draw_units(seed, n, packing)

    numbers = [unit.number for unit in drawing.units]
    assert [unit.rank for unit in drawing.units] == list(range(1, n + 1))
    assert len(set(numbers)) == n
    assert all(1 <= number <= lot_size for number in numbers)
    assert len(drawing.cartons) >= min(n, packing.fewest_opened)
    for unit in drawing.units:
        assert unit.number == packing.begin(unit.carton) + unit.position
        assert 1 <= unit.position <= packing.size(unit.carton)


@given(st.integers(1, 500), st.data())
def test_an_order_drawn_whole_is_every_unit_once(lot_size: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(1, lot_size))

    whole = draw_order("seed", lot_size, lot_size)

    assert sorted(whole) == list(range(1, lot_size + 1))
    assert draw_order("seed", n, lot_size) == whole[:n]


def test_the_smaller_sample_is_the_beginning_of_the_larger() -> None:
    packing = Packing(3200, 100)
    larger, smaller = draw_units("s", 125, packing), draw_units("s", 32, packing)

    assert smaller.units == larger.first(32)
    assert larger.samples_of(larger.units[31], {"major": 125, "minor": 32}) == ("major", "minor")
    assert larger.samples_of(larger.units[32], {"major": 125, "minor": 32}) == ("major",)


def test_the_first_units_open_as_many_cartons_as_they_can() -> None:
    drawing = draw_units("s", 125, Packing(3200, 100))

    assert len({unit.carton for unit in drawing.first(10)}) == 10
    assert len(drawing.cartons) == 10


def test_more_cartons_are_opened_where_asked_or_needed() -> None:
    assert len(draw_units("s", 30, Packing(3200, 100), opened=25).cartons) == 25
    assert len(draw_units("s", 30, Packing(100, 50)).cartons) == 15


def test_the_list_is_walked_carton_by_carton() -> None:
    drawing = draw_units("s", 40, Packing(1200, 16))

    walked = drawing.by_carton()

    assert [carton for carton, _ in walked] == list(drawing.cartons)
    numbers = [unit.number for _, units in walked for unit in units]
    assert numbers == sorted(unit.number for unit in drawing.units)


@pytest.mark.parametrize(
    ("packing", "sizes"),
    [
        (Packing(10, 3), [4, 3, 3]),
        (Packing(10, 10), [1] * 10),
        (Packing(10, 3, per_carton=4), [4, 4, 2]),
        (Packing(12, 3, per_carton=4), [4, 4, 4]),
    ],
)
def test_units_lie_in_cartons(packing: Packing, sizes: list[int]) -> None:
    assert [packing.size(carton) for carton in range(1, packing.cartons + 1)] == sizes


@pytest.mark.parametrize(
    ("cartons", "fewest"), [(1, 1), (2, 2), (4, 2), (5, 3), (100, 10), (101, 11)]
)
def test_at_least_the_square_root_of_the_cartons_is_opened(cartons: int, fewest: int) -> None:
    assert Packing(1000, cartons).fewest_opened == fewest


def chi_square(counts: Counter[int], cells: int, drawn: int) -> float:
    expected = drawn / cells
    return sum((counts[cell] - expected) ** 2 / expected for cell in range(cells))


def test_every_number_is_as_likely_as_the_others() -> None:
    """99.9 % of true uniform streams stay below 149.4 with 99 degrees of freedom."""
    stream = Stream("chi-square", "test")
    counts = Counter(stream.below(100) for _ in range(20_000))

    assert chi_square(counts, 100, 20_000) < 149.4


def test_every_unit_of_a_lot_in_cartons_is_as_likely_as_the_others() -> None:
    packing = Packing(100, 10)
    counts = Counter(
        unit.number - 1
        for turn in range(2000)
        for unit in draw_units(f"turn {turn}", 10, packing).units
    )

    assert chi_square(counts, 100, 20_000) < 149.4


@pytest.mark.parametrize(
    ("seed", "n", "opened", "sentence"),
    [
        ("", 5, None, "A seed is"),
        ("x" * 65, 5, None, "A seed is"),
        ("a\nb", 5, None, "A seed is"),
        ("s", 0, None, "number of units"),
        ("s", 1201, None, "only 1200 units"),
        ("s", 5, 7, "at least 8 of 50"),
        ("s", 5, 51, "at least 8 of 50"),
    ],
)
def test_what_cannot_be_drawn(seed: str, n: int, opened: int | None, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        draw_units(seed, n, Packing(1200, 50), opened)

    assert sentence in refused.value.in_("en")


@pytest.mark.parametrize(
    ("lot_size", "cartons", "per_carton"),
    [(0, 1, None), (10_000_001, 1, None), (10, 0, None), (10, 11, None), (10, 3, 3)],
)
def test_a_lot_that_cannot_lie_so(lot_size: int, cartons: int, per_carton: int | None) -> None:
    with pytest.raises(Invalid):
        Packing(lot_size, cartons, per_carton)
