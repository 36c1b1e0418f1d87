"""The catalogue of defects is kept by the brand, read by all, and remembers what it was."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.defects.models import Defect
from inspections.defects.operations import (
    DefectInput,
    add_defect,
    edit_defect,
    install_defects,
    picture_defect,
)
from inspections.defects.queries import DefectFilter, defects_for, find_defect, list_defects
from inspections.defects.rules import OFFERED
from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.errors import Invalid, NotAllowed, NotFound, Outpaced
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Category
from tests.factories.goods import acting
from tests.people import ADA, BEN, ENA, LIN, MAYA, OTTO, Person
from tests.world import World

CRACK = DefectInput("crack", DefectClass.MAJOR, "Crack", "开裂")


def added(world: World, given: DefectInput = CRACK, person: Person = ENA) -> int:
    return acting(world, person, lambda session, actor: add_defect(session, actor, given).id)


def edited(
    world: World, defect_id: int, given: DefectInput, revision: int = 1, person: Person = ENA
) -> None:
    def edit(session: Session, actor: Actor) -> None:
        edit_defect(session, actor, session.get_one(Defect, defect_id), given, revision)

    acting(world, person, edit)


def told(world: World, event: str) -> list[AuditEntry]:
    with world.looking() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.event == event)))


def test_a_defect_is_added_under_a_code_of_its_own(world: World) -> None:
    defect_id = added(world)

    with world.looking() as session:
        defect = session.get_one(Defect, defect_id)
        assert (defect.code, defect.name.zh, defect.is_active) == ("CRACK", "开裂", True)
    (entry,) = told(world, "defect.added")
    assert (entry.subject_id, entry.supplier_id, entry.facts["code"]) == (defect_id, None, "CRACK")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "code"),
        ({"code": "Crack"}, "code"),
        ({"code": "a b"}, "code"),
        ({"code": ""}, "code"),
        ({"code": "C2", "name_en": " ", "name_zh": ""}, "name_en"),
        ({"code": "C2", "category_id": 99}, "category_id"),
    ],
)
def test_a_defect_that_cannot_be_is_refused(
    world: World, changes: dict[str, object], field: str
) -> None:
    added(world)

    with pytest.raises(Invalid) as refused:
        added(world, replace(CRACK, **changes))  # type: ignore[arg-type]

    assert refused.value.field == field
    assert len(told(world, "defect.added")) == 1


@pytest.mark.parametrize(
    ("person", "refusal"), [(LIN, NotFound), (OTTO, NotAllowed), (BEN, NotAllowed)]
)
def test_only_who_may_keeps_the_catalogue(
    world: World, person: Person, refusal: type[Exception]
) -> None:
    defect_id = added(world)

    with pytest.raises((refusal, NotAllowed)):
        added(world, replace(CRACK, code="C2"), person)
    with pytest.raises((refusal, NotAllowed)):
        edited(world, defect_id, CRACK, person=person)
    with pytest.raises((refusal, NotAllowed)):
        acting(world, person, install_defects)


def test_a_change_keeps_the_code_and_says_what_was_before(world: World) -> None:
    defect_id = added(world)
    graver = replace(CRACK, code="OTHER", defect_class=DefectClass.CRITICAL)

    edited(world, defect_id, graver)

    with world.looking() as session:
        defect = session.get_one(Defect, defect_id)
        assert (defect.code, defect.defect_class) == ("CRACK", DefectClass.CRITICAL)
    (entry,) = told(world, "defect.edited")
    assert entry.facts["changes"]["defect_class"] == ["major", "critical"]
    with pytest.raises(Outpaced):
        edited(world, defect_id, CRACK)


def test_the_ready_made_catalogue_is_taken_over_once(world: World) -> None:
    added(world, replace(CRACK, name_en="Our own crack"))

    assert acting(world, MAYA, install_defects) == len(OFFERED) - 1
    assert acting(world, ADA, install_defects) == 0

    with world.looking() as session:
        kept = session.scalars(select(Defect).where(Defect.code == "CRACK")).one()
        assert kept.name_en == "Our own crack"
    assert [entry.facts["defects"] for entry in told(world, "defect.catalogue_installed")] == [
        len(OFFERED) - 1
    ]


def test_ready_made_defects_are_each_one_thing_in_both_languages() -> None:
    assert len({offer.code for offer in OFFERED}) == len(OFFERED)
    assert all(offer.name_en and offer.name_zh for offer in OFFERED)
    assert {offer.defect_class for offer in OFFERED} == set(DefectClass)


def test_a_picture_is_bound_to_its_defect(world: World) -> None:
    defect_id, sha256 = added(world), "ab" * 32

    def picture(session: Session, actor: Actor) -> None:
        picture_defect(session, actor, session.get_one(Defect, defect_id), sha256)

    acting(world, ENA, picture)

    with world.looking() as session:
        assert session.get_one(Defect, defect_id).picture_sha256 == sha256
    assert [entry.facts["sha256"] for entry in told(world, "defect.pictured")] == [sha256]
    with pytest.raises((NotFound, NotAllowed)):
        acting(world, LIN, picture)


def test_inspections_offer_what_is_in_use_for_their_goods_gravest_first(world: World) -> None:
    with world.database.transaction() as session:
        rows = [Category(code=code, name_en=code, name_zh=code) for code in ("mugs", "lamps")]
        session.add_all(rows)
        session.flush()
        mugs, lamps = (row.id for row in rows)
    for code, defect_class, category_id, is_active in (
        ("STAIN", DefectClass.MINOR, None, True),
        ("GLAZE", DefectClass.MAJOR, mugs, True),
        ("LIVE", DefectClass.CRITICAL, lamps, True),
        ("SHARP", DefectClass.CRITICAL, None, True),
        ("OLD", DefectClass.CRITICAL, None, False),
    ):
        added(world, DefectInput(code, defect_class, code, "", category_id, is_active=is_active))

    with world.looking() as session:
        offered = [defect.code for defect in defects_for(session, mugs)]
        unsorted = [defect.code for defect in defects_for(session, None)]

    assert offered == ["SHARP", "GLAZE", "STAIN"]
    assert unsorted == ["SHARP", "STAIN"]


def test_everybody_who_inspects_or_supplies_reads_the_catalogue(world: World) -> None:
    defect_id = added(world)

    def seen(session: Session, actor: Actor) -> tuple[str, list[str]]:
        found = find_defect(session, actor, defect_id)
        return found.code, [one.code for one in list_defects(session, actor, DefectFilter("开"))]

    for person in (LIN, OTTO, ENA):
        assert acting(world, person, seen) == ("CRACK", ["CRACK"])
    with pytest.raises(NotFound):
        acting(world, ENA, lambda session, actor: find_defect(session, actor, 987654321))
