"""The door: who comes in, and what is closed to the rest."""

import re
import time
from datetime import timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.core.accounts.models import SignInFailure
from portal.core.clock import now
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState, credit_code_check
from tests.factories.accounts import (
    at_once,
    invited,
    last_link,
    mails,
    reset_link,
    run_way_in,
)
from tests.people import BEN, ENA, LIN, PASSWORD, Person
from tests.world import World


def test_a_page_asks_a_stranger_to_sign_in(world: World) -> None:
    answer = world.browser().get("/account?tab=sessions")

    assert answer.status_code == 302
    assert answer.location == "/login?next=/account?tab%3Dsessions"


def test_signing_in_leads_where_one_wanted_to_go(world: World) -> None:
    browser = world.browser()

    answer = browser.submit("/login?next=/documents", email=ENA.email, password="wrong password!")
    assert answer.status_code == 422
    answer = browser.submit(
        "/login?next=/documents", email=ENA.email, password="correct horse battery"
    )

    assert (answer.status_code, answer.location) == (303, "/documents")


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "/\t/evil.example",
        "evil",
        "",
        "/\n",
    ],
)
def test_next_leads_nowhere_else(wanted: str) -> None:
    from portal.web.auth.views import safe_path

    assert safe_path(wanted) == "/"


def test_a_signed_out_cookie_opens_nothing(world: World) -> None:
    browser = world.browser(ENA)
    cookie = browser.get_cookie("portal")
    assert cookie
    browser.submit("/logout")
    thief = world.browser()
    thief.set_cookie("portal", cookie.value)

    assert thief.get("/").status_code == 302


WRONG = "wrong password!"


def failures(world: World) -> int:
    with world.looking() as session:
        return session.scalar(select(func.count(SignInFailure.id))) or 0


def try_to_sign_in(world: World, email: str, password: str = WRONG) -> TestResponse:
    return world.browser().submit("/login", email=email, password=password)


def test_ten_failures_close_the_door_even_for_the_right_password(world: World) -> None:
    answers = [try_to_sign_in(world, ENA.email).status_code for _ in range(10)]
    limited = try_to_sign_in(world, ENA.email, PASSWORD)

    assert (answers, limited.status_code) == ([422] * 10, 429)
    assert 0 < int(limited.headers["Retry-After"]) <= 300
    assert "Too many tries. Wait 5 min" in limited.text
    assert 'href="/reset"' in limited.text
    assert try_to_sign_in(world, BEN.email, PASSWORD).status_code == 303


def test_tries_at_once_are_counted_one_by_one(world: World) -> None:
    browsers = [world.browser() for _ in range(16)]
    tokens = [browser.token() for browser in browsers]

    def enter(number: int) -> int:
        fields = {"csrf_token": tokens[number], "email": ENA.email, "password": "wrong password"}
        return browsers[number].post("/login", data=fields).status_code

    answers = at_once(16, enter)

    assert sorted(answers) == [422] * 10 + [429] * 6  # type: ignore[type-var]


def test_the_door_opens_again_after_five_minutes(world: World) -> None:
    for _ in range(10):
        try_to_sign_in(world, ENA.email)

    with time_machine.travel(now() + timedelta(minutes=5, seconds=1)):
        assert try_to_sign_in(world, ENA.email, PASSWORD).status_code == 303


def test_the_reset_mail_opens_the_door_at_once(world: World) -> None:
    for _ in range(10):
        try_to_sign_in(world, ENA.email)
    link = reset_link(world, ENA.email)
    answer = world.browser().submit(link, password="a brand new password")

    assert (answer.status_code, answer.location) == (303, "/login")
    assert try_to_sign_in(world, ENA.email, "a brand new password").status_code == 303


def test_a_failure_is_counted_although_the_answer_is_a_refusal(world: World) -> None:
    try_to_sign_in(world, ENA.email)
    assert failures(world) == 1

    try_to_sign_in(world, ENA.email, PASSWORD)
    assert failures(world) == 0


def test_forged_addresses_do_not_help(world: World) -> None:
    def enter(number: int) -> int:
        browser = world.browser()
        fields = {"csrf_token": browser.token(), "email": ENA.email, "password": "wrong"}
        forged = {"X-Forwarded-For": f"203.0.113.{number}"}
        return browser.post("/login", data=fields, headers=forged).status_code

    assert [enter(number) for number in range(11)] == [422] * 10 + [429]


@pytest.mark.parametrize("path", ["/login", "/reset"])
def test_known_and_unknown_people_are_answered_alike(world: World, path: str) -> None:
    def page(email: str) -> tuple[int, str, str]:
        answer = world.browser().submit(path, email=email, password="wrong password!")
        text = re.sub(r'name="csrf[-_]token" value="[^"]+"', "", answer.text)
        return answer.status_code, answer.location or "", text.replace(email, "")

    assert page(ENA.email) == page("nobody@brand.example")


def test_a_reset_mail_goes_to_people_we_know_only(world: World) -> None:
    for email in (ENA.email, "nobody@brand.example"):
        world.browser().submit("/reset", email=email)
    run_way_in(world)

    assert [mail.to for mail in mails(world)] == [ENA.email]
    assert "http" not in mails(world)[0].body


def test_a_very_long_password_is_answered_fast(world: World) -> None:
    browser = world.browser()
    token = browser.token()
    start = time.perf_counter()
    fields = {"csrf_token": token, "email": ENA.email, "password": "x" * 1_000_000}
    answer = browser.post("/login", data=fields)

    assert answer.status_code in (413, 422)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("odd", ["' OR 1=1 --", "\x00", "a@b.example\r\nBcc: x", "𝕏" * 90, "%s"])
def test_odd_input_is_refused_politely(world: World, odd: str) -> None:
    assert try_to_sign_in(world, odd, odd).status_code == 422


def test_what_the_browser_had_before_signing_in_is_dead(world: World) -> None:
    browser = world.browser()
    browser.get("/login")
    before = browser.get_cookie("portal")
    browser.submit("/login", email=ENA.email, password=PASSWORD)
    after = browser.get_cookie("portal")
    assert before
    assert after
    assert before.value != after.value
    thief = world.browser()
    thief.set_cookie("portal", before.value)

    assert thief.get("/account").status_code == 302


def enrol(world: World, person: Person) -> tuple[pyotp.TOTP, list[str]]:
    """Turn on the second factor through the pages; return it with the recovery codes."""
    browser = world.browser(person)
    browser.submit("/account/second-factor/begin")
    page = browser.get("/account/second-factor").text
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found
    totp = pyotp.TOTP(found[1].replace(" ", ""))
    code = totp.at(now(), counter_offset=-1)
    shown = browser.submit("/account/second-factor/confirm", code=code)
    assert shown.status_code == 200, shown.text
    return totp, re.findall(r"<code>([0-9A-Z-]{14})</code>", shown.text)


def test_the_second_factor_is_asked_after_the_password(world: World) -> None:
    totp, recovery = enrol(world, ENA)
    browser = world.browser()

    first = browser.submit("/login?next=/people", email=ENA.email, password=PASSWORD)
    assert first.location == "/login/code?next=/people"
    assert browser.get("/account").status_code == 302
    wrong = browser.submit("/login/code?next=/people", code="000000")
    right = browser.submit("/login/code?next=/people", code=totp.now())

    assert (len(recovery), wrong.status_code) == (10, 422)
    assert (right.status_code, right.location) == (303, "/people")
    assert browser.get("/account").status_code == 200


def test_wrong_codes_close_the_door_and_the_password_does_not_open_it(world: World) -> None:
    enrol(world, ENA)
    browser = world.browser()
    answers = []
    for _ in range(11):
        browser.submit("/login", email=ENA.email, password=PASSWORD)
        answers.append(browser.submit("/login/code", code="000000").status_code)

    assert answers[:9] == [422] * 9
    assert try_to_sign_in(world, ENA.email, PASSWORD).status_code == 429


def test_a_recovery_code_opens_once(world: World) -> None:
    _, recovery = enrol(world, ENA)

    def enter() -> int:
        browser = world.browser()
        browser.submit("/login", email=ENA.email, password=PASSWORD)
        return browser.submit("/login/code", code=recovery[0].lower()).status_code

    assert [enter(), enter()] == [303, 422]


def test_a_code_without_a_password_before_it_is_sent_to_the_door(world: World) -> None:
    answer = world.browser().submit("/login/code", code="123456")

    assert (answer.status_code, answer.location) == (303, "/login")


def test_a_lapsed_form_comes_back_to_its_page(world: World) -> None:
    browser = world.browser(ENA)
    token = browser.token("/account")
    with time_machine.travel(now() + timedelta(minutes=31)):
        answer = browser.post(
            "/account",
            data={"csrf_token": token, "name": "Ena Long"},
            headers={"Referer": "http://localhost/account"},
        )
        page = browser.get(answer.location).text

    assert (answer.status_code, answer.location) == (303, "/login?next=/account")
    assert "data-lapsed" in page


def test_an_invitation_leads_in(world: World) -> None:
    invited(world, world.actor(LIN), "nia@new.example", supplier_id=world.supplier_id("S-LIN"))
    link = last_link(world, "nia@new.example")
    browser = world.browser()
    page = browser.get(link)
    values = {"name": "倪雅", "locale": "zh", "time_zone": "Asia/Shanghai"}
    short = browser.submit(link, password="short", **values)
    done = browser.submit(link, password="a brand new password", **values)

    assert (page.status_code, short.status_code, done.location) == (200, 422, "/")
    assert "A password has 12 to 256 characters." in short.text
    assert "倪雅" in browser.get("/account").text
    assert browser.get(link).status_code == 410


def test_an_old_invitation_mails_a_new_link(world: World) -> None:
    invited(world, world.actor(LIN), "nia@new.example", supplier_id=world.supplier_id("S-LIN"))
    link = last_link(world, "nia@new.example")
    with time_machine.travel(now() + timedelta(hours=2)):
        browser = world.browser()
        page = browser.get(link)
        browser.submit(f"{link}/again")
        fresh = last_link(world, "nia@new.example")

        assert (page.status_code, fresh != link) == (410, True)
        assert browser.get(fresh).status_code == 200


COMPANY = {
    "company_zh": "海宁嘉和服饰有限公司",
    "company_en": "",
    "country": "CN",
    "registration_number": "91330481MA2CUNTQ0K",
    "contact_name": "陈佳",
    "email": "chen@jiahe.example",
    "locale": "zh",
}


def register(world: World, **changes: str) -> TestResponse:
    fields = {**COMPANY, "registration_number": credit_code("91330481MA2CUNTQ0"), **changes}
    return world.browser().submit("/register", **fields)


def credit_code(first_17: str) -> str:
    return first_17 + credit_code_check(first_17)


def test_a_company_registers_and_a_buyer_lets_it_in(world: World) -> None:
    assert register(world).location == "/register/sent"
    link = last_link(world, COMPANY["email"])
    browser = world.browser()
    assert "海宁嘉和服饰有限公司" in browser.get(link).text
    done = browser.submit(link, password="a brand new password")
    assert done.location == "/register/done"
    waits = try_to_sign_in(world, COMPANY["email"], "a brand new password")
    assert waits.status_code == 422
    assert "waits for approval" in waits.text

    buyer = world.browser(BEN)
    listed = re.search(r'href="/people/(\d+)"', buyer.get("/people?state=waiting").text)
    assert listed
    assert "海宁嘉和服饰有限公司" in buyer.get(f"/people/{listed[1]}").text
    assert buyer.submit(f"/people/{listed[1]}/approve").status_code == 303
    assert try_to_sign_in(world, COMPANY["email"], "a brand new password").status_code == 303


def test_a_registration_turned_down_says_why(world: World) -> None:
    register(world)
    world.browser().submit(last_link(world, COMPANY["email"]), password="a brand new password")
    buyer = world.browser(BEN)
    listed = re.search(r'href="/people/(\d+)"', buyer.get("/people?state=waiting").text)
    assert listed
    silent = buyer.submit(f"/people/{listed[1]}/refuse", reason="")
    told = buyer.submit(f"/people/{listed[1]}/refuse", reason="我们目前不采购该品类。")

    assert (silent.status_code, told.status_code) == (422, 303)
    assert "我们目前不采购该品类。" in mails(world, COMPANY["email"])[-1].body
    with world.looking() as session:
        states = session.scalars(select(Supplier.state).where(Supplier.name_zh != "")).all()
    assert SupplierState.REJECTED in states


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"registration_number": "91330481MA2CUNTQ01"}, "not a unified social credit code"),
        ({"company_zh": ""}, "name in Chinese or in English"),
        ({"email": "nonsense"}, "not a mail address"),
        ({"contact_name": ""}, "This field is required."),
        ({"country": "XX"}, "Not a valid choice."),
    ],
)
def test_a_registration_that_is_not_right_says_what(
    world: World, changes: dict[str, str], sentence: str
) -> None:
    answer = register(world, **changes)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert mails(world) == []


def test_a_registration_does_not_tell_who_is_here_already(world: World) -> None:
    known = register(world, email=LIN.email)
    unknown = register(world, email="new@new.example")

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert mails(world, LIN.email)[0].secret_link is None


def test_a_number_that_is_taken_shows_to_the_buyer_only(world: World) -> None:
    for email in ("first@new.example", "second@new.example"):
        register(world, email=email)
        done = world.browser().submit(last_link(world, email), password="a brand new password")
        assert done.location == "/register/done"
    buyer = world.browser(BEN)
    second = re.search(r'href="/people/(\d+)"', buyer.get("/people?q=second").text)
    assert second
    page = buyer.get(f"/people/{second[1]}").text
    refused = buyer.submit(f"/people/{second[1]}/approve")

    assert "already has this registration number" in page
    assert refused.status_code == 409


@pytest.mark.hammered
def test_a_registration_link_works_once(any_world: World) -> None:
    world = any_world
    register(world)
    link = last_link(world, COMPANY["email"])
    browsers = [world.browser() for _ in range(16)]
    tokens = [browser.token() for browser in browsers]

    def confirm(number: int) -> int:
        fields = {"csrf_token": tokens[number], "password": "a brand new password"}
        return browsers[number].post(link, data=fields).status_code

    answers = at_once(16, confirm)

    assert answers.count(303) == 1
    assert set(answers) <= {303, 409, 410}
