"""A list of suppliers from elsewhere can be taken in any number of times."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from portal.core.audit.models import AuditEntry
from portal.core.suppliers.models import Contact, Site, Supplier, SupplierStateChange
from portal.core.suppliers.operations import MergeCount, SupplierRow, merge_suppliers
from portal.core.suppliers.queries import finding
from tests.people import BEN
from tests.world import World

ROW = SupplierRow(
    name_en="Dragon-Jety Garments (Shenzhen) Co.,Ltd",
    country="CN",
    address="130 Watergate Lane",
    city="Shenzhen",
    contact_name="何瑞",
)
NUMBERED = SupplierRow(
    name_zh="佛山市瑞佳厨具有限公司", country="CN", registration_number="91440604MA54JK2G1P"
)
CODED = SupplierRow(code="V-100", name_en="Oberland Keramik GmbH", country="DE")


def merge(world: World, *rows: SupplierRow) -> MergeCount:
    actor = world.actor(BEN)
    with world.database.transaction() as session:
        return merge_suppliers(session, actor, rows)


def count(world: World, model: type) -> int:
    with world.looking() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_new_companies_come_with_site_contact_and_first_state(world: World) -> None:
    before = [count(world, model) for model in (Supplier, Site, Contact, SupplierStateChange)]

    assert merge(world, ROW, NUMBERED, CODED) == MergeCount(created=3)

    after = [count(world, model) for model in (Supplier, Site, Contact, SupplierStateChange)]
    assert [new - old for old, new in zip(before, after, strict=True)] == [3, 1, 1, 3]


def test_the_same_list_again_changes_nothing(world: World) -> None:
    merge(world, ROW, NUMBERED, CODED)

    assert merge(world, ROW, NUMBERED, CODED) == MergeCount(unchanged=3)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ROW, replace(ROW, name_en="DRAGON JETY GARMENTS (SHENZHEN) CO LTD")),
        (NUMBERED, replace(NUMBERED, name_zh="瑞佳厨具")),
        (CODED, replace(CODED, name_en="Oberland Keramik", address="Töpferweg 4")),
    ],
)
def test_a_company_is_known_by_code_number_or_name(
    world: World, first: SupplierRow, second: SupplierRow
) -> None:
    merge(world, first)

    assert merge(world, second, second) == MergeCount(updated=1, unchanged=1)
    assert merge(world, second) == MergeCount(unchanged=1)


def test_twice_in_one_list_is_one_company(world: World) -> None:
    assert merge(world, ROW, ROW) == MergeCount(created=1, unchanged=1)


def test_an_empty_cell_says_nothing(world: World) -> None:
    merge(world, ROW)

    assert merge(world, replace(ROW, address="", city="")) == MergeCount(unchanged=1)
    with world.looking() as session:
        found = session.scalars(select(Supplier).where(Supplier.name_en == ROW.name_en)).one()
    assert found.address == "130 Watergate Lane"


@pytest.mark.parametrize(
    ("rows", "companies"),
    [
        ((replace(CODED, code="V-1"), replace(CODED, code="V-2")), 2),
        (
            (
                replace(NUMBERED, name_en="Ruijia"),
                replace(NUMBERED, name_en="Ruijia", registration_number="91350100M000100Y43"),
            ),
            2,
        ),
        ((replace(NUMBERED, registration_number=""), NUMBERED), 1),
        ((replace(NUMBERED, name_en="Ruijia"), replace(NUMBERED, registration_number="")), 1),
        ((replace(NUMBERED, name_en="Ruijia"), SupplierRow(name_en="RUIJIA", country="CN")), 1),
        ((ROW, replace(ROW, country="VN")), 2),
    ],
)
def test_a_name_alone_joins_only_what_nothing_else_tells_apart(
    world: World, rows: tuple[SupplierRow, ...], companies: int
) -> None:
    before = count(world, Supplier)

    merge(world, *rows)
    merge(world, *rows)

    assert count(world, Supplier) == before + companies


def test_different_companies_of_one_name_stay_as_they_are_the_second_time(world: World) -> None:
    rows = (
        NUMBERED,
        replace(NUMBERED, registration_number="91350100M000100Y43", address="Elsewhere 2"),
        replace(CODED, code="V-1"),
        replace(CODED, code="V-2", address="Elsewhere 3"),
    )

    assert merge(world, *rows) == MergeCount(created=4)
    assert merge(world, *rows) == MergeCount(unchanged=4)


def test_a_company_that_registered_by_itself_is_known_by_its_name(world: World) -> None:
    with world.database.transaction() as session:
        session.add(Supplier(name_zh=NUMBERED.name_zh, name_en="Ruijia", country="CN"))

    assert merge(world, NUMBERED) == MergeCount(updated=1)
    assert merge(world, NUMBERED) == MergeCount(unchanged=1)


def test_a_long_list_is_taken_in_chunks_and_the_second_time_changes_nothing(world: World) -> None:
    rows = [
        SupplierRow(name_en=f"Mill {number}", country="VN", address=f"{number} Mill Road")
        for number in range(700)
    ]

    assert merge(world, *rows) == MergeCount(created=700)
    assert merge(world, *rows) == MergeCount(unchanged=700)
    with world.looking() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.event == "supplier.merged"))
        assert [line.facts for line in lines] == [
            {"created": 700, "updated": 0, "unchanged": 0},
            {"created": 0, "updated": 0, "unchanged": 700},
        ]


def test_a_made_up_code_that_is_taken_is_not_given_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter(["S-LIN", "S-NEW1", "S-NEW1", "S-NEW2"])
    monkeypatch.setattr(finding, "new_code", lambda prefix: next(codes))

    assert merge(world, ROW, replace(ROW, name_en="Another")) == MergeCount(created=2)

    with world.looking() as session:
        found = set(session.scalars(select(Supplier.code)))
    assert found == {"S-LIN", "S-WEI", "S-NEW1", "S-NEW2"}
