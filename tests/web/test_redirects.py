"""`next` leads to a page of this site and nowhere else (R-RED-1)."""

from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from portal.web.auth.views import safe_path
from tests.people import ENA, PASSWORD
from tests.world import World

ELSEWHERE = [
    "https://evil.example",
    "http://evil.example/documents",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2f..",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//portal@evil.example",
    "https://127.0.0.1@evil.example",
    "evil.example/documents",
    "/\x00/evil.example",
    "/\x7f/evil.example",
]

HERE = ["/", "/documents", "/documents?state=submitted&q=a%20b", "/documents/1#history", "/资料"]


def leads_home_or_nowhere(answer: TestResponse) -> bool:
    """Return whether one lands on the home page, or the address itself was refused."""
    home = answer.status_code in (302, 303) and answer.location == "/"
    return home or (answer.status_code == 400 and answer.location is None)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_another_site_becomes_the_home_page(wanted: str) -> None:
    assert safe_path(wanted) == "/"


@pytest.mark.parametrize("wanted", HERE)
def test_a_page_of_ours_is_kept(wanted: str) -> None:
    assert safe_path(wanted) == wanted


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(world: World, wanted: str) -> None:
    answer = world.browser().submit(
        f"/login?next={quote(wanted)}", email=ENA.email, password=PASSWORD
    )

    assert leads_home_or_nowhere(answer)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_whoever_is_signed_in_is_not_led_elsewhere_either(world: World, wanted: str) -> None:
    answer = world.browser(ENA).get(f"/login?next={quote(wanted)}")

    assert leads_home_or_nowhere(answer)
