"""The door: who comes in, and what is closed to the rest."""

import pytest

from tests.people import ENA
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
