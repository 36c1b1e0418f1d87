"""A third party's report is held against the plan that governs the lot."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from inspections.lot_inspections.operations.checking import CheckInput, check_report
from inspections.lot_inspections.queries.checking import checks_of
from inspections.lot_inspections.rules import Verdict
from inspections.lot_inspections.rules.checking import Checked, Reported, check
from inspections.sampling.rules.classes import Terms, plan_inspection
from inspections.sampling.rules.vocabulary import Kind
from portal.core.documents.queries.finding import find_version
from portal.core.errors import DomainError, Invalid, NotAllowed, NotFound, WrongState
from portal.core.products.rules import DefectClass
from tests.factories.documents import submitted
from tests.factories.inspections import a_lot, a_product
from tests.people import EMIL, ENA, LIN, MAYA, OTTO, WEI, Person
from tests.world import World

C, MAJ, MIN = DefectClass.CRITICAL, DefectClass.MAJOR, DefectClass.MINOR
YES, NO = Verdict.ACCEPTED, Verdict.NOT_ACCEPTED
AQLS = {C: "0", MAJ: "2.5", MIN: "4.0"}


def found(critical: int = 0, major: int = 0, minor: int = 0) -> Mapping[DefectClass, int]:
    return {C: critical, MAJ: major, MIN: minor}


def judged(
    counts: Mapping[DefectClass, int], sample: int, kind: Kind = Kind.SINGLE, known: int = 1200
) -> Checked:
    """Hold figures about 1,200 units against the ordinary plan: J, n 80, Ac 5 and 7."""
    plans = plan_inspection(Terms(1200, AQLS, kind=kind)).classes
    return check(plans, Reported(1200, sample, counts, YES), known)


@pytest.mark.parametrize(
    ("counts", "sample", "computed", "told"),
    [
        (found(major=5, minor=7), 80, YES, []),
        (found(major=6), 80, NO, ["Major: 6 found, at most 5 are accepted."]),
        (found(critical=1), 80, NO, ["Critical: 1 found, at most 0 are accepted."]),
        (found(major=5), 125, YES, []),
        (found(major=6), 125, NO, ["Major: 6 found, at most 5 are accepted."]),
        (
            found(major=6),
            50,
            NO,
            [
                "Critical: the plan asks for 80 units, the report looked at 50.",
                "Major: the plan asks for 80 units, the report looked at 50.",
                "Major: 6 found, at most 5 are accepted.",
                "Minor: the plan asks for 80 units, the report looked at 50.",
            ],
        ),
    ],
)
def test_what_the_plan_says_of_a_reports_figures(
    counts: Mapping[DefectClass, int], sample: int, computed: Verdict, told: list[str]
) -> None:
    outcome = judged(counts, sample)

    assert outcome.computed is computed
    assert [one.in_("en") for one in outcome.findings] == told


def test_between_the_samples_of_a_double_plan_nothing_is_decided() -> None:
    plan = plan_inspection(Terms(1200, {MAJ: "2.5"}, kind=Kind.DOUBLE)).classes[MAJ]
    first, second = plan.stages
    outcome = judged(found(major=first.ac + 1), first.cumulative_n, Kind.DOUBLE)

    assert outcome.computed is NO
    assert outcome.findings[0].in_("en") == (
        f"Major: {first.ac + 1} found in {first.n} units decides nothing; the plan goes on to"
        f" {second.cumulative_n} units."
    )
    assert judged(found(major=first.ac), first.cumulative_n, Kind.DOUBLE).computed is YES
    assert judged(found(major=second.ac), second.cumulative_n, Kind.DOUBLE).computed is YES


def test_another_size_than_that_of_the_lot_is_named() -> None:
    assert [one.in_("zh") for one in judged(found(), 80, known=3200).findings] == [
        "报告所述批量为 1200 件；该批次登记为 3200 件。"
    ]


FIGURES = CheckInput(None, None, 1200, 80, found(major=6), YES)


def checked(world: World, person: Person, version_id: int, given: CheckInput) -> None:
    actor = world.actor(person)
    with world.database.transaction(actor.supplier_id or "all") as session:
        check_report(session, actor, find_version(session, actor, version_id), given)


def a_report(world: World) -> tuple[int, CheckInput]:
    lot = a_lot(world)
    version_id = submitted(world, LIN, "INSPECTION_REPORT", subject=lot.number)
    return version_id, replace(FIGURES, lot_id=lot.id)


def test_a_contradiction_is_kept_with_the_plan_and_a_correction_is_another_check(
    any_world: World,
) -> None:
    version_id, given = a_report(any_world)

    checked(any_world, ENA, version_id, given)
    checked(any_world, EMIL, version_id, replace(given, counts=found(major=2)))

    with any_world.looking() as session:
        maya = any_world.actor(MAYA)
        second, first = checks_of(session, maya, find_version(session, maya, version_id))
        lin = any_world.actor(LIN)
        assert checks_of(session, lin, find_version(session, lin, version_id)) == []
    assert (first.number, first.computed, first.contradicts) == (1, NO, True)
    assert (second.number, second.computed, second.contradicts) == (2, YES, False)
    planned = {one["class"]: one["stages"] for one in first.plan["classes"]}
    assert (planned["major"], first.plan["source"]) == ([[80, 80, 5, 6]], "brand")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lot_size": 0}, "lot_size"),
        ({"sample_size": 0}, "sample_size"),
        ({"sample_size": 1201}, "sample_size"),
        ({"counts": found(minor=81)}, "minor"),
        ({"counts": found(critical=-1)}, "critical"),
        ({"lot_id": None}, "lot_id"),
        ({"lot_id": 17}, "lot_id"),
        ({"lot_id": None, "product_id": 17}, "product_id"),
    ],
)
def test_figures_that_cannot_be_are_refused(
    world: World, change: dict[str, object], field: str
) -> None:
    version_id, given = a_report(world)

    with pytest.raises(Invalid) as refused:
        checked(world, ENA, version_id, replace(given, **change))  # type: ignore[arg-type]

    assert refused.value.field == field


def test_a_lot_or_product_of_another_supplier_is_refused(world: World) -> None:
    version_id, given = a_report(world)
    foreign = a_lot(world, "S-WEI")

    for change in (
        {"lot_id": foreign.id},
        {"lot_id": None, "product_id": a_product(world, "S-WEI")},
    ):
        with pytest.raises(Invalid):
            checked(world, ENA, version_id, replace(given, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("person", "refusal"), [(LIN, NotAllowed), (OTTO, NotAllowed), (WEI, NotFound)]
)
def test_only_reviewers_check(world: World, person: Person, refusal: type[DomainError]) -> None:
    version_id, given = a_report(world)
    with pytest.raises(refusal):
        checked(world, person, version_id, given)


def test_other_documents_and_decided_ones_are_not_checked(world: World) -> None:
    _, given = a_report(world)
    certificate = submitted(world, LIN, "ISO_9001")
    with pytest.raises(WrongState):
        checked(world, ENA, certificate, given)
