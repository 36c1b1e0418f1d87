"""Asking for inspections and calling them off."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.booking import (
    ChangeInput,
    book_inspection,
    cancel_inspection,
    change_booking,
)
from inspections.lot_inspections.queries.finding import find_inspection
from inspections.lot_inspections.rules import InspectionState, InspectionType
from inspections.lot_inspections.rules.booking import Presented
from portal.core.errors import (
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    Outpaced,
    WrongState,
)
from portal.core.notifications.models import Notice
from portal.core.suppliers.rules import SupplierState
from tests.factories.accounts import at_once
from tests.factories.documents import a_catalogue, approved
from tests.factories.inspections import (
    a_booking,
    a_lot,
    booked,
    doing,
    in_days,
    inspection,
    scheduled,
    started,
)
from tests.factories.suppliers import moved, refusal, trail
from tests.people import BEN, DORA, ENA, IVO, LEO, LIN, MAYA, OTTO, WEI, Person
from tests.world import World

T, S = InspectionType, InspectionState


def blocking(world: World, code: str = "ISO_9001") -> None:
    """Let a document of that type be needed before anything is booked."""
    from portal.core.documents.models import Requirement
    from portal.core.documents.rules import RequirementLevel

    kinds = a_catalogue(world)
    with world.database.transaction() as session:
        session.query(Requirement).delete()
        session.add(Requirement(type_id=kinds[code], level=RequirementLevel.BLOCK, scope=""))


def told(world: World) -> list[tuple[str, str]]:
    with world.looking() as session:
        rows = session.execute(select(Notice.audience, Notice.subject).order_by(Notice.id))
        return [(row.audience, row.subject) for row in rows]


def test_a_booking_keeps_what_was_presented_and_tells_the_planners(world: World) -> None:
    lot = a_lot(world)

    found = inspection(
        world, booked(world, LIN, lot, packed_quantity=960, cartons=24, note="Gate 2")
    )

    assert (found.state, found.type, found.quantity, found.packed_quantity, found.cartons) == (
        S.REQUESTED, T.PRE_SHIPMENT, 1200, 960, 24,
    )  # fmt: skip
    assert (found.order_lines, found.site_id, found.note) == ("PO-7781/1", lot.site_id, "Gate 2")
    assert (found.requested_by, found.due_on, found.revision) == (LIN.name, in_days(5), 1)
    assert [entry.facts["number"] for entry in trail(world, "inspection.booked")] == [found.number]
    assert told(world) == [
        ("brand:inspection:schedule", "Inspection asked for: %(product)s, lot %(lot)s")
    ]


def test_the_supplier_is_told_when_the_brand_asks(world: World) -> None:
    found = inspection(world, booked(world, BEN, type=T.INCOMING))

    assert [audience for audience, _ in told(world)] == [
        "brand:inspection:schedule",
        f"supplier:{found.supplier_id}",
    ]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ready_on": in_days(-1)}, "ready_on"),
        ({"ready_on": in_days(400)}, "ready_on"),
        ({"quantity": 1201}, "quantity"),
        ({"quantity": 0}, "quantity"),
        ({"packed_quantity": 1201}, "packed_quantity"),
        ({"packed_quantity": -1}, "packed_quantity"),
        ({"cartons": 1201}, "cartons"),
        ({"type": T.INCOMING}, "type"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_field(
    world: World, more: dict[str, object], field: str
) -> None:
    refused = refusal(lambda: booked(world, LIN, **more))

    assert isinstance(refused, Invalid)
    assert refused.field == field
    assert _count(world) == 0


def _count(world: World) -> int:
    with world.looking() as session:
        return session.scalar(select(func.count(Inspection.id))) or 0


@pytest.mark.parametrize(
    ("person", "refused"),
    [(WEI, NotFound), (DORA, NotAllowed), (IVO, NotAllowed), (OTTO, NotAllowed)],
)
def test_nobody_else_books_for_a_supplier(
    world: World, person: Person, refused: type[DomainError]
) -> None:
    lot, actor = a_lot(world), world.actor(person)

    with world.database.transaction() as session, pytest.raises(refused):
        book_inspection(session, actor, a_booking(lot))


def test_a_foreign_lot_is_not_there(world: World) -> None:
    lot, wei = a_lot(world), world.actor(WEI)
    assert wei.supplier_id is not None
    given = a_booking(lot)

    with world.database.transaction() as session, pytest.raises(NotFound):
        book_inspection(session, wei, type(given)(**vars(given) | {"supplier_id": wei.supplier_id}))


def test_a_suspended_supplier_books_nothing(world: World) -> None:
    moved(world, SupplierState.SUSPENDED)

    refused = refusal(lambda: booked(world))

    assert isinstance(refused, WrongState)
    assert refused.in_("en") == (
        "Linhe Textiles is “Suspended”: nothing can be booked until the company is approved."
    )


def test_what_blocks_is_named_and_approving_it_opens_the_gate(world: World) -> None:
    blocking(world)

    refused = refusal(lambda: booked(world))

    assert isinstance(refused, WrongState)
    assert "ISO 9001" in refused.in_("en")
    approved(world)
    blocking(world)
    assert inspection(world, booked(world)).state is S.REQUESTED


def test_a_lot_waits_for_one_inspection_of_a_type(world: World) -> None:
    lot = a_lot(world)
    first = inspection(world, booked(world, LIN, lot))

    refused = refusal(lambda: booked(world, LEO, lot))

    assert isinstance(refused, Invalid)
    assert first.number in refused.in_("en")
    assert inspection(world, booked(world, LIN, lot, type=T.CONTAINER_LOADING))


def test_a_cancelled_one_makes_room(world: World) -> None:
    lot = a_lot(world)
    cancelled(world, LIN, booked(world, LIN, lot))

    assert inspection(world, booked(world, LIN, lot)).state is S.REQUESTED


def cancelled(world: World, person: Person, inspection_id: int) -> None:
    doing(
        world,
        person,
        inspection_id,
        lambda session, actor, found: cancel_inspection(
            session, actor, found, found.revision, "The yarn is late."
        ),
    )


@pytest.mark.hammered
def test_sixteen_bookings_at_once_make_one(any_world: World) -> None:
    lot = a_lot(any_world)

    answers = at_once(16, lambda _: booked(any_world, LIN, lot))

    made = [answer for answer in answers if isinstance(answer, int)]
    assert len(made) == 1, answers
    assert all(isinstance(answer, int | Invalid | Outpaced) for answer in answers), answers
    assert len(trail(any_world, "inspection.booked")) == 1


def test_a_requested_booking_is_changed(world: World) -> None:
    found = booked(world)
    given = ChangeInput(1, Presented(in_days(9), 1000, 1000, 25), "PO-1", "Later")

    doing(world, LEO, found, lambda session, actor, row: change_booking(session, actor, row, given))

    now = inspection(world, found)
    assert (now.ready_on, now.due_on, now.quantity, now.note) == (
        in_days(9), in_days(9), 1000, "Later",
    )  # fmt: skip
    (entry,) = trail(world, "inspection.booking_changed")
    assert entry.facts["changes"]["quantity"] == [1200, 1000]


def test_a_confirmed_booking_is_changed_by_nobody(world: World) -> None:
    found = scheduled(world)
    given = ChangeInput(2, Presented(in_days(9), 1000))

    def change() -> None:
        doing(world, LIN, found, lambda s, actor, row: change_booking(s, actor, row, given))

    assert isinstance(refusal(change), WrongState)


def test_a_change_of_what_is_no_longer_so_is_outpaced(world: World) -> None:
    found = scheduled(world)
    given = ChangeInput(1, Presented(in_days(9), 1000))

    def change() -> None:
        doing(world, LIN, found, lambda s, actor, row: change_booking(s, actor, row, given))

    refused = refusal(change)
    assert isinstance(refused, Outpaced)
    assert refused.in_("en").startswith("Ena Engineer confirmed this inspection on ")


@pytest.mark.parametrize(
    ("make", "person", "refused"),
    [
        (booked, LIN, None),
        (scheduled, LEO, None),
        (scheduled, BEN, None),
        (started, LIN, NotAllowed),
        (started, BEN, NotAllowed),
        (started, ENA, None),
        (started, MAYA, None),
    ],
)
def test_who_may_cancel_in_which_state(
    world: World,
    make: Callable[[World], int],
    person: Person,
    refused: type[DomainError] | None,
) -> None:
    found = make(world)

    error = refusal(lambda: cancelled(world, person, found))

    assert type(error) is (refused or type(None))
    assert (inspection(world, found).state is S.CANCELLED) is (refused is None)


def test_a_cancelled_one_stays_so(world: World) -> None:
    found = booked(world)
    cancelled(world, LIN, found)

    assert isinstance(refusal(lambda: cancelled(world, LIN, found)), WrongState)


def test_an_inspector_finds_only_his_own(world: World) -> None:
    his, other = scheduled(world), scheduled(world, inspector=None)
    ivo = world.actor(IVO)

    with world.looking() as session:
        assert find_inspection(session, ivo, his).id == his
        with pytest.raises(NotFound):
            find_inspection(session, ivo, other)
        with pytest.raises(NotFound):
            find_inspection(session, world.actor(WEI), his)
