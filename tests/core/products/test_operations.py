"""Products are added once, sourced, and their specifications are versions that never change."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid, NotAllowed, NotFound, Outpaced, WrongState
from portal.core.products.operations import (
    ProductInput,
    add_product,
    draft_specification,
    edit_product,
    publish_specification,
    remove_characteristic,
    set_characteristic,
    source_product,
    unsource_product,
)
from portal.core.products.queries import (
    ProductFilter,
    find_product,
    find_specification,
    list_products,
    makers_of,
    products_to_choose,
    published_specification,
    specifications_of,
)
from portal.core.products.rules import Wanted
from portal.core.suppliers.queries.finding import find_supplier
from tests.factories.goods import GLAZE, HEIGHT, MUG, a_mug, acting, drafted, published, the
from tests.factories.inspections import a_lot
from tests.people import BEN, ENA, LIN, OTTO, WEI, Person
from tests.world import World


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (MUG, "sku"),
        (replace(MUG, sku="mug-1"), "sku"),
        (replace(MUG, sku="a b"), "sku"),
        (replace(MUG, sku="../x"), "sku"),
        (replace(MUG, sku="MUG-2"), "gtin"),
        (replace(MUG, sku="MUG-2", gtin="4006381333932"), "gtin"),
        (replace(MUG, sku="MUG-2", gtin="", name_en=" ", name_zh=""), "name_en"),
        (replace(MUG, sku="MUG-2", gtin="", category_id=99), "category_id"),
    ],
)
def test_a_product_that_cannot_be_is_refused(world: World, given: ProductInput, field: str) -> None:
    acting(world, ENA, lambda session, actor: add_product(session, actor, MUG))

    with pytest.raises(Invalid) as refused:
        acting(world, ENA, lambda session, actor: add_product(session, actor, given))

    assert refused.value.field == field


@pytest.mark.parametrize(("person", "refusal"), [(LIN, NotFound), (OTTO, NotAllowed)])
def test_only_the_brand_keeps_products(
    world: World, person: Person, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        acting(world, person, lambda session, actor: add_product(session, actor, MUG))


def test_a_change_of_what_somebody_else_changed_is_refused(world: World) -> None:
    sku = a_mug(world)

    def edit(session: Session, actor: Actor) -> None:
        edit_product(session, actor, find_product(session, actor, sku), MUG, 1)

    acting(world, ENA, edit)
    with pytest.raises(Outpaced):
        acting(world, BEN, edit)


def test_a_product_is_there_for_its_makers_only(any_world: World) -> None:
    sku, other = a_mug(any_world), a_mug(any_world, "MUG-2", "S-WEI")
    with any_world.database.transaction() as session:
        ena = any_world.actor(ENA)
        product = find_product(session, ena, other)
        source_product(session, ena, product, find_supplier(session, ena, "S-LIN"), "W-77")

    def seen(session: Session, actor: Actor) -> list[tuple[str, int]]:
        return [(line.sku, line.makers) for line in list_products(session, actor, ProductFilter())]

    def makers(session: Session, actor: Actor) -> list[str]:
        product = find_product(session, actor, other)
        return [maker.code for maker in makers_of(session, actor, product)]

    assert acting(any_world, ENA, seen) == [(sku, 1), (other, 2)]
    assert acting(any_world, LIN, seen) == [(sku, 1), (other, 1)]
    assert acting(any_world, WEI, seen) == [(other, 1)]
    assert acting(any_world, LIN, makers) == ["S-LIN"]
    assert [row[1] for row in acting(any_world, WEI, products_to_choose)] == [other]
    with pytest.raises(NotFound):
        acting(any_world, WEI, lambda session, actor: find_product(session, actor, sku))


def test_a_product_taken_away_is_gone_but_its_lots_stay(any_world: World) -> None:
    sku = a_mug(any_world)
    with any_world.database.transaction() as session:
        product = find_product(session, any_world.actor(ENA), sku)
        product_id = product.id
    lot = a_lot(any_world, "S-LIN", product_id)
    lin = any_world.supplier_id("S-LIN")

    def take_away(session: Session, actor: Actor) -> None:
        unsource_product(session, actor, find_product(session, actor, sku), lin)

    acting(any_world, ENA, take_away)

    with pytest.raises(NotFound):
        acting(any_world, LIN, lambda session, actor: find_product(session, actor, sku))
    page = any_world.browser(LIN).get(f"/lots/{lot.id}")
    assert (page.status_code, f'href="/products/{sku}"' in page.text) == (200, False)
    assert lot.number in any_world.browser(LIN).get("/lots").text
    with pytest.raises(Invalid):
        acting(any_world, ENA, take_away)


def test_the_next_draft_begins_as_a_copy_and_takes_the_place_when_published(world: World) -> None:
    sku = a_mug(world)
    first = published(world, sku, HEIGHT, GLAZE)
    tighter = replace(HEIGHT, upper=Decimal("95.2"))
    second = published(world, sku, tighter)

    with world.looking() as session:
        ena = world.actor(ENA)
        product = find_product(session, ena, sku)
        states = [(v.number, v.state.value) for v in specifications_of(session, ena, product)]
        in_force = published_specification(session, product.id)
        assert in_force is not None
        lines = [(line.code, line.upper) for line in in_force.characteristics]

    assert (first, second) == (1, 2)
    assert states == [(2, "published"), (1, "superseded")]
    assert lines == [("HEIGHT", Decimal("95.2")), ("GLAZE", None)]


def test_a_published_version_takes_no_change(world: World) -> None:
    sku = a_mug(world)
    number = published(world, sku, HEIGHT)

    def change(session: Session, actor: Actor) -> None:
        set_characteristic(session, actor, the(session, actor, sku, number), GLAZE)

    def take_out(session: Session, actor: Actor) -> None:
        remove_characteristic(session, actor, the(session, actor, sku, number), "HEIGHT")

    def again(session: Session, actor: Actor) -> None:
        version = the(session, actor, sku, number)
        publish_specification(session, actor, version, version.revision)

    for act in (change, take_out, again):
        with pytest.raises(WrongState):
            acting(world, ENA, act)


def test_two_drafts_at_once_and_an_empty_version_are_refused(world: World) -> None:
    sku = a_mug(world)
    number = drafted(world, sku)

    def draft(session: Session, actor: Actor) -> None:
        draft_specification(session, actor, find_product(session, actor, sku))

    def publish(session: Session, actor: Actor) -> None:
        version = the(session, actor, sku, number)
        publish_specification(session, actor, version, version.revision)

    with pytest.raises(WrongState):
        acting(world, ENA, draft)
    with pytest.raises(Invalid):
        acting(world, ENA, publish)


def test_what_was_added_since_the_draft_was_seen_is_not_published_unseen(world: World) -> None:
    sku = a_mug(world)
    number = drafted(world, sku, HEIGHT)
    with world.looking() as session:
        seen = the(session, world.actor(ENA), sku, number).revision

    def add(session: Session, actor: Actor) -> None:
        set_characteristic(session, actor, the(session, actor, sku, number), GLAZE)

    def publish(session: Session, actor: Actor) -> None:
        publish_specification(session, actor, the(session, actor, sku, number), seen)

    acting(world, BEN, add)
    with pytest.raises(Outpaced):
        acting(world, ENA, publish)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (replace(HEIGHT, code="a b"), "code"),
        (replace(HEIGHT, code=""), "code"),
        (replace(HEIGHT, level="9"), "level"),
        (replace(HEIGHT, unit=" "), "unit"),
        (replace(HEIGHT, upper=Decimal(1)), "upper"),
    ],
)
def test_a_characteristic_that_cannot_be_is_refused(
    world: World, wanted: Wanted, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(world, a_mug(world), wanted)

    assert refused.value.field == field


def test_a_supplier_sees_no_drafts(any_world: World) -> None:
    sku = a_mug(any_world)
    published(any_world, sku, HEIGHT)
    drafted(any_world, sku, GLAZE)

    def seen(session: Session, actor: Actor) -> list[int]:
        product = find_product(session, actor, sku)
        return [version.number for version in specifications_of(session, actor, product)]

    def draft(session: Session, actor: Actor) -> None:
        find_specification(session, actor, find_product(session, actor, sku), 2)

    assert acting(any_world, ENA, seen) == [2, 1]
    assert acting(any_world, LIN, seen) == [1]
    with pytest.raises(NotFound):
        acting(any_world, LIN, draft)


REWRITINGS = [
    "UPDATE specification_version SET note = 'other' WHERE number = 1",
    "UPDATE specification_version SET published_at = NULL WHERE number = 1",
    "UPDATE specification_version SET state = 'draft' WHERE number = 1",
    "UPDATE specification_version SET number = 9 WHERE number = 1",
    "DELETE FROM specification_version",
    "UPDATE characteristic SET upper = '99' WHERE code = 'HEIGHT'",
    "UPDATE characteristic SET version_id = (SELECT id FROM specification_version WHERE number = 1)"
    " WHERE code = 'WEIGHT'",
    "DELETE FROM characteristic WHERE code = 'HEIGHT'",
    "INSERT INTO characteristic SELECT id + 1, version_id, 9, 'MORE', name_en, name_zh, kind,"
    " defect_class, unit, nominal, lower, upper, method_en, method_zh, level FROM characteristic"
    " WHERE code = 'HEIGHT'",
]


@pytest.mark.parametrize("statement", REWRITINGS)
def test_the_database_refuses_to_rewrite_what_was_published(
    any_world: World, statement: str
) -> None:
    sku = a_mug(any_world)
    published(any_world, sku, HEIGHT)

    def go_on(session: Session, actor: Actor) -> None:
        version = draft_specification(session, actor, find_product(session, actor, sku))
        set_characteristic(session, actor, version, replace(HEIGHT, code="WEIGHT"))
        remove_characteristic(session, actor, version, "HEIGHT")

    acting(any_world, ENA, go_on)

    with pytest.raises(DBAPIError, match="never"), any_world.database.transaction() as session:
        session.execute(text(statement))


def test_another_suppliers_specification_is_not_there_in_plain_sql(pg_world: World) -> None:
    published(pg_world, a_mug(pg_world), HEIGHT)
    tables = ("product", "specification_version", "characteristic")

    def rows(reach: int) -> list[int]:
        with pg_world.database.reading(reach) as session:
            counts = (f"SELECT count(*) FROM {table}" for table in tables)  # noqa: S608
            return [session.execute(text(count)).scalar_one() for count in counts]

    assert rows(pg_world.supplier_id("S-LIN")) == [1, 1, 1]
    assert rows(pg_world.supplier_id("S-WEI")) == [0, 0, 0]
