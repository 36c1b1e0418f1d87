"""A characteristic tested at a level of its own has a sample of its own in the plan."""

from decimal import Decimal

import pytest

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.weighing import MeasuredInput
from inspections.lot_inspections.rules import Verdict
from inspections.lot_inspections.rules.own_samples import OwnTest, all_accept, planned_tests
from inspections.sampling.rules.classes import Terms, own_sample
from inspections.sampling.rules.vocabulary import CriticalMode, Level, Severity
from portal.core.errors import Invalid
from portal.core.i18n import Bilingual
from portal.core.products.rules import DefectClass
from tests.factories.verdicts import (
    MAJOR,
    at_own_level,
    decided,
    height,
    passed_or_failed,
    started,
    told,
)
from tests.people import ENA
from tests.world import World

AQLS = {DefectClass.CRITICAL: "0", MAJOR: "2.5", DefectClass.MINOR: "4.0"}


@pytest.mark.parametrize(
    ("lot", "name", "level", "severity", "plan"),
    [
        (1200, MAJOR, Level.S_2, Severity.NORMAL, ("C", 5, 0, 1)),
        (1200, MAJOR, Level.S_4, Severity.NORMAL, ("F", 20, 1, 2)),
        (1200, MAJOR, Level.S_2, Severity.TIGHTENED, ("D", 8, 0, 1)),
        (1200, DefectClass.CRITICAL, Level.S_2, Severity.NORMAL, ("C", 5, 0, 1)),
        (3, MAJOR, Level.S_1, Severity.NORMAL, ("C", 3, 0, 1)),
    ],
)
def test_the_sample_of_a_level(
    lot: int, name: DefectClass, level: Level, severity: Severity, plan: tuple[object, ...]
) -> None:
    terms = Terms(lot, AQLS, severities={name: severity}, critical_mode=CriticalMode.NONE_ACCEPTED)

    found = own_sample(terms, name, level)

    assert (found.letter, found.n, found.ac, found.re) == plan
    assert found.path


def test_a_test_accepts_up_to_its_number_and_waits_for_all_its_units() -> None:
    test = OwnTest(7, Bilingual("Pull", "拉力"), "S-2", "C", 3, 0, 1, True, [])
    keeps = {(7, 1): True, (7, 2): True}

    with pytest.raises(Invalid) as refused:
        all_accept([test], keeps)

    assert "note the first 3 units; 2 are noted" in refused.value.in_("en")
    assert all_accept([test], keeps | {(7, 3): True}) is True
    assert all_accept([test], keeps | {(7, 3): False}) is False
    assert planned_tests([test.as_json()]) == [test]


def at_level(world: World, level: str) -> int:
    """Have the height measured at a level, and return an inspection that is under way."""
    at_own_level(world, level)
    return started(world)


def measured(world: World, *values: str) -> list[MeasuredInput]:
    one = height(world)
    return [MeasuredInput(one, unit, Decimal(value)) for unit, value in enumerate(values, 1)]


def the(world: World, inspection_id: int) -> Inspection:
    with world.looking() as session:
        return session.get_one(Inspection, inspection_id)


def test_the_plan_has_it_copied_in_and_shows_it(world: World) -> None:
    inspection_id = at_level(world, "S-2")

    (test,) = planned_tests(the(world, inspection_id).own_samples)
    page = world.browser(ENA).get(f"/inspections/{inspection_id}").text

    assert (test.level, test.n, test.ac, test.re) == ("S-2", 5, 0, 1)
    assert "Tests at levels of their own" in page
    assert "on the first 5 units of the random order" in page


def test_a_lot_is_accepted_only_if_its_tests_are(world: World) -> None:
    good, bad = at_level(world, "S-2"), started(world)
    with pytest.raises(Invalid) as refused:
        decided(world, good, told(measured=measured(world, "95", "95")))
    assert refused.value.field == "measured"

    decided(world, good, told(measured=measured(world, *["95"] * 5), key="good"))
    beyond = measured(world, "95", "95", "99", "95", "95")
    decided(world, bad, told({MAJOR: (1,)}, measured=beyond, key="bad"))

    assert the(world, good).verdict is Verdict.ACCEPTED
    assert the(world, bad).verdict is Verdict.NOT_ACCEPTED


def outcomes(characteristic: int, *values: int) -> list[MeasuredInput]:
    return [MeasuredInput(characteristic, n, Decimal(one)) for n, one in enumerate(values, 1)]


def test_a_test_that_is_passed_or_failed_is_asked_for_and_judged(world: World) -> None:
    one = passed_or_failed(world, "S-2")
    good, bad = started(world), started(world)

    with pytest.raises(Invalid) as unasked:
        decided(world, good, told())
    with pytest.raises(Invalid) as halfway:
        decided(world, good, told(measured=outcomes(one, 1, 1, 1, 1, 2)))
    decided(world, good, told(measured=outcomes(one, 1, 1, 1, 1, 1), key="good"))
    decided(world, bad, told({MAJOR: (1,)}, measured=outcomes(one, 1, 0, 1, 1, 1), key="bad"))

    assert "note the first 5 units; 0 are noted" in unasked.value.in_("en")
    assert halfway.value.in_("en") == "This test is passed or failed: note 1 or 0."
    assert the(world, good).verdict is Verdict.ACCEPTED
    assert the(world, bad).verdict is Verdict.NOT_ACCEPTED
    page = world.browser(ENA).get(f"/inspections/{bad}").text
    assert "Failed" in page
    assert "Passed" in page


def test_without_a_level_there_is_no_further_sample(world: World) -> None:
    assert the(world, started(world)).own_samples == []
