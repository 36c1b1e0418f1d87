"""A lot is decided by what was found and by the plan that was copied in, and by nothing else."""

import threading
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from inspections.lot_inspections.models.booking import PlannedClass
from inspections.lot_inspections.models.results import ClassResult, FoundDefect, InspectionResult
from inspections.lot_inspections.operations.results import record_result, revise_result
from inspections.lot_inspections.operations.weighing import FoundInput, MeasuredInput, ResultInput
from inspections.lot_inspections.rules import InspectionState, Verdict
from inspections.sampling.rules.switching import Standing
from portal.core.errors import DomainError, Invalid, NotAllowed, Outpaced, WrongState
from portal.core.products.rules import DefectClass
from tests.factories.verdicts import (
    CRITICAL,
    MAJOR,
    MINOR,
    acting_on,
    brand_set,
    decided,
    defect,
    height,
    ledger,
    lots,
    pair,
    result_of,
    scheduled,
    started,
    told,
)
from tests.people import ENA, IVO, LIN, MAYA, Person
from tests.world import World

Counts = Mapping[DefectClass, Sequence[int]]


def plan(world: World, inspection_id: int) -> dict[DefectClass, list[int]]:
    with world.looking() as session:
        rows = session.scalars(
            select(PlannedClass).where(PlannedClass.inspection_id == inspection_id)
        )
        return {row.defect_class: row.stages[0] for row in rows}


def test_a_plan_is_copied_in_when_the_inspection_starts(world: World) -> None:
    inspection_id = started(world, 1200)

    assert plan(world, inspection_id) == {
        CRITICAL: [80, 80, 0, 1],
        MAJOR: [80, 80, 5, 6],
        MINOR: [80, 80, 7, 8],
    }
    with acting_on(world, inspection_id) as (_, inspection):
        assert inspection.plan_source == "brand"
        assert (inspection.draw, len(inspection.seed)) == (80, 16)
        assert inspection.state is InspectionState.STARTED


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ({}, Verdict.ACCEPTED),
        ({MAJOR: (5,), MINOR: (7,)}, Verdict.ACCEPTED),
        ({MAJOR: (6,)}, Verdict.NOT_ACCEPTED),
        ({MINOR: (8,)}, Verdict.NOT_ACCEPTED),
        ({CRITICAL: (1,)}, Verdict.NOT_ACCEPTED),
    ],
)
def test_a_lot_is_accepted_only_if_each_class_is(
    world: World, counts: Counts, verdict: Verdict
) -> None:
    inspection_id = started(world)

    decided(world, inspection_id, told(counts))

    with acting_on(world, inspection_id) as (_, inspection):
        assert (inspection.state, inspection.verdict) == (InspectionState.DECIDED, verdict)
        assert (inspection.last_result, result_of(world, inspection_id).verdict) == (1, verdict)


@pytest.mark.parametrize(
    ("counts", "field"),
    [
        ({MAJOR: (81,)}, "counts.major"),
        ({MAJOR: (-1,)}, "counts.major"),
        ({MAJOR: ()}, "counts.major"),
        ({MAJOR: (0, 1)}, "counts.major"),
    ],
)
def test_counts_that_cannot_be_are_refused(world: World, counts: Counts, field: str) -> None:
    inspection_id = started(world)

    with pytest.raises(Invalid) as refused:
        decided(world, inspection_id, told(counts))

    assert refused.value.field == field
    assert result_of(world, inspection_id) is None


def test_more_defects_than_units_count_are_refused(world: World) -> None:
    inspection_id = started(world)
    chip = FoundInput(defect(world), 3)

    with pytest.raises(Invalid, match="room"):
        decided(world, inspection_id, told({MAJOR: (2,)}, defects=(chip,)))

    decided(world, inspection_id, told({MAJOR: (3,)}, defects=(chip,)))
    with world.looking() as session:
        row = session.scalars(select(FoundDefect)).one()
        assert (row.count, row.defect_class) == (3, MAJOR)


def test_a_defect_on_units_that_count_as_graver_is_right(world: World) -> None:
    """A unit counts once, in its gravest class."""
    inspection_id = started(world)
    scratch = FoundInput(defect(world, "SCRATCH", MINOR), 2)

    decided(world, inspection_id, told({MAJOR: (2,)}, defects=(scratch,)))

    assert result_of(world, inspection_id).verdict is Verdict.ACCEPTED


def test_a_value_beyond_its_limits_counts(world: World) -> None:
    inspection_id = started(world)
    tall = MeasuredInput(height(world), 7, Decimal("95.6"))

    with pytest.raises(Invalid, match="beyond their limits"):
        decided(world, inspection_id, told(measured=(tall,)))

    decided(world, inspection_id, told({MAJOR: (1,)}, measured=(tall,)))


@pytest.mark.parametrize(
    ("unit", "value", "other"),
    [(81, "95", 0), (0, "95", 0), (1, "NaN", 0), (1, "95", 7)],
)
def test_measurements_that_cannot_be_are_refused(
    world: World, unit: int, value: str, other: int
) -> None:
    inspection_id = started(world)
    given = MeasuredInput(height(world) + other, unit, Decimal(value))

    with pytest.raises(Invalid) as refused:
        decided(world, inspection_id, told(measured=(given,)))

    assert refused.value.field == "measured"


def test_a_result_needs_an_inspection_under_way(world: World) -> None:
    inspection_id = scheduled(world)

    with pytest.raises(WrongState, match="not been started"):
        decided(world, inspection_id, told())


@pytest.mark.parametrize("person", [LIN, MAYA], ids=["supplier", "manager"])
def test_who_may_record(world: World, person: Person) -> None:
    inspection_id = started(world)

    if person is LIN:
        with pytest.raises(NotAllowed):
            decided(world, inspection_id, told(), person)
    else:
        decided(world, inspection_id, told(), person)
        assert result_of(world, inspection_id).decided_by == person.name


def test_another_inspector_records_nothing(world: World) -> None:
    inspection_id = started(world)
    with acting_on(world, inspection_id) as (_, inspection):
        inspection.inspector_id = world.actor(ENA).user_id

    with pytest.raises(NotAllowed):
        decided(world, inspection_id, told(), IVO)


def test_the_same_key_is_the_same_result(world: World) -> None:
    inspection_id = started(world)
    decided(world, inspection_id, told(key="once"))
    decided(world, inspection_id, told(key="once"))

    with pytest.raises(Outpaced):
        decided(world, inspection_id, told(key="other"))

    with world.looking() as session:
        assert session.scalar(select(func.count(InspectionResult.id))) == 1
    assert ledger(world) == ["A+"]


@pytest.mark.hammered
@pytest.mark.parametrize("keys", [("a", "b"), ("a", "a")], ids=["two results", "the same twice"])
def test_of_two_results_at_once_one_decides(any_world: World, keys: tuple[str, str]) -> None:
    inspection_id = started(any_world)
    actor = any_world.actor(IVO)
    gate = threading.Barrier(2)
    refused: list[DomainError] = []

    def send(key: str) -> None:
        try:
            with acting_on(any_world, inspection_id) as (session, inspection):
                if any_world.config.database_url.startswith("postgresql"):
                    gate.wait(10)
                record_result(session, actor, inspection, told(key=key))
        except DomainError as error:
            refused.append(error)

    threads = [threading.Thread(target=send, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [type(error) for error in refused] == ([] if keys[0] == keys[1] else [Outpaced])
    with any_world.looking() as session:
        assert session.scalar(select(func.count(InspectionResult.id))) == 1
    assert ledger(any_world) == ["A+"]


def test_a_revision_stands_beside_and_corrects_the_ledger(world: World) -> None:
    first, _ = lots(world, "AR")
    assert pair(world).standing is Standing.NORMAL
    actor = world.actor(ENA)

    with acting_on(world, first) as (session, inspection):
        given = told({MAJOR: (9,)}, key="again", reason="Counted anew from the photos.")
        revise_result(session, actor, inspection, given, inspection.revision)

    assert ledger(world) == ["A+", "R", "R"]
    found = pair(world)
    assert (found.standing, found.recent, found.lines) == (Standing.TIGHTENED, "RR", 3)
    with world.looking() as session:
        results = session.scalars(
            select(InspectionResult)
            .where(InspectionResult.inspection_id == first)
            .order_by(InspectionResult.number)
        ).all()
    assert [one.verdict for one in results] == [Verdict.ACCEPTED, Verdict.NOT_ACCEPTED]
    with acting_on(world, first) as (_, inspection):
        assert (inspection.last_result, inspection.verdict) == (2, Verdict.NOT_ACCEPTED)


def test_a_revision_needs_its_reason_and_the_newest_result(world: World) -> None:
    (first,) = lots(world, "A")
    actor = world.actor(ENA)

    with acting_on(world, first) as (session, inspection):
        with pytest.raises(Invalid, match="why"):
            revise_result(session, actor, inspection, told(key="x"), inspection.revision)
        with pytest.raises(Outpaced):
            revise_result(session, actor, inspection, told(key="x", reason="Because."), 1)


def test_a_plan_that_goes_on_decides_nothing(world: World) -> None:
    brand_set(world, kind="double")
    inspection_id = started(world)

    with pytest.raises(Invalid, match="take the next sample"):
        decided(world, inspection_id, told({CRITICAL: (0,), MAJOR: (3,), MINOR: (0,)}))
    with pytest.raises(Invalid, match="every unit counts"):
        decided(world, inspection_id, told({MAJOR: (3, 1)}))

    decided(world, inspection_id, told({CRITICAL: (0, 0), MAJOR: (3, 1)}))

    assert result_of(world, inspection_id).verdict is Verdict.ACCEPTED
    assert (ledger(world), ledger(world, MINOR)) == (["A2"], ["A1"])


def test_results_are_never_rewritten(any_world: World) -> None:
    (inspection_id,) = lots(any_world, "A")

    for change in (
        "UPDATE class_result SET found = 9",
        "UPDATE inspection_result SET verdict = 'not_accepted'",
        "DELETE FROM class_result",
        "UPDATE switching_line SET token = 'R'",
        "DELETE FROM switching_line",
    ):
        with (
            pytest.raises(DatabaseError),
            any_world.database.transaction() as session,
        ):
            session.connection().exec_driver_sql(change)

    with any_world.looking() as session:
        own = select(ClassResult.found).join(
            InspectionResult, InspectionResult.id == ClassResult.result_id
        )
        found = session.scalars(own.where(InspectionResult.inspection_id == inspection_id)).all()
    assert found == [0, 0, 0]


def test_a_key_is_asked_for(world: World) -> None:
    inspection_id = started(world)

    with pytest.raises(Invalid, match="key"):
        decided(world, inspection_id, ResultInput("", {}))
