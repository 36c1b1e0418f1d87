"""No link of any page leads nowhere: the whole demo world, walked like a patient reader."""

import html
import re
from collections import Counter, deque

import pytest

from tests.people import PASSWORD
from tests.world import Browser, World

pytestmark = pytest.mark.xdist_group("demo")

MANAGER, INSPECTOR, SUPPLIER = (
    "manager@hohenfeld.example",
    "inspector@hohenfeld.example",
    "lin.xiao@linhe.example",
)
ALIKE = 2
"""How many pages that differ only in what they are about are opened."""

LINK = re.compile(r'\s(?:href|src|hx-get)="(/(?!/|static/)[^"#]*)')
SUBJECT = re.compile(r"\d{6,}|[A-Z0-9]+-[A-Z0-9-]+")


def walk(browser: Browser, language: str) -> tuple[int, list[str]]:
    """Return how many pages were opened, and what leads nowhere, with the page it stands on."""
    waiting, seen, alike = deque([(f"/?lang={language}", "")]), set(), Counter[str]()
    nowhere: list[str] = []
    while waiting:
        path, stands_on = waiting.popleft()
        shape = SUBJECT.sub("#", re.sub(r"=[^&]*", "=", path))
        if path in seen or alike[shape] >= ALIKE:
            continue
        seen.add(path)
        alike[shape] += 1
        answer = browser.get(path)
        if answer.status_code >= 400:
            nowhere.append(f"{answer.status_code} {path} on {stands_on}")
        elif answer.mimetype == "text/html":
            found = (html.unescape(link) for link in LINK.findall(answer.text))
            waiting.extend((link, path) for link in found)
    return sum(alike.values()), nowhere


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", [MANAGER, INSPECTOR, SUPPLIER])
def test_every_link_leads_somewhere(demo_world: World, who: str, language: str) -> None:
    browser = Browser(demo_world.app)
    assert browser.submit("/login", email=who, password=PASSWORD).status_code == 303

    count, nowhere = walk(browser, language)

    assert not nowhere, "\n".join(nowhere)
    assert count > 15
