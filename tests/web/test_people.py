"""The people pages: who sees whom, and what each may do there."""

import re

import pytest

from tests.factories.accounts import last_link
from tests.people import (
    ADA,
    BEN,
    DORA,
    ENA,
    EVERYBODY,
    IVO,
    LEO,
    LIN,
    OTTO,
    PASSWORD,
    WEI,
    Person,
)
from tests.world import World


def page_of(world: World, person: Person) -> str:
    return f"/people/{world.actor(person).user_id}"


@pytest.mark.parametrize(
    ("person", "status"),
    [(ADA, 200), (BEN, 200), (OTTO, 200), (LIN, 200), (ENA, 403), (IVO, 403), (DORA, 403),
     (LEO, 403)],
)  # fmt: skip
def test_who_sees_the_list(world: World, person: Person, status: int) -> None:
    assert world.browser(person).get("/people").status_code == status


def test_a_supplier_sees_its_own_people_only(world: World) -> None:
    page = world.browser(LIN).get("/people").text
    others = [person.email for person in EVERYBODY if person.supplier != "S-LIN"]

    assert LEO.email in page
    assert [email for email in others if email in page] == []
    assert "Weiming" not in page


@pytest.mark.parametrize("person", [WEI, ADA])
@pytest.mark.parametrize(
    "act",
    ["", "/roles", "/disable", "/enable", "/invite-again", "/revoke", "/second-factor/off"],
)
def test_people_of_others_are_not_there(world: World, person: Person, act: str) -> None:
    browser, path = world.browser(LIN), page_of(world, person)
    foreign = browser.submit(path + act, roles="supplier_user") if act else browser.get(path)
    missing_path = f"/people/77{act}"
    missing = (
        browser.submit(missing_path, roles="supplier_user") if act else browser.get(missing_path)
    )

    assert (foreign.status_code, missing.status_code) == (404, 404)
    token = r'name="csrf[-_]token" (content|value)="[^"]+"'
    assert re.sub(token, "", foreign.text) == re.sub(token, "", missing.text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ena", {ENA.email, LEO.email} - {LEO.email}),
        ("q=林禾", {LIN.email, LEO.email}),
        ("role=admin", {ADA.email}),
        ("role=supplier_admin", {LIN.email, WEI.email}),
        ("state=disabled", set()),
        ("q=%25", set()),
        ("q=_", set()),
        ("role=nonsense&q=otto", {OTTO.email}),
        ("supplier=99999999999999999999&q=otto", {OTTO.email}),
        ("page=99999999999999999999&q=otto", {OTTO.email}),
    ],
)
def test_filters_narrow_the_list(world: World, query: str, found: set[str]) -> None:
    page = world.browser(ADA).get(f"/people?{query}").text

    assert {person.email for person in EVERYBODY if person.email in page} == found


def test_what_no_database_can_keep_is_refused(world: World) -> None:
    assert world.browser(ADA).get("/people?q=%00").status_code == 400


@pytest.mark.parametrize("sort", ["name", "-name", "company", "-company", "state", "seen", "x"])
def test_the_list_is_sorted_as_the_head_says(world: World, sort: str) -> None:
    assert world.browser(ADA).get(f"/people?sort={sort}").status_code == 200


def test_the_list_needs_few_questions_to_the_database(world: World) -> None:
    from sqlalchemy import event

    asked: list[str] = []
    browser = world.browser(ADA)
    event.listen(
        world.database.engine,
        "before_cursor_execute",
        lambda *args: asked.append(args[2]),
    )
    browser.get("/people")

    assert len([text for text in asked if "SELECT" in text]) <= 4


def test_an_administrator_invites_through_the_page(world: World) -> None:
    browser = world.browser(ADA)
    fields = {"name": "Nia New", "email": "nia@new.example", "company": "brand", "locale": "en"}
    unfit = browser.submit("/people/invite", **fields, roles=["supplier_user"])
    done = browser.submit("/people/invite", **fields, roles=["buyer", "quality_engineer"])
    page = browser.get(done.location).text

    assert (unfit.status_code, done.status_code) == (422, 303)
    assert 'value="nia@new.example"' in unfit.text
    assert "Take back" in page
    assert last_link(world, "nia@new.example").startswith("/invitation/")


def test_a_supplier_cannot_invite_into_another_company(world: World) -> None:
    fields = {"name": "N", "email": "n@n.example", "locale": "en", "roles": ["supplier_user"]}
    answer = world.browser(LIN).submit(
        "/people/invite", **fields, company=str(world.supplier_id("S-WEI"))
    )

    assert answer.status_code == 422
    assert "Weiming" not in answer.text


def test_an_auditor_and_an_engineer_invite_nobody(world: World) -> None:
    for person in (OTTO, ENA):
        assert world.browser(person).get("/people/invite").status_code == 403


def test_a_role_change_holds_on_the_next_request(world: World) -> None:
    ben, ada = world.browser(BEN), world.browser(ADA)
    assert ben.get("/people").status_code == 200

    assert ada.submit(page_of(world, BEN) + "/roles", roles=["inspector"]).status_code == 303
    assert ben.get("/people").status_code == 403


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(world: World) -> None:
    leo, lin = world.browser(LEO), world.browser(LIN)
    path = page_of(world, LEO)

    assert lin.submit(f"{path}/disable").status_code == 303
    assert leo.get("/account").status_code == 302
    assert lin.submit(f"{path}/enable").status_code == 303
    answer = world.browser().submit("/login", email=LEO.email, password=PASSWORD)
    assert answer.status_code == 303


def test_one_does_not_close_the_own_account(world: World) -> None:
    assert world.browser(ADA).submit(page_of(world, ADA) + "/disable").status_code == 403


def test_the_page_tells_the_history(world: World) -> None:
    world.browser(LEO)
    world.browser().submit("/login", email=LEO.email, password="wrong password!")
    page = world.browser(LIN).get(page_of(world, LEO)).text

    assert re.findall(r"<strong>(Signed in|Sign-in failed)</strong>", page) == [
        "Sign-in failed",
        "Signed in",
    ]


def test_an_administrator_helps_who_lost_the_telephone(world: World) -> None:
    from tests.web.test_door import enrol

    enrol(world, ENA)
    answer = world.browser(ADA).submit(page_of(world, ENA) + "/second-factor/off")
    entered = world.browser().submit("/login", email=ENA.email, password=PASSWORD)

    assert (answer.status_code, entered.location) == (303, "/")


def test_the_way_from_a_company_to_the_invitation_has_chosen_it(world: World) -> None:
    ada = world.browser(ADA)
    chosen = f'value="{world.supplier_id("S-LIN")}" selected'

    assert chosen in ada.get("/people/invite?supplier=S-LIN").text
    assert ada.get("/people/invite?supplier=S-NOBODY").status_code == 200


def test_filters_that_fit_nobody_say_so(world: World) -> None:
    assert "Nobody fits these filters" in world.browser(ADA).get("/people?q=nobody-at-all").text
