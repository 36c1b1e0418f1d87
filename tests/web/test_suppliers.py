"""The pages of suppliers, as brand and as supplier."""

import pytest
from sqlalchemy import select

from portal.core.suppliers.models import Supplier, SupplierStateChange
from portal.core.suppliers.rules import SupplierState
from tests.people import ADA, BEN, ENA, LEO, LIN, MAYA, WEI
from tests.world import World

PAGES = ("", "/history", "/sites", "/edit", "/state", "/sites/new", "/contacts/new")
NEW = {
    "name_en": "Quanzhou Haisheng Footwear",
    "name_zh": "泉州海盛鞋业有限公司",
    "country": "CN",
    "registration_number": "91350582MA31RL8H81",
    "markets": ["EU", "US"],
}


def supplier(world: World, code: str) -> Supplier:
    with world.looking() as session:
        return session.scalars(select(Supplier).where(Supplier.code == code)).one()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_supplier_opens(world: World, page: str) -> None:
    assert world.browser(BEN).get(f"/suppliers/S-LIN{page}").status_code == 200


def test_the_list_finds_in_both_languages(world: World) -> None:
    browser = world.browser(BEN)

    assert "S-LIN" in browser.get("/suppliers?q=林禾").text
    assert "S-LIN" not in browser.get("/suppliers?q=伟明").text
    assert "S-LIN" not in browser.get("/suppliers?q=%").text


def test_a_buyer_adds_a_company(world: World) -> None:
    answer = world.browser(BEN).submit("/suppliers/new", **NEW)

    assert answer.status_code == 303
    with world.looking() as session:
        added = session.scalars(select(Supplier).where(Supplier.name_zh == NEW["name_zh"])).one()
    assert (added.state, added.markets) == (SupplierState.INVITED, frozenset({"EU", "US"}))
    assert answer.location == f"/people/invite?supplier={added.id}"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"registration_number": "91350582MA31RL8H82"}, "not a unified social credit code"),
        ({"name_en": "", "name_zh": ""}, "Give a name in English, in Chinese, or both."),
        ({"website": "javascript:alert(1)"}, "A website begins with http:// or https://."),
        ({"name_en": "LINHE  textiles", "name_zh": ""}, "nearly the same name"),
        ({"code": "s-lin"}, "This code is already taken."),
        ({"country": "XX"}, "Not a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_added(
    world: World, changes: dict[str, str], sentence: str
) -> None:
    answer = world.browser(BEN).submit("/suppliers/new", **{**NEW, **changes})

    assert (answer.status_code, sentence in answer.text) == (422, True)
    with world.looking() as session:
        assert len(session.scalars(select(Supplier)).all()) == 2


def test_a_number_is_registered_once(world: World) -> None:
    browser = world.browser(BEN)
    browser.submit("/suppliers/new", **NEW)

    answer = browser.submit("/suppliers/new", **{**NEW, "name_en": "Another"})

    assert "already here" in answer.text


def test_a_supplier_sees_its_own_company_only(world: World) -> None:
    browser = world.browser(LIN)

    assert browser.get("/suppliers").location == "/suppliers/S-LIN"
    foreign, missing = browser.get("/suppliers/S-WEI"), browser.get("/suppliers/S-XXX")
    assert (foreign.status_code, foreign.text) == (missing.status_code, missing.text)
    assert foreign.status_code == 404


def test_an_approved_company_keeps_its_name_unless_the_brand_changes_it(world: World) -> None:
    revision = supplier(world, "S-LIN").revision
    given = {"name_en": "Renamed", "country": "DE", "address": "New road 1", "revision": revision}
    world.browser(LIN).submit("/suppliers/S-LIN/edit", **given)

    now = supplier(world, "S-LIN")
    assert (now.name_en, now.country, now.address) == ("Linhe Textiles", "CN", "New road 1")


def test_the_second_editor_is_told(world: World) -> None:
    revision = supplier(world, "S-LIN").revision
    given = {"name_en": "Linhe Textiles", "country": "CN", "revision": revision}
    world.browser(BEN).submit("/suppliers/S-LIN/edit", **given, address="First")

    answer = world.browser(ADA).submit("/suppliers/S-LIN/edit", **given, address="Second")

    assert answer.status_code == 409
    assert supplier(world, "S-LIN").address == "First"


@pytest.mark.parametrize(
    ("person", "to", "status"),
    [(MAYA, "suspended", 303), (BEN, "suspended", 403), (BEN, "closed", 303), (ENA, "closed", 403)],
)
def test_who_decides(world: World, person: object, to: str, status: int) -> None:
    given = {"to": to, "reason": "Because.", "revision": supplier(world, "S-LIN").revision}

    answer = world.browser(person).submit("/suppliers/S-LIN/state", **given)  # type: ignore[arg-type]

    assert answer.status_code == status


def test_a_decision_is_kept_with_its_reason(world: World) -> None:
    given = {
        "to": "conditional",
        "reason": "Audit found gaps.",
        "until": "2099-12-31",
        "conditions": "Chemical inventory",
        "revision": supplier(world, "S-LIN").revision,
    }
    world.browser(MAYA).submit("/suppliers/S-LIN/state", **given)

    with world.looking() as session:
        step = session.scalars(select(SupplierStateChange)).one()
    assert (step.state_before, step.state_after, step.reason, step.by_name) == (
        SupplierState.APPROVED,
        SupplierState.CONDITIONAL,
        "Audit found gaps.",
        MAYA.name,
    )
    assert "Audit found gaps." in world.browser(LEO).get("/suppliers/S-LIN").text


def test_a_conditional_approval_needs_an_end_and_conditions(world: World) -> None:
    given = {"to": "conditional", "reason": "x", "revision": supplier(world, "S-LIN").revision}

    answer = world.browser(MAYA).submit("/suppliers/S-LIN/state", **given, until="2020-01-01")

    assert "Give a day in the future" in answer.text


def test_two_managers_deciding_at_once_one_is_told(world: World) -> None:
    revision = supplier(world, "S-LIN").revision
    first = {"to": "suspended", "reason": "One", "revision": revision}
    world.browser(MAYA).submit("/suppliers/S-LIN/state", **first)

    second = {"to": "closed", "reason": "Two", "revision": revision}
    answer = world.browser(BEN).submit("/suppliers/S-LIN/state", **second)

    assert answer.status_code == 409
    assert supplier(world, "S-LIN").state is SupplierState.SUSPENDED


def test_sites_and_contacts_come_and_go(world: World) -> None:
    browser = world.browser(LIN)
    browser.submit("/suppliers/S-LIN/sites/new", name_zh="桐乡织造厂", country="CN", is_active="y")
    browser.submit("/suppliers/S-LIN/contacts/new", name="林晓", email="lin@linhe.example")

    page = browser.get("/suppliers/S-LIN/sites").text
    assert ("桐乡织造厂" in page, "lin@linhe.example" in page) == (True, True)
    assert world.browser(WEI).get("/suppliers/S-LIN/sites").status_code == 404


def test_the_list_goes_home_as_a_file_without_formulas(world: World) -> None:
    browser = world.browser(BEN)
    browser.submit("/suppliers/new", **{**NEW, "name_en": "=HYPERLINK(1)"})

    text = browser.get("/suppliers/export.csv").get_data().decode("utf-8-sig")

    assert "'=HYPERLINK(1)" in text
    assert len(text.splitlines()) == 4
    assert browser.get("/suppliers/export.xlsx").get_data()[:2] == b"PK"
