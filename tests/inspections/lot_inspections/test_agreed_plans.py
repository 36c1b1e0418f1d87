"""What was signed is what lots are inspected by, and what changes later changes no inspection."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from agreements.clauses.law import Cause, Limit
from agreements.clauses.sampling import SamplingTerms
from agreements.contracts.models import AgreementVersion
from agreements.contracts.operations.drafting import start_version
from agreements.contracts.operations.gates import set_gate
from agreements.contracts.queries.governing import cost_split_on, time_limits_on
from agreements.contracts.rules import GateLevel
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.planning import plan_inspection
from inspections.lot_inspections.queries.finding import find_inspection
from inspections.sampling.queries.schemes import governing_scheme
from inspections.sampling.rules.sentences import Sentence
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.errors import WrongState
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from tests.factories.agreements import agree, clauses, end, in_force, on, send, sign, the
from tests.factories.goods import a_mug, acting
from tests.factories.inspections import a_lot, booked, doing
from tests.factories.verdicts import brand_set
from tests.people import ADA, BEN, ENA, LIN, MAYA
from tests.world import World

STRICT = SamplingTerms(
    aqls={DefectClass.CRITICAL: "0", DefectClass.MAJOR: "1.0", DefectClass.MINOR: "2.5"}
)
STRICTER = SamplingTerms(
    aqls={DefectClass.CRITICAL: "0", DefectClass.MAJOR: "0.65", DefectClass.MINOR: "1.5"}
)


def planned(world: World, product_id: int) -> Inspection:
    """Book and plan an inspection of a new lot, and return it."""
    inspection_id = booked(world, lot=a_lot(world, product_id=product_id))
    doing(world, ENA, inspection_id, lambda s, a, one: plan_inspection(s, a, one))
    return seen(world, inspection_id)


def seen(world: World, inspection_id: int) -> Inspection:
    with world.looking() as session:
        return find_inspection(session, Actor.system("test"), inspection_id)


def aqls(inspection: Inspection) -> dict[str, str]:
    return {line.defect_class.value: line.aql for line in inspection.classes}


def product(world: World, sku: str) -> Product:
    with world.looking() as session:
        return session.scalars(select(Product).where(Product.sku == sku)).one()


def signed(world: World) -> AgreementVersion:
    with world.looking() as session:
        return session.scalars(
            select(AgreementVersion).order_by(AgreementVersion.number.desc())
        ).first()  # type: ignore[return-value]


def test_the_plan_is_the_signed_clause_before_and_after_a_new_version(world: World) -> None:
    sku = a_mug(world)
    made = product(world, sku).id
    before_all = planned(world, made)
    number = in_force(world, sku, clauses(sampling=STRICT))
    first = planned(world, made)

    def begin(session, actor, before):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        start_version(session, actor, before)
        session.flush()
        the(session, actor, number, 2).clauses[1].terms = STRICTER.as_json()

    on(world, BEN, number, begin)
    send(world, number, 2)
    agree(world, number, 2)
    sign(world, LIN, number, 2)
    sign(world, MAYA, number, 2)
    second = planned(world, made)

    assert [
        (one.plan_source, one.agreement_version, aqls(one)["major"], aqls(one)["minor"])
        for one in (before_all, first, second)
    ] == [
        ("brand", None, "2.5", "4.0"),
        (f"agreement:{number}", 1, "1.0", "2.5"),
        (f"agreement:{number}", 2, "0.65", "1.5"),
    ]
    assert second.agreement_sha256 == signed(world).sha256
    assert aqls(seen(world, first.id)) == aqls(first)
    why = Sentence.of(first.plan_reason[0]).in_("en")
    assert why.startswith(f"The sampling clause of agreement {number}, version 1, holds")


def test_after_its_end_the_default_holds_again(world: World) -> None:
    sku = a_mug(world)
    number = in_force(world, sku, clauses(sampling=STRICT))
    made = product(world, sku)
    end(world, MAYA, number, today(), "They left.")
    with world.looking() as session:
        supplier_id = world.supplier_id("S-LIN")
        split = cost_split_on(session, supplier_id, made, today())
        limits = time_limits_on(session, supplier_id, made, today())
        later = time_limits_on(session, supplier_id, made, today() + timedelta(days=1))

    assert split is not None
    assert split.shares[Cause.PACKAGING] == 80
    assert limits is not None
    assert limits[DefectClass.CRITICAL] == Limit(24, 7)
    assert later is None


@pytest.mark.parametrize("level", [GateLevel.BLOCK, GateLevel.WARN, GateLevel.OFF])
def test_without_an_agreement_the_gate_decides(world: World, level: GateLevel) -> None:
    sku = a_mug(world)
    made = product(world, sku).id
    acting(world, ADA, lambda s, a: set_gate(s, a, None, level, 0))

    if level is GateLevel.BLOCK:
        with pytest.raises(WrongState, match="No quality assurance agreement"):
            booked(world, lot=a_lot(world, product_id=made))
        in_force(world, sku)
    assert booked(world, lot=a_lot(world, product_id=made))


@pytest.mark.parametrize(("agreed_on", "one_in"), [(True, 2), (False, None)])
def test_lots_are_skipped_only_where_that_was_signed(
    world: World, agreed_on: bool, one_in: int | None
) -> None:
    brand_set(world, skip_one_in=2)
    sku = a_mug(world)
    in_force(world, sku, clauses(sampling=SamplingTerms(skip_lot=agreed_on)))
    with world.looking() as session:
        found = governing_scheme(session, world.supplier_id("S-LIN"), product(world, sku))

    assert found.scheme.skip_one_in == one_in
