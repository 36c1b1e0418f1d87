"""Every cell, every arrow, and the sentences that tell the way."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.sampling.rules.plans import accepted_one_step_tighter, find_plan, plan_at
from inspections.sampling.rules.tables import code_letters, single_table, staged_table
from inspections.sampling.rules.vocabulary import (
    AQLS,
    Cell,
    Edition,
    Kind,
    Level,
    Regime,
    Severity,
    demand_lot_size,
    inspection_level,
    preferred_aql,
)
from portal.core.errors import Invalid

DATA = Path(__file__).parents[2] / "data/sampling"
ISO, Z1_4 = Edition.ISO_2859_1, Edition.Z1_4
LETTERS = "ABCDEFGHJKLMNPQR"
SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000)
DIAGONALS = {
    Severity.NORMAL: {
        14: 0, 17: 1, 18: 2, 19: 3, 20: 5, 21: 7, 22: 10, 23: 14, 24: 21, 25: 30, 26: 44,
    },
    Severity.TIGHTENED: {
        15: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 8, 23: 12, 24: 18, 25: 27, 26: 41,
    },
}  # fmt: skip
"""With letter index i and AQL index j, Ac is a function of i + j alone."""


def data(name: str) -> Any:
    return json.loads((DATA / name).read_text("utf-8"))


@pytest.mark.parametrize("severity", DIAGONALS)
@pytest.mark.parametrize("edition", Edition)
def test_what_is_printed_lies_on_diagonals(edition: Edition, severity: Severity) -> None:
    entries = single_table(edition, severity).entries
    printed = {
        (letter, aql): entries[letter, aql].ac
        for letter in LETTERS
        for aql in AQLS
        if entries[letter, aql].cell is Cell.DIRECT
    }
    expected = {
        (letter, aql): DIAGONALS[severity][i + j]
        for i, letter in enumerate(LETTERS)
        for j, aql in enumerate(AQLS)
        if i + j in DIAGONALS[severity] and (i + j < 25 or letter in "ABCDE")
    }
    if (edition, severity) == (Z1_4, Severity.TIGHTENED):
        del expected["A", "10"]

    assert printed == expected


def test_letter_a_at_aql_10_is_where_the_editions_part_on_tightened() -> None:
    iso, american = (
        plan_at(edition, Severity.TIGHTENED, Kind.SINGLE, "A", "10") for edition in (ISO, Z1_4)
    )

    assert (iso.cell, iso.letter, iso.stages[0]) == (Cell.DIRECT, "A", (2, 2, 0, 1))
    assert (american.cell, american.letter, american.stages[0]) == (Cell.DOWN, "D", (8, 8, 1, 2))


def test_every_cell_of_the_reduced_double_and_multiple_tables() -> None:
    wrong = []
    for name, row in data("cells.json").items():
        edition, kind, severity, letter = name.split("|")
        if (edition, kind, severity) == (ISO, "double", "reduced"):
            continue  # its table is not confirmed and not offered
        for aql, printed in zip(AQLS, row.split(), strict=True):
            plan = plan_at(Edition(edition), Severity(severity), Kind(kind), letter, aql)
            stages = "+".join(f"{stage.n}/{stage.ac}/{stage.re}" for stage in plan.stages)
            if f"{plan.letter}:{stages}" != printed:
                wrong.append((name, aql, stages, printed))

    assert wrong == []


def test_lots_find_their_plans() -> None:
    columns, rows = data("resolution.json").values()
    for row in rows:
        said = dict(zip(columns, row, strict=True))
        found = find_plan(
            said["lot"], said["aql"], said["level"], Severity(said["severity"]),
            regime=Regime.PER_100,
        )  # fmt: skip
        plan, stage = found.plan, found.plan.stages[0]
        assert (
            plan.code_letter, plan.cell.value, plan.letter, stage.n, stage.ac, stage.re,
            found.units_to_inspect, found.full_inspection,
        ) == tuple(row[4:]), said  # fmt: skip


def test_a_lot_of_one_is_inspected_whole() -> None:
    found = find_plan(1, "2.5")

    assert (found.full_inspection, found.units_to_inspect, found.plan.code_letter) == (True, 1, "")


def test_inputs_are_read_as_people_write_them() -> None:
    policy = data("input_policy.json")
    for printed, spellings in policy["aql_accept"].items():
        assert {preferred_aql(spelling) for spelling in spellings} == {printed}
    for level, spellings in policy["level_accept"].items():
        assert {inspection_level(spelling) for spelling in spellings} == {Level(level)}


REFUSED = [
    *((preferred_aql, value) for value in (*data("input_policy.json")["aql_refuse"], [], True)),
    *((inspection_level, value) for value in data("input_policy.json")["level_refuse"]),
    *((demand_lot_size, value) for value in data("input_policy.json")["lot_refuse"]),
]


@pytest.mark.parametrize(("rule", "value"), REFUSED, ids=[str(row[1]) for row in REFUSED])
def test_what_the_standard_does_not_have_is_refused_not_rounded(rule: Any, value: object) -> None:
    with pytest.raises(Invalid):
        rule(value)


def test_above_10_only_nonconformities_per_100_are_counted() -> None:
    assert find_plan(500, "15", regime=Regime.PER_100).plan.aql == "15"
    with pytest.raises(Invalid, match="above 10"):
        find_plan(500, "15")


@pytest.mark.parametrize(
    ("kind", "severity"), [(Kind.MULTIPLE, Severity.NORMAL), (Kind.DOUBLE, Severity.REDUCED)]
)
def test_tables_that_nobody_confirmed_are_not_offered(kind: Kind, severity: Severity) -> None:
    with pytest.raises(Invalid):
        find_plan(1200, "1.0", kind=kind, severity=severity)


def test_a_plan_tells_its_way() -> None:
    assert [step.in_("en") for step in find_plan(8, "2.5").path] == [
        "Lot 8, level II -> letter A.",
        "Table 2-A has an arrow down at letter A and AQL 2.5: letter C applies, with its own"
        " sample size.",
        "AQL 2.5, normal inspection -> take 5, accept up to 0, reject from 1.",
    ]


def test_a_gap_is_told() -> None:
    found = find_plan(1200, "2.5", severity=Severity.REDUCED, edition=Z1_4)

    assert [note.in_("en") for note in found.notes] == [
        "A count above 2 and below 5 accepts the lot, and normal inspection is back from the next"
        " lot on."
    ]


TIGHTER = [("K", "1.0", 2, True), ("K", "1.0", 3, False), ("J", "0.15", 0, False)]


@pytest.mark.parametrize(("letter", "aql", "found", "accepted"), TIGHTER)
def test_one_step_tighter(letter: str, aql: str, found: int, accepted: bool) -> None:
    plan = plan_at(ISO, Severity.NORMAL, Kind.SINGLE, letter, aql)

    assert accepted_one_step_tighter(plan, found) is accepted


lots = st.integers(2, 2_000_000)
aqls = st.sampled_from(AQLS)
severities = st.sampled_from(Severity)


@given(lots, aqls, st.sampled_from(Level), severities, st.sampled_from(Edition))
def test_every_lot_has_a_sound_plan(
    lot: int, aql: str, level: Level, severity: Severity, edition: Edition
) -> None:
    found = find_plan(lot, aql, level, severity, edition=edition, regime=Regime.PER_100)
    (stage,) = found.plan.stages
    entry = single_table(edition, severity).entries.get((found.plan.letter, aql))

    assert 0 <= stage.ac < stage.re
    assert entry is None or entry.cell is Cell.DIRECT
    assert found.units_to_inspect == min(stage.n, lot)
    assert found.path
    assert all(step.in_("zh") for step in found.path)


@pytest.mark.parametrize("kind", [Kind.DOUBLE, Kind.MULTIPLE])
@pytest.mark.parametrize("severity", Severity)
def test_samples_rise_to_a_decision(kind: Kind, severity: Severity) -> None:
    table = staged_table(Z1_4, severity, kind)
    assert table is not None
    for bounds in table.plans.values():
        assert all(one.ac <= other.ac and one.re <= other.re for one, other in pairwise(bounds))
        assert all(one.ac < one.re for one in bounds)
        assert severity is Severity.REDUCED or bounds[-1].re == bounds[-1].ac + 1


def test_sizes_and_letters_rise() -> None:
    starts, letters = code_letters()

    assert starts == sorted(starts)
    for row in letters.values():
        assert row == sorted(row)
    normal = single_table(ISO, Severity.NORMAL).entries.values()
    assert {entry.letter: entry.n for entry in normal} == dict(zip(LETTERS, SIZES, strict=True))
