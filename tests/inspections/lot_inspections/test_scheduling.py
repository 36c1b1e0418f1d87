"""Confirming, moving, waiving and declining."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.scheduling import (
    ScheduleInput,
    assign_inspector,
    confirm_inspection,
    decline_inspection,
    reschedule_inspection,
    waive_inspection,
)
from inspections.lot_inspections.rules import InspectionState
from portal.core.actor import Actor
from portal.core.errors import Invalid, NotAllowed, NotFound, Outpaced, WrongState
from portal.core.notifications.models import Notice
from tests.factories.accounts import at_once
from tests.factories.inspections import booked, doing, in_days, inspection, scheduled, started
from tests.factories.suppliers import refusal, trail
from tests.people import BEN, DORA, EMIL, ENA, IVO, LIN, MAYA, Person
from tests.world import World

S = InspectionState
Closing = Callable[..., None]


def subjects(world: World, audience: str) -> list[str]:
    with world.looking() as session:
        told = select(Notice.subject).where(Notice.audience == audience).order_by(Notice.id)
        return [subject.partition(":")[0] for subject in session.scalars(told)]


def confirm(
    world: World,
    person: Person,
    found: int,
    revision: int = 1,
    days: int = 6,
    by: int | None = None,
) -> None:
    given = ScheduleInput(revision, in_days(days), by)
    doing(world, person, found, lambda s, actor, row: confirm_inspection(s, actor, row, given))


def move(world: World, found: int, days: int, by: int | None, reason: str, revision: int) -> None:
    given = ScheduleInput(revision, in_days(days), by, reason)
    doing(world, ENA, found, lambda s, actor, row: reschedule_inspection(s, actor, row, given))


def close(act: Closing, world: World, person: Person, found: int, reason: str = "Known.") -> None:
    doing(world, person, found, lambda s, actor, row: act(s, actor, row, row.revision, reason))


def user_id(world: World, person: Person) -> int | None:
    return world.actor(person).user_id


def test_a_confirmed_inspection_has_its_day_and_inspector(world: World) -> None:
    found = scheduled(world)

    now = inspection(world, found)
    assert (now.state, now.scheduled_on, now.due_on, now.inspector) == (
        S.SCHEDULED, in_days(6), in_days(6), IVO.name,
    )  # fmt: skip
    assert subjects(world, f"supplier:{now.supplier_id}") == ["Confirmed for %(day)s"]
    assert subjects(world, f"person:{now.inspector_id}") == ["Your inspection"]
    (entry,) = trail(world, "inspection.scheduled")
    assert entry.personal["inspector"] == IVO.name


@pytest.mark.parametrize(
    ("days", "inspector", "field"),
    [(-1, None, "on"), (4, None, "on"), (600, None, "on"), (6, DORA, "inspector_id")],
)
def test_a_day_or_person_that_does_not_fit_is_refused(
    world: World, days: int, inspector: Person | None, field: str
) -> None:
    found = booked(world)
    by = user_id(world, inspector) if inspector else None

    refused = refusal(lambda: confirm(world, ENA, found, days=days, by=by))

    assert isinstance(refused, Invalid)
    assert refused.field == field
    assert inspection(world, found).state is S.REQUESTED


@pytest.mark.parametrize(("person", "refused"), [(LIN, NotAllowed), (BEN, NotAllowed)])
def test_only_planners_confirm(world: World, person: Person, refused: type[Exception]) -> None:
    found = booked(world)

    assert type(refusal(lambda: confirm(world, person, found))) is refused


def test_an_inspector_confirms_nothing_not_even_his_own(world: World) -> None:
    found = scheduled(world)

    assert type(refusal(lambda: confirm(world, IVO, found, 2))) is NotAllowed
    assert type(refusal(lambda: confirm(world, IVO, booked(world)))) is NotFound


def test_the_second_confirmation_is_told_of_the_first(world: World) -> None:
    found = booked(world)
    confirm(world, ENA, found)

    refused = refusal(lambda: confirm(world, EMIL, found))

    assert isinstance(refused, Outpaced)
    assert refused.in_("en").startswith("Ena Engineer confirmed this inspection on 20")


@pytest.mark.hammered
def test_sixteen_confirmations_at_once_make_one(any_world: World) -> None:
    found = booked(any_world)

    answers = at_once(16, lambda number: confirm(any_world, ENA, found, days=6 + number))

    assert answers.count(None) == 1, answers
    assert sum(isinstance(answer, Outpaced) for answer in answers) == 15, answers
    assert len(trail(any_world, "inspection.scheduled")) == 1
    assert inspection(any_world, found).revision == 2


def test_moving_needs_a_reason_and_tells_everybody(world: World) -> None:
    found = scheduled(world)
    ena, ivo = user_id(world, ENA), user_id(world, IVO)

    refused = refusal(lambda: move(world, found, 8, ena, "", 2))
    move(world, found, 8, ena, "The road is closed.", 2)

    assert isinstance(refused, Invalid)
    assert refused.field == "reason"
    now = inspection(world, found)
    assert (now.scheduled_on, now.inspector, now.state) == (in_days(8), ENA.name, S.SCHEDULED)
    assert subjects(world, f"supplier:{now.supplier_id}") == [
        "Confirmed for %(day)s", "Moved to %(day)s",
    ]  # fmt: skip
    assert subjects(world, f"person:{ivo}") == ["Your inspection", "No longer yours"]
    assert subjects(world, f"person:{ena}") == ["Your inspection"]
    (entry,) = trail(world, "inspection.rescheduled")
    assert (entry.facts["on_before"], entry.facts["reason"]) == (
        in_days(6).isoformat(), "The road is closed.",
    )  # fmt: skip


def test_moving_to_where_it_is_already_is_refused(world: World) -> None:
    found = scheduled(world)

    refused = refusal(lambda: move(world, found, 6, user_id(world, IVO), "Because.", 2))

    assert isinstance(refused, Invalid)


def test_an_inspector_is_assigned_also_when_it_has_begun(world: World) -> None:
    found = started(world)
    ena = user_id(world, ENA)
    revision = inspection(world, found).revision

    doing(world, MAYA, found, lambda s, actor, row: assign_inspector(s, actor, row, revision, ena))

    assert inspection(world, found).inspector == ENA.name


CLOSINGS: list[tuple[Closing, InspectionState, str]] = [
    (waive_inspection, S.WAIVED, "Waived"),
    (decline_inspection, S.DECLINED, "Declined"),
]


@pytest.mark.parametrize(("act", "state", "word"), CLOSINGS)
def test_closing_keeps_the_reason_and_tells_the_supplier(
    world: World, act: Closing, state: InspectionState, word: str
) -> None:
    found = booked(world)

    close(act, world, ENA, found)

    now = inspection(world, found)
    assert (now.state, now.closing_reason) == (state, "Known.")
    assert subjects(world, f"supplier:{now.supplier_id}") == [word]


@pytest.mark.parametrize(("act", "state", "word"), CLOSINGS)
def test_closing_needs_a_reason_a_planner_and_an_open_one(
    world: World, act: Closing, state: InspectionState, word: str
) -> None:
    found, begun = booked(world), started(world)

    assert isinstance(refusal(lambda: close(act, world, ENA, found, " ")), Invalid)
    assert isinstance(refusal(lambda: close(act, world, LIN, found)), NotAllowed)
    assert isinstance(refusal(lambda: close(act, world, ENA, begun)), WrongState)
    close(act, world, ENA, found)
    assert isinstance(refusal(lambda: close(act, world, ENA, found)), WrongState)


@pytest.mark.hammered
def test_a_waiver_and_a_confirmation_at_once_leave_one(any_world: World) -> None:
    found = booked(any_world)

    def either(number: int) -> None:
        def act(session: object, actor: Actor, row: Inspection) -> None:
            if number % 2:
                waive_inspection(session, actor, row, 1, "Known.")  # type: ignore[arg-type]
            else:
                given = ScheduleInput(1, in_days(6))
                confirm_inspection(session, actor, row, given)  # type: ignore[arg-type]

        doing(any_world, ENA, found, act)

    answers = at_once(16, either)

    assert answers.count(None) == 1, answers
    made = len(trail(any_world, "inspection.waived")) + len(
        trail(any_world, "inspection.scheduled")
    )
    assert made == 1
