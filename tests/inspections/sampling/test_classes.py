"""Several defect classes on one drawing of units."""

import json
from pathlib import Path
from typing import Any

import pytest

from inspections.sampling.rules.classes import Terms, plan_inspection
from inspections.sampling.rules.vocabulary import CriticalMode, Kind, Severity
from portal.core.errors import Invalid
from portal.core.products.rules import DefectClass

C, MA, MI = DefectClass.CRITICAL, DefectClass.MAJOR, DefectClass.MINOR
CASES = json.loads((Path(__file__).parents[2] / "data/sampling/classes.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[str(case["lot"]) for case in CASES])
def test_worked_samples(case: dict[str, Any]) -> None:
    asked = {DefectClass(name): plan[0] for name, plan in case["classes"].items()}
    found = plan_inspection(Terms(case["lot"], asked))

    assert found.draw == case["draw"]
    assert {name.value: list(plan.stages[0][::2]) for name, plan in found.classes.items()} == {
        name: [plan[1], plan[2]] for name, plan in case["classes"].items()
    }


def test_smaller_samples_are_the_first_units_and_it_is_said() -> None:
    found = plan_inspection(Terms(48, {MA: "2.5", MI: "4.0"}))

    assert (found.draw, dict(found.subsets)) == (13, {MA: 5, MI: 13})
    assert len(found.warnings) == 1


def test_by_agreement_the_largest_letter_holds_for_all() -> None:
    found = plan_inspection(Terms(8, {MA: "2.5", MI: "4.0"}, largest_letter=True))

    assert {plan.letter for plan in found.classes.values()} >= {"C"}
    assert found.warnings[0].in_("en").startswith("Agreed option")


def test_the_way_to_an_agreed_letter_begins_with_that_of_the_lot() -> None:
    found = plan_inspection(Terms(48, {C: "0", MA: "2.5", MI: "4.0"}, largest_letter=True))

    assert [step.in_("en") for step in found.classes[MA].path] == [
        "Lot 48, level II -> letter D.",
        "By agreement letter F, that of the largest sample, is taken instead.",
        "AQL 2.5, normal inspection -> take 20, accept up to 1, reject from 2.",
    ]
    of_lot = {name: one.found.code_letter for name, one in found.classes.items() if one.found}
    assert (found.draw, of_lot) == (20, {MA: "D", MI: "D"})


def test_a_lot_that_is_inspected_whole_for_every_class_has_no_smaller_samples() -> None:
    found = plan_inspection(Terms(8, {MA: "0.10", MI: "0.25"}))

    assert (found.draw, found.warnings) == (8, ())


def test_whole_inspection_for_one_class_makes_the_others_a_part_of_it() -> None:
    found = plan_inspection(Terms(48, {C: "0", MA: "2.5"}, critical_mode=CriticalMode.FULL))

    assert (dict(found.subsets), len(found.warnings)) == ({C: 48, MA: 5}, 1)


MODES = [
    (CriticalMode.NONE_ACCEPTED, "0", (80, 0, 1)),
    (CriticalMode.FULL, "0", (1200, 0, 1)),
    (CriticalMode.C0, "0.65", (47, 0, 1)),
    (CriticalMode.AQL, "0.10", (125, 0, 1)),
]


@pytest.mark.parametrize(("mode", "aql", "stage"), MODES)
def test_critical_modes(mode: CriticalMode, aql: str, stage: tuple[int, int, int]) -> None:
    found = plan_inspection(Terms(1200, {C: aql, MA: "2.5"}, critical_mode=mode)).classes[C]
    first = found.stages[0]

    assert (first.n, first.ac, first.re) == stage


@pytest.mark.parametrize(
    "terms",
    [
        Terms(1200, {}),
        Terms(1200, {MI: "0"}),
        Terms(1200, {C: "0", MA: "2.5"}, critical_mode=CriticalMode.AQL),
        Terms(1200, {C: "0", MA: "2.5"}, critical_mode=CriticalMode.C0),
    ],
)
def test_what_is_no_plan_is_refused(terms: Terms) -> None:
    with pytest.raises(Invalid):
        plan_inspection(terms)


def test_what_is_detectable_is_said() -> None:
    found = plan_inspection(Terms(2000, {C: "0", MA: "1.0"})).classes[C]

    assert (found.stages[0].n, found.detectable) == (125, pytest.approx(0.0237, abs=1e-4))


def test_each_class_has_its_severity() -> None:
    terms = Terms(1200, {MA: "2.5", MI: "4.0"}, severities={MA: Severity.TIGHTENED})
    found = plan_inspection(terms).classes

    assert [found[name].stages[0].ac for name in (MA, MI)] == [3, 7]


def test_critical_units_are_judged_on_all_samples_of_the_others() -> None:
    terms = Terms(1200, {C: "0", MA: "2.5", MI: "4.0"}, kind=Kind.DOUBLE)
    found = plan_inspection(terms).classes[C]

    assert (found.every_unit, [tuple(stage) for stage in found.stages]) == (
        True,
        [(50, 50, 0, 1), (50, 100, 0, 1)],
    )
