"""Lots are registered once, changed with a trace, taken in from lists, and kept apart."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.clock import today
from portal.core.errors import Invalid, NotAllowed, NotFound, Outpaced
from portal.core.products.models import Product
from portal.core.suppliers.models import Site
from portal.core.traceability.models import Lot
from portal.core.traceability.operations import (
    LotInput,
    LotRow,
    MergeCount,
    edit_lot,
    merge_lots,
    register_lot,
)
from portal.core.traceability.queries import LotFilter, count_lots, find_lot, list_lots
from tests.factories.goods import a_mug, acting
from tests.factories.inspections import a_lot, a_product
from tests.people import ADA, BEN, DORA, ENA, IVO, LIN, OTTO, WEI, Person
from tests.world import World


def given(world: World, **more: object) -> LotInput:
    """Return what Lin says of a good lot."""
    return LotInput("L-1", a_product(world), 500, **more)  # type: ignore[arg-type]


def registered(world: World, said: LotInput, person: Person = LIN, maker: str = "S-LIN") -> int:
    supplier_id = world.supplier_id(maker)

    def register(session: Session, actor: Actor) -> int:
        return register_lot(session, actor, supplier_id, said).id

    return acting(world, person, register)


def told(world: World, event: str) -> list[AuditEntry]:
    with world.looking() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.event == event)))


def site_of(world: World, maker: str) -> int:
    with world.looking() as session:
        own = select(Site.id).where(Site.supplier_id == world.supplier_id(maker))
        return session.scalars(own).one()


@pytest.mark.parametrize("person", [LIN, BEN, ENA])
def test_a_lot_is_registered_and_that_is_told(world: World, person: Person) -> None:
    lot_id = registered(world, given(world, order_lines=" PO-1/2 "), person)

    with world.looking() as session:
        lot = session.get_one(Lot, lot_id)
        assert (lot.number, lot.quantity, lot.order_lines) == ("L-1", 500, "PO-1/2")
    (entry,) = told(world, "lot.registered")
    assert (entry.subject_id, entry.supplier_id) == (lot_id, world.supplier_id("S-LIN"))
    assert (entry.facts["number"], entry.facts["quantity"]) == ("L-1", 500)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": " "}, "number"),
        ({"number": "L\n1"}, "number"),
        ({"number": "L" * 61}, "number"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": -5}, "quantity"),
        ({"quantity": 10_000_001}, "quantity"),
        ({"product_id": 99}, "product_id"),
        ({"site_id": 99}, "site_id"),
        ({"produced_on": today() + timedelta(days=3)}, "produced_on"),
    ],
)
def test_a_lot_that_cannot_be_is_refused(
    world: World, changes: dict[str, object], field: str
) -> None:
    said = replace(given(world), **changes)  # type: ignore[arg-type]

    with pytest.raises(Invalid) as refused:
        registered(world, said)

    assert refused.value.field == field
    assert told(world, "lot.registered") == []


def test_a_number_is_taken_once_per_supplier(world: World) -> None:
    registered(world, given(world))
    with pytest.raises(Invalid) as refused:
        registered(world, replace(given(world), number=" L-1 "))
    other = LotInput("L-1", a_product(world, "S-WEI"), 9)

    assert refused.value.field == "number"
    assert registered(world, other, WEI, "S-WEI") > 0


def test_of_two_registrations_at_once_one_stands(any_world: World) -> None:
    said, gate, ends = given(any_world), Barrier(2), list[str]()

    def register() -> None:
        gate.wait()
        try:
            registered(any_world, said)
            ends.append("registered")
        except (Invalid, IntegrityError, DBAPIError):
            ends.append("refused")

    threads = [Thread(target=register) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ends) == ["refused", "registered"]
    assert len(told(any_world, "lot.registered")) == 1


def test_what_the_supplier_does_not_make_or_nobody_makes_any_more_is_refused(world: World) -> None:
    foreign = LotInput("L-2", a_product(world, "S-WEI"), 10)
    mine = given(world)
    with world.database.transaction() as session:
        session.get_one(Product, mine.product_id).is_active = False

    for said in (foreign, mine):
        with pytest.raises(Invalid) as refused:
            registered(world, said)
        assert refused.value.field == "product_id"


def test_a_factory_of_somebody_else_is_no_factory(world: World) -> None:
    foreign = replace(given(world), site_id=site_of(world, "S-WEI"))
    with pytest.raises(Invalid) as refused:
        registered(world, foreign)

    assert refused.value.field == "site_id"
    assert registered(world, replace(foreign, site_id=site_of(world, "S-LIN"))) > 0


@pytest.mark.parametrize(
    ("person", "refusal"),
    [(WEI, NotFound), (OTTO, NotAllowed), (IVO, NotAllowed), (ADA, NotAllowed), (DORA, NotAllowed)],
)
def test_strangers_register_and_change_nothing(
    world: World, person: Person, refusal: type[Exception]
) -> None:
    said, lot = given(world), a_lot(world)

    with pytest.raises(refusal):
        registered(world, said, person)
    with pytest.raises(refusal):
        acting(world, person, lambda s, a: edit_lot(s, a, lot, replace(said, quantity=1), 1))


def test_a_change_says_what_was_before(world: World) -> None:
    lot = a_lot(world)
    said = LotInput("another", 99, 900, order_lines="PO-9/1")

    def edit(session: Session, actor: Actor) -> None:
        edit_lot(session, actor, find_lot(session, actor, lot.id), said, lot.revision)

    acting(world, LIN, edit)

    with world.looking() as session:
        after = session.get_one(Lot, lot.id)
        assert (after.number, after.product_id) == (lot.number, lot.product_id)
        assert (after.quantity, after.order_lines) == (900, "PO-9/1")
    (entry,) = told(world, "lot.edited")
    assert entry.facts["changes"]["quantity"] == [1200, 900]
    with pytest.raises(Outpaced):
        acting(world, LIN, edit)


def test_lots_are_found_within_reach_only(world: World) -> None:
    own, other = a_lot(world), a_lot(world, "S-WEI")

    def seen(session: Session, actor: Actor) -> tuple[set[str], int]:
        lines = list_lots(session, actor, LotFilter())
        return {line.number for line in lines}, count_lots(session, actor, LotFilter())

    assert acting(world, LIN, seen) == ({own.number}, 1)
    assert acting(world, ENA, seen) == ({own.number, other.number}, 2)
    for lot_id in (other.id, 987654321):
        with pytest.raises(NotFound):
            acting(world, LIN, lambda s, a, wanted=lot_id: find_lot(s, a, wanted))
    with pytest.raises(NotAllowed):
        acting(world, DORA, lambda s, a: find_lot(s, a, own.id))


def test_a_list_taken_in_twice_changes_nothing(world: World) -> None:
    sku = a_mug(world)
    rows = [LotRow("S-LIN", f"M-{place}", sku, 100 + place) for place in range(3)]

    def merge(session: Session, actor: Actor) -> MergeCount:
        return merge_lots(session, actor, rows)

    assert acting(world, BEN, merge) == MergeCount(created=3)
    assert acting(world, BEN, merge) == MergeCount(unchanged=3)
    rows[1] = replace(rows[1], quantity=77, order_lines="PO-3/1")
    assert acting(world, BEN, merge) == MergeCount(updated=1, unchanged=2)
    assert [entry.facts["created"] for entry in told(world, "lot.merged")] == [3, 0, 0]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (LotRow("S-NONE", "M-1", "MUG-1", 5), "supplier"),
        (LotRow("S-LIN", "M-1", "NONE", 5), "sku"),
        (LotRow("S-WEI", "M-1", "MUG-1", 5), "sku"),
        (LotRow("S-LIN", "M-1", "MUG-1", 0), "quantity"),
        (LotRow("S-LIN", "M-1", "MUG-1", 5, today() + timedelta(days=9)), "produced_on"),
    ],
)
def test_a_row_that_cannot_be_stops_the_list(world: World, row: LotRow, field: str) -> None:
    good = LotRow("S-LIN", "M-0", a_mug(world), 5)

    with pytest.raises(Invalid) as refused:
        acting(world, BEN, lambda s, a: merge_lots(s, a, [good, row]))

    assert refused.value.field == field
    with world.looking() as session:
        assert session.scalars(select(Lot)).all() == []


def test_lists_are_the_brands_matter(world: World) -> None:
    for person, refusal in ((LIN, NotFound), (OTTO, NotAllowed)):
        with pytest.raises((refusal, NotAllowed)):
            acting(world, person, lambda s, a: merge_lots(s, a, []))
