"""Skip-lot: who qualifies, which lots are looked at, and what ends it."""

import json
from pathlib import Path

import pytest

from inspections.sampling.rules.skip_lot import (
    Phase,
    Qualification,
    SkipState,
    accepted_share,
    after_lot,
    is_inspected,
)
from inspections.sampling.rules.switching import Standing
from portal.core.errors import Invalid

SKSP2 = json.loads((Path(__file__).parents[2] / "data/sampling/sksp2.json").read_text("utf-8"))
GOOD = Qualification(True, True, True, False, (Standing.NORMAL,))


def run(marks: str, state: SkipState | None = None) -> Phase:
    found = state or SkipState()
    for mark in marks:
        found = after_lot(found, mark == "A")
    return found.phase


PHASES = [
    ("A" * 9, Phase.LOT_BY_LOT),
    ("A" * 10, Phase.SKIPPING),
    ("A" * 9 + "R" + "A" * 9, Phase.LOT_BY_LOT),
    ("A" * 10 + "R", Phase.INTERRUPTED),
    ("A" * 10 + "RAAAA", Phase.SKIPPING),
    ("A" * 10 + "RAAR", Phase.LOT_BY_LOT),
]


@pytest.mark.parametrize(("marks", "phase"), PHASES)
def test_phases(marks: str, phase: Phase) -> None:
    assert run(marks) is phase


def test_critical_and_reduced_are_never_skipped() -> None:
    assert GOOD.refusals == ()
    assert Qualification(True, True, True, True, (Standing.NORMAL,)).refusals
    assert Qualification(True, True, True, False, (Standing.REDUCED,)).refusals
    assert Qualification(False, True, True, False, (Standing.NORMAL,)).refusals


@pytest.mark.parametrize("one_in", [2, 3, 4, 5])
def test_lots_are_chosen_by_chance_and_again_the_same(one_in: int) -> None:
    chosen = [is_inspected("seed", str(lot), one_in) for lot in range(4000)]

    assert chosen == [is_inspected("seed", str(lot), one_in) for lot in range(4000)]
    assert sum(chosen) == pytest.approx(4000 / one_in, rel=0.1)


def test_other_rates_are_refused() -> None:
    with pytest.raises(Invalid):
        is_inspected("seed", "1", 6)


def test_the_closed_form_of_sksp2() -> None:
    rows = SKSP2["rows"] if isinstance(SKSP2, dict) else SKSP2
    for f, i, p, accepted, inspected in rows:
        assert accepted_share(f, i, p) == pytest.approx((accepted, inspected), abs=1e-9)
