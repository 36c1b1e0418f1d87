"""Inspections that nobody has to ask for."""

import pytest
from sqlalchemy import select, update

from inspections.lot_inspections.events import InspectionDecided
from inspections.lot_inspections.models.booking import Inspection, InspectionTrigger
from inspections.lot_inspections.operations.triggers import (
    TriggerInput,
    remove_trigger,
    request_due_inspections,
    set_trigger,
)
from inspections.lot_inspections.queries.due import all_triggers, find_trigger
from inspections.lot_inspections.rules import (
    InspectionState,
    InspectionType,
    TriggerMoment,
    Verdict,
)
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, NotAllowed, NotFound
from portal.core.suppliers.models import Category
from portal.core.suppliers.rules import SupplierState
from portal.core.traceability.models import Lot
from portal.core.traceability.operations import LotInput, register_lot
from tests.factories.accounts import at_once
from tests.factories.inspections import a_lot, a_product, booked, started
from tests.factories.suppliers import lasting, moved, refusal, trail
from tests.people import ADA, ENA, LIN, MAYA, Person
from tests.world import World

T, M, S = InspectionType, TriggerMoment, InspectionState


def rule(world: World, given: TriggerInput, person: Person = MAYA) -> int:
    actor = world.actor(person)
    with world.database.transaction() as session:
        return set_trigger(session, actor, given).id


def due(world: World, lot: Lot) -> list[tuple[str, str]]:
    """Ask for what is due for the lot, and return (type, by rule) of what it waits for."""
    with world.database.transaction() as session:
        request_due_inspections(session, session.get_one(Lot, lot.id))
    return waiting(world, lot)


def waiting(world: World, lot: Lot) -> list[tuple[str, str]]:
    with world.looking() as session:
        rows = session.scalars(select(Inspection).where(Inspection.lot_id == lot.id))
        return sorted((row.type.value, row.requested_by) for row in rows)


def a_category(world: World, code: str = "textiles") -> int:
    with world.database.transaction() as session:
        category = Category(code=code, name_en=code)
        session.add(category)
        return category.id


def decide(world: World, inspection_id: int, verdict: Verdict) -> None:
    """Let a verdict fall, as recording a result does."""
    actor = world.actor(ENA)
    with world.database.transaction() as session:
        session.execute(
            update(Inspection)
            .where(Inspection.id == inspection_id)
            .values(state=S.DECIDED, verdict=verdict, decided_at=now(), last_result=1)
        )
        found = session.get_one(Inspection, inspection_id)
        happened = InspectionDecided(found.supplier_id, found.id, found.number, verdict, 1)
        record(session, actor, happened)


def test_nothing_is_due_while_nobody_has_said_so(world: World) -> None:
    assert due(world, a_lot(world)) == []


def test_every_lot_is_asked_for_once(world: World) -> None:
    rule(world, TriggerInput(T.PRE_SHIPMENT, M.EVERY_LOT))
    lot = a_lot(world)

    assert due(world, lot) == [("pre_shipment", "")]
    assert due(world, lot) == [("pre_shipment", "")]
    (entry,) = trail(world, "inspection.booked")
    assert (entry.facts["by_rule"], entry.supplier_id) == ("every_lot", lot.supplier_id)


def test_a_lot_is_asked_for_when_it_is_registered(world: World) -> None:
    rule(world, TriggerInput(T.PRE_SHIPMENT, M.EVERY_LOT))
    product_id, lin = a_product(world), world.actor(LIN)
    assert lin.supplier_id is not None

    with world.database.transaction() as session:
        given = LotInput("L-1", product_id, 500)
        lot = lasting(session, register_lot(session, lin, lin.supplier_id, given))

    assert waiting(world, lot) == [("pre_shipment", "")]


def test_what_was_booked_already_is_not_asked_for_again(world: World) -> None:
    rule(world, TriggerInput(T.PRE_SHIPMENT, M.EVERY_LOT))
    lot = a_lot(world)
    booked(world, LIN, lot)

    assert due(world, lot) == [("pre_shipment", LIN.name)]


def test_the_first_lots_of_a_product_are_asked_for(world: World) -> None:
    rule(world, TriggerInput(T.INITIAL, M.FIRST_LOTS, first_lots=2))
    product_id = a_product(world)
    lots = [a_lot(world, product_id=product_id) for _ in range(3)]

    assert [len(due(world, lot)) for lot in lots] == [1, 1, 0]
    assert len(due(world, a_lot(world))) == 1


def test_a_category_has_its_own_rule(world: World) -> None:
    category_id = a_category(world)
    rule(world, TriggerInput(T.INITIAL, M.EVERY_LOT))
    rule(world, TriggerInput(T.INITIAL, M.ON_REQUEST, category_id=category_id))
    product_id = a_product(world, category_id=category_id)

    assert due(world, a_lot(world, product_id=product_id)) == []
    assert len(due(world, a_lot(world))) == 1


def test_after_a_lot_that_was_not_accepted_later_ones_are_asked_for(world: World) -> None:
    rule(world, TriggerInput(T.PRE_SHIPMENT, M.AFTER_NOT_ACCEPTED))
    product_id = a_product(world)
    first, later, other = (
        a_lot(world, product_id=product_id), a_lot(world, product_id=product_id), a_lot(world),
    )  # fmt: skip
    inspection_id = started(world, booked(world, LIN, first))

    decide(world, inspection_id, Verdict.NOT_ACCEPTED)
    decide(world, inspection_id, Verdict.NOT_ACCEPTED)

    assert waiting(world, later) == [("pre_shipment", "")]
    assert waiting(world, other) == []
    assert len(due(world, a_lot(world, product_id=product_id))) == 1


def test_after_an_accepted_one_nothing_more_is_asked(world: World) -> None:
    rule(world, TriggerInput(T.PRE_SHIPMENT, M.AFTER_NOT_ACCEPTED))
    product_id = a_product(world)
    first, later = a_lot(world, product_id=product_id), a_lot(world, product_id=product_id)

    decide(world, started(world, booked(world, LIN, first)), Verdict.ACCEPTED)

    assert waiting(world, later) == []
    assert due(world, later) == []


def test_a_blocked_suppliers_lots_are_asked_for_too(world: World) -> None:
    rule(world, TriggerInput(T.PRE_SHIPMENT, M.EVERY_LOT))
    moved(world, SupplierState.SUSPENDED)

    assert len(due(world, a_lot(world))) == 1


@pytest.mark.hammered
def test_asked_for_at_once_it_is_there_once(any_world: World) -> None:
    rule(any_world, TriggerInput(T.PRE_SHIPMENT, M.EVERY_LOT))
    lot = a_lot(any_world)

    answers = at_once(16, lambda _: due(any_world, lot))

    assert answers == [[("pre_shipment", "")]] * 16
    assert len(trail(any_world, "inspection.booked")) == 1


def test_a_rule_is_set_again_in_its_place_and_removed(world: World) -> None:
    first = rule(world, TriggerInput(T.INITIAL, M.EVERY_LOT))
    second = rule(world, TriggerInput(T.INITIAL, M.FIRST_LOTS, first_lots=3))
    assert first == second
    with world.database.transaction() as session:
        maya = world.actor(MAYA)
        assert [line.first_lots for line in all_triggers(session, maya)] == [3]
        remove_trigger(session, maya, find_trigger(session, maya, first))
    with world.looking() as session:
        assert session.scalars(select(InspectionTrigger)).all() == []
    assert len(trail(world, "inspection_trigger.set")) == 2
    assert len(trail(world, "inspection_trigger.removed")) == 1


def test_a_type_can_be_kept_from_suppliers(world: World) -> None:
    rule(world, TriggerInput(T.CONTAINER_LOADING, M.ON_REQUEST, suppliers_book=False))

    refused = refusal(lambda: booked(world, LIN, type=T.CONTAINER_LOADING))

    assert isinstance(refused, Invalid)
    assert refused.in_("en") == "Container loading supervision is booked by the brand only."
    assert booked(world, ENA, type=T.CONTAINER_LOADING)


@pytest.mark.parametrize(("person", "refused"), [(ADA, None), (ENA, NotAllowed), (LIN, NotFound)])
def test_who_sets_rules(world: World, person: Person, refused: type[Exception] | None) -> None:
    given = TriggerInput(T.INITIAL, M.EVERY_LOT)

    assert type(refusal(lambda: rule(world, given, person))) is (refused or type(None))


def test_a_category_that_is_not_there_is_refused(world: World) -> None:
    refused = refusal(lambda: rule(world, TriggerInput(T.INITIAL, M.EVERY_LOT, category_id=1)))

    assert isinstance(refused, Invalid)
