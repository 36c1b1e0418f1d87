"""What taps add up to: the order and the number of copies make no difference."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.lot_inspections.rules import ObservationKind
from inspections.lot_inspections.rules.folding import (
    Asked,
    Contradiction,
    Tally,
    Tap,
    Terms,
    fold,
)
from portal.core.products.rules import DefectClass, Limits

C, MA, MI = DefectClass.CRITICAL, DefectClass.MAJOR, DefectClass.MINOR
K = ObservationKind
SHARP, CRACK, STAIN = 1, 2, 3
LENGTH = 7

TERMS = Terms(
    ends={C: (8,), MA: (5, 8), MI: (3,)},
    per_100=False,
    defects={SHARP: C, CRACK: MA, STAIN: MI},
    measured={LENGTH: Asked(Limits(Decimal(10), Decimal(12)), MA)},
)


def defect(key: str, unit: int, kind: int) -> Tap:
    return Tap(key, K.DEFECT, unit=unit, defect_id=kind)


def length(key: str, unit: int, value: str) -> Tap:
    return Tap(key, K.MEASUREMENT, unit=unit, characteristic_id=LENGTH, value=Decimal(value))


COUNTS = [
    ("nothing seen", [], {C: (0,), MA: (0, 0), MI: (0,)}),
    ("one unit of each sample", [defect("a", 5, CRACK), defect("b", 6, CRACK)], {MA: (1, 1)}),
    ("a unit counts once", [defect("a", 2, CRACK), defect("b", 2, CRACK)], {MA: (1, 0)}),
    ("in its gravest class", [defect("a", 2, STAIN), defect("b", 2, SHARP)], {C: (1,)}),
    ("beyond the smaller sample", [defect("a", 4, STAIN)], {}),
    ("the gravest whose sample has it", [defect("a", 9, SHARP), defect("b", 9, STAIN)], {}),
    ("taken back", [defect("a", 2, CRACK), Tap("u", K.UNDO, undoes="a")], {}),
    ("taken back before it came", [Tap("u", K.UNDO, undoes="a"), defect("a", 2, CRACK)], {}),
    ("a value beyond its limit", [length("m", 6, "12.01")], {MA: (0, 1)}),
    ("the limit itself conforms", [length("m", 6, "12")], {}),
    ("beyond twice is one unit", [length("m", 2, "9"), defect("a", 2, CRACK)], {MA: (1, 0)}),
]
NOTHING = {C: (0,), MA: (0, 0), MI: (0,)}


@pytest.mark.parametrize(
    ("taps", "counts"), [row[1:] for row in COUNTS], ids=[r[0] for r in COUNTS]
)
def test_what_counts_in_which_class_and_sample(
    taps: list[Tap], counts: dict[DefectClass, tuple[int, ...]]
) -> None:
    assert fold(taps, TERMS).counts == NOTHING | counts


def test_per_100_each_nonconformity_counts() -> None:
    taps = [defect("a", 2, CRACK), defect("b", 2, CRACK), defect("c", 2, SHARP)]

    assert fold(taps, replace(TERMS, per_100=True)).counts == NOTHING | {C: (1,), MA: (2, 0)}


def test_two_values_for_one_measurement_are_shown_and_not_counted() -> None:
    tally = fold([length("a", 2, "9"), length("b", 2, "11")], TERMS)

    assert tally.contradictions == (Contradiction(LENGTH, 2, (Decimal(9), Decimal(11))),)
    assert (tally.measured, tally.counts) == ({}, NOTHING)


def test_everything_seen_is_there_again() -> None:
    taps = [
        Tap("d", K.UNIT_DONE, unit=1), Tap("e", K.UNIT_DONE, unit=2),
        Tap("o", K.CARTON_OPENED, carton=3), Tap("r", K.REMARK, words="wet floor"),
        length("m", 1, "11"), defect("a", 2, STAIN),
    ]  # fmt: skip

    assert fold(taps, TERMS) == Tally(
        counts=NOTHING | {MI: (1,)},
        defects={STAIN: 1},
        measured={(LENGTH, 1): Decimal(11)},
        done=frozenset({1, 2}),
        cartons=frozenset({3}),
        remarks=("wet floor",),
    )
    assert fold(taps, TERMS).first_undone(2) is None
    assert fold(taps, TERMS).first_undone(3) == 3


keys = st.sampled_from([f"k{number}" for number in range(12)])
taps = st.lists(
    st.one_of(
        st.builds(defect, keys, st.integers(1, 9), st.sampled_from([SHARP, CRACK, STAIN])),
        st.builds(length, keys, st.integers(1, 9), st.sampled_from(["9", "10", "11", "13"])),
        st.builds(lambda key, unit: Tap(key, K.UNIT_DONE, unit=unit), keys, st.integers(1, 9)),
        st.builds(lambda key, other: Tap(f"u{key}", K.UNDO, undoes=other), keys, keys),
    ),
    unique_by=lambda tap: tap.key,
)


@given(taps, st.integers(0, 1000))
def test_order_and_copies_make_no_difference(seen: list[Tap], seed: int) -> None:
    again = seen + seen[::2]
    Random(seed).shuffle(again)  # noqa: S311 - not for secrets

    assert fold(again, TERMS) == fold(seen, TERMS)
