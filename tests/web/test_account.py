"""One's own account, through its pages."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from portal.core.clock import now
from tests.factories.accounts import at_once, last_link, mails
from tests.people import ADA, BEN, ENA, LEO, LIN, PASSWORD, WEI
from tests.world import World

NEW = "a brand new password"


@pytest.mark.parametrize(
    "path", ["", "/email", "/password", "/second-factor", "/second-factor/remove", "/sessions"]
)
def test_everybody_has_the_pages_of_the_own_account(world: World, path: str) -> None:
    assert world.browser(LEO).get(f"/account{path}").status_code == 200


def test_a_profile_is_kept_and_so_is_its_language(world: World) -> None:
    browser = world.browser(ENA)
    fields = {"name": "Ena 恩娜", "locale": "zh", "time_zone": "Asia/Shanghai"}
    answer = browser.submit("/account", **fields)
    page = browser.get("/account").text

    assert answer.status_code == 303
    assert "Ena 恩娜" in page
    assert "我的账号" in page


@pytest.mark.parametrize(
    "field", [{"name": ""}, {"name": "x" * 121}, {"locale": "fr"}, {"time_zone": "Mars/Olympus"}]
)
def test_a_profile_that_is_not_right_changes_nothing(world: World, field: dict[str, str]) -> None:
    browser = world.browser(ENA)
    fields = {"name": "Changed", "locale": "en", "time_zone": "UTC", **field}

    assert browser.submit("/account", **fields).status_code == 422
    assert "Changed" not in browser.get("/account").text


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(world: World) -> None:
    here, elsewhere = world.browser(ENA), world.browser()
    elsewhere.submit("/login", email=ENA.email, password=PASSWORD)

    wrong = here.submit("/account/password", password="wrong", new_password=NEW)
    short = here.submit("/account/password", password=PASSWORD, new_password="short")
    right = here.submit("/account/password", password=PASSWORD, new_password=NEW)

    assert [wrong.status_code, short.status_code, right.status_code] == [422, 422, 303]
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


@pytest.mark.hammered
def test_password_changes_at_once_are_decided(any_world: World) -> None:
    world = any_world
    browser = world.browser(ENA)
    token = browser.token("/account")
    cookie = browser.get_cookie("portal")
    assert cookie
    clients = [world.browser() for _ in range(16)]
    for client in clients:
        client.set_cookie("portal", cookie.value)

    def change(number: int) -> int:
        fields = {"csrf_token": token, "password": PASSWORD, "new_password": f"{NEW} {number}"}
        return clients[number].post("/account/password", data=fields).status_code

    answers = at_once(16, change)

    assert 303 in answers
    assert set(answers) <= {303, 409, 422, 429}


def test_sessions_are_listed_and_ended_one_by_one(world: World) -> None:
    here, elsewhere = world.browser(ENA), world.browser()
    elsewhere.submit("/login", email=ENA.email, password=PASSWORD)
    page = here.get("/account/sessions").text
    ends = re.findall(r'action="(/account/sessions/\d+/end)"', page)

    assert (len(ends), page.count("This one")) == (1, 1)
    assert here.submit(ends[0]).status_code == 303
    assert elsewhere.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_a_session_of_somebody_else_is_not_there(world: World) -> None:
    lin, wei = world.browser(LIN), world.browser(WEI)
    other = world.browser()
    other.submit("/login", email=LIN.email, password=PASSWORD)
    ends = re.findall(r'action="(/account/sessions/\d+/end)"', lin.get("/account/sessions").text)

    assert wei.submit(ends[0]).status_code == 404
    assert wei.submit("/account/sessions/9223372036854775808/end").status_code == 404
    assert other.get("/account").status_code == 200


def test_all_other_sessions_end_at_once(world: World) -> None:
    here, elsewhere = world.browser(ENA), world.browser()
    elsewhere.submit("/login", email=ENA.email, password=PASSWORD)

    assert here.submit("/account/sessions/end-others").status_code == 303
    assert elsewhere.get("/account").status_code == 302


def test_a_session_ends_after_half_an_hour_without_use(world: World) -> None:
    browser = world.browser(ENA)
    with time_machine.travel(now() + timedelta(minutes=29)):
        assert browser.get("/account").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=60)):
        assert browser.get("/account").status_code == 302


def test_a_sensitive_step_asks_again_and_goes_on_with_what_was_sent(world: World) -> None:
    browser = world.browser(LIN)
    with time_machine.travel(now() + timedelta(minutes=11)):
        fields = {"name": "scanner", "scopes": ["document:read", "supplier:read"], "days": "30"}
        asked = browser.submit("/account/tokens", **fields)
        kept = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked.text)
        wrong = browser.submit("/account/tokens", **fields, confirm_password="wrong password")
        made = browser.submit("/account/tokens", **fields, confirm_password=PASSWORD)

    assert asked.status_code == 403
    assert ("scopes", "supplier:read") in kept
    assert wrong.status_code == 403
    assert "The password is not right." in wrong.text
    assert re.search(r"sqp_[\w-]{43}", made.text)


def test_a_key_is_shown_once_and_revoked(world: World) -> None:
    browser = world.browser(LIN)
    fields = {"name": "scanner", "scopes": ["document:read"], "days": "30"}
    secret = re.search(r"sqp_[\w-]{43}", browser.submit("/account/tokens", **fields).text)
    page = browser.get("/account/tokens").text
    revoke = re.findall(r'action="(/account/tokens/\d+/revoke)"', page)

    assert secret
    assert secret[0] not in page
    assert world.browser(WEI).submit(revoke[0]).status_code == 404
    assert browser.submit(revoke[0]).status_code == 303
    assert "No keys yet" in browser.get("/account/tokens").text


@pytest.mark.parametrize(
    "field", [{"scopes": ["document:review"]}, {"scopes": []}, {"days": "0"}, {"days": "9999"}]
)
def test_a_key_beyond_what_one_may_is_refused(world: World, field: dict[str, object]) -> None:
    fields = {"name": "scanner", "scopes": ["document:read"], "days": "30", **field}

    assert world.browser(LIN).submit("/account/tokens", **fields).status_code == 422


def test_keys_are_for_administrators(world: World) -> None:
    assert world.browser(LEO).get("/account/tokens").status_code == 403
    assert world.browser(BEN).get("/account/tokens").status_code == 403


def test_a_new_address_counts_when_its_link_is_opened(world: World) -> None:
    browser = world.browser(ENA)
    browser.submit("/account/email", email="ena.new@brand.example")
    link = last_link(world, "ena.new@brand.example")
    assert browser.get(link).status_code == 200
    assert ENA.email in browser.get("/account").text
    taken = browser.submit(link)

    assert (taken.status_code, browser.submit(link).status_code) == (303, 410)
    assert "ena.new@brand.example" in browser.get("/account").text
    assert mails(world, ENA.email)[-1].subject == "Your address was changed"


def test_turning_the_second_factor_off_asks_for_the_password(world: World) -> None:
    from tests.web.test_door import enrol

    enrol(world, ENA)
    browser = world.browser(ENA)
    wrong = browser.submit("/account/second-factor/remove", password="wrong")
    right = browser.submit("/account/second-factor/remove", password=PASSWORD)

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "Set it up" in browser.get("/account/second-factor").text


def test_in_production_who_approves_must_set_up_a_second_factor(world: World) -> None:
    world.app.extensions["portal"] = replace(
        world.app.extensions["portal"], config=replace(world.config, environment="production")
    )
    ena, ben = world.browser(ENA), world.browser(BEN)

    assert ena.get("/account").location == "/account/second-factor"
    assert ena.get("/account/second-factor").status_code == 200
    assert ben.get("/account").status_code == 200


def test_who_approves_is_urged_to_set_up_a_second_factor(world: World) -> None:
    note = "Your role approves things for the company."

    assert note in world.browser(ADA).get("/account").text
    assert note not in world.browser(LEO).get("/account").text
