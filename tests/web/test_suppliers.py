"""The pages of suppliers, as brand and as supplier."""

import re

import pytest
from sqlalchemy import select

from portal.core.suppliers.models import Supplier, SupplierStateChange
from portal.core.suppliers.rules import SupplierState
from portal.imports.work import run_import
from tests.factories.imports import begun, outcome
from tests.factories.suppliers import contact_of, moved, site_of, steps, supplier
from tests.people import ADA, BEN, ENA, LEO, LIN, MAYA, WEI, Person
from tests.world import World

PAGES = ("", "/history", "/sites", "/people", "/edit", "/state", "/sites/new", "/contacts/new")
NEW = {
    "name_en": "Quanzhou Haisheng Footwear",
    "name_zh": "泉州海盛鞋业有限公司",
    "country": "CN",
    "registration_number": "91350582MA31RL8H81",
    "markets": ["EU", "US"],
}


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
    assert answer.location == f"/people/invite?supplier={added.code}"


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


def test_the_second_editor_sees_both_inputs_and_may_save_again(world: World) -> None:
    given = {"name_en": "Linhe Textiles", "country": "CN"}
    seen = supplier(world).revision
    world.browser(BEN).submit("/suppliers/S-LIN/edit", **given, address="First", revision=seen)

    browser = world.browser(ADA)
    answer = browser.submit("/suppliers/S-LIN/edit", **given, address="Second", revision=seen)

    assert (answer.status_code, supplier(world).address) == (409, "First")
    assert ("First" in answer.text, 'value="Second"' in answer.text) == (True, True)
    shown = re.search(r'name="revision" value="([0-9]+)"', answer.text)
    assert shown
    browser.submit("/suppliers/S-LIN/edit", **given, address="Second", revision=shown[1])
    assert supplier(world).address == "Second"


def test_the_second_editor_of_a_site_and_of_a_contact_is_told(world: World) -> None:
    site, contact = site_of(world), contact_of(world)
    for path, given in (
        (f"/suppliers/S-LIN/sites/{site.id}", {"name_en": "Mill", "country": "CN"}),
        (f"/suppliers/S-LIN/contacts/{contact.id}", {"name": "何瑞"}),
    ):
        revision = {"revision": 1}
        first = world.browser(BEN).submit(path, **given, **revision, city="A", phone="111")
        second = world.browser(ADA).submit(path, **given, **revision, city="B", phone="222")

        assert (first.status_code, second.status_code) == (303, 409)
        assert "You typed" in second.text


def test_a_site_and_a_contact_are_removed(world: World) -> None:
    site, contact = site_of(world), contact_of(world)
    browser = world.browser(LIN)

    browser.submit(f"/suppliers/S-LIN/sites/{site.id}/remove")
    browser.submit(f"/suppliers/S-LIN/contacts/{contact.id}/remove")

    page = browser.get("/suppliers/S-LIN/sites").text
    assert ("Tongxiang mill" in page, "何瑞" in page) == (False, False)


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

    assert (answer.status_code, "Two" in answer.text) == (409, True)
    assert "Somebody else changed this company since you opened it." in answer.text
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


def test_only_the_filtered_lines_go_home(world: World) -> None:
    text = world.browser(BEN).get("/suppliers/export.csv?q=linhe").get_data().decode("utf-8-sig")

    assert [line.split(",")[0] for line in text.splitlines()] == ["Code", "S-LIN"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_went_home_comes_back_and_changes_nothing(world: World, kind: str, lang: str) -> None:
    browser = world.browser(BEN)
    odd = {
        **NEW,
        "name_en": "=1+1 Ltd",
        "address": '-5 Row, "Mill"',
        "website": "https://x.example",
    }
    browser.submit("/suppliers/new", **odd)
    content = browser.get(f"/suppliers/export.{kind}?lang={lang}").get_data()

    work = begun(world, content, name=f"list.{kind}", leave_out=True)
    run_import(work)

    assert outcome(world, work) == ("done", 3, 0, 0, 3, 0)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["S-LIN", "S-WEI"]),
        ("sort=-name", ["S-WEI", "S-LIN"]),
        ("sort=name_zh", ["S-WEI", "S-LIN"]),
        ("sort=nonsense;drop", ["S-LIN", "S-WEI"]),
        ("q=LINHE", ["S-LIN"]),
        ("q=s-w", ["S-WEI"]),
        ("q=%25", []),
        ("q=_", []),
        ("state=approved&country=CN&market=EU", ["S-LIN", "S-WEI"]),
        ("state=suspended", []),
        ("state=nonsense&tier=x&market=x&category=x", ["S-LIN", "S-WEI"]),
        ("market=US", []),
        ("country=DE", []),
        ("tier=strategic", []),
        ("page=99", ["S-LIN", "S-WEI"]),
    ],
)
def test_the_list_is_filtered_and_sorted(world: World, query: str, codes: list[str]) -> None:
    page = world.browser(BEN).get(f"/suppliers?{query}").text

    assert re.findall(r'class="row-link" href="/suppliers/([^"]+)"', page) == codes


@pytest.mark.parametrize(
    "path",
    [
        "/suppliers/{code}",
        "/suppliers/{code}/history",
        "/suppliers/{code}/people",
        "/suppliers/{code}/sites",
        "/suppliers/{code}/documents",
        "/suppliers/{code}/state",
        "/suppliers/{code}/edit",
        "/suppliers/{code}/sites/new",
        "/suppliers/{code}/sites/{site}",
        "/suppliers/{code}/sites/{site}/remove",
        "/suppliers/{code}/contacts/new",
        "/suppliers/{code}/contacts/{contact}",
        "/suppliers/{code}/contacts/{contact}/remove",
    ],
)
@pytest.mark.parametrize("of", ["S-LIN", "S-WEI"])
def test_another_company_is_as_if_it_were_not_there(world: World, path: str, of: str) -> None:
    """Neither under its own address nor as a part of one's own company."""
    site, contact = site_of(world), contact_of(world)
    place = path.format(code=of, site=site.id, contact=contact.id)
    if of == "S-WEI" and "{site}" not in path and "{contact}" not in path:
        return
    browser, before = world.browser(WEI), (steps(world), supplier(world).revision)
    given = {"name_en": "Taken", "name": "Taken", "to": "closed", "reason": "x", "revision": 1}

    shown, sent = browser.get(place), browser.submit(place, **given)

    assert {shown.status_code, sent.status_code} <= {404, 405}
    assert "Linhe" not in shown.text + sent.text
    assert (steps(world), supplier(world).revision) == before


def test_a_supplier_never_reads_who_of_the_brand_decided(world: World) -> None:
    moved(world, SupplierState.SUSPENDED, reason="Late papers.")

    page = world.browser(LIN).get("/suppliers/S-LIN/history").text

    assert ("Late papers." in page, MAYA.name in page) == (True, False)


def test_categories_are_kept_on_their_page(world: World) -> None:
    browser = world.browser(MAYA)
    given = {"code": "small-appliances", "name_en": "Small appliances", "name_zh": "小家电"}
    assert browser.submit("/settings/categories", **given).status_code == 303
    assert browser.submit("/settings/categories", **given).status_code == 422

    place = re.search(r"/settings/categories/[0-9]+", browser.get("/settings/categories").text)
    assert place
    named = {"name_en": "Appliances", "name_zh": "小家电", "revision": 1}
    assert browser.submit(place[0], **named).status_code == 303
    again = browser.submit(place[0], **{**named, "name_en": "Devices"})
    assert (again.status_code, "Appliances" in again.text) == (409, True)
    assert browser.submit(f"{place[0]}/remove").status_code == 303
    assert browser.get(place[0]).status_code == 404


@pytest.mark.parametrize("person", [BEN, ENA, LIN])
def test_categories_are_not_everybodys_to_keep(world: World, person: Person) -> None:
    assert world.browser(person).get("/settings/categories").status_code in (403, 404)
