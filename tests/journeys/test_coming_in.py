"""Somebody comes in, sees what waits, and goes out again: both languages, desk and phone."""

import pytest

from tests.browser import Window, assert_accessible, grave_faults
from tests.people import ADA, ENA, LIN, Person

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("person", [ENA, LIN], ids=lambda person: person.role.value)
def test_coming_in(window: Window, person: Person, size: str, language: str) -> None:
    with window.visit(size, language) as visit:
        door = visit.open(f"/login?lang={language}")
        assert_accessible(door)
        assert door.locator("html").get_attribute("lang") == {"zh": "zh-Hans", "en": "en"}[language]

        home = visit.sign_in(person)

        assert home.locator("h1").is_visible()
        assert_accessible(home)
        wide = home.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, "the page scrolls sideways"
        assert visit.complaints == []


def test_going_out(window: Window) -> None:
    with window.visit() as visit:
        page = visit.sign_in(ENA)

        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/login")
        page.go_back()
        page.reload()

        assert "/login" in page.url


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_trail_and_the_api_are_accessible(window: Window, language: str) -> None:
    with window.visit(language=language) as visit:
        visit.sign_in(ADA)

        trail = visit.open(f"/audit?lang={language}")
        assert_accessible(trail)
        docs = visit.open(f"/api/docs?lang={language}")
        docs.locator(".opblock").first.wait_for()

        assert docs.locator(".opblock").count() >= 12
        assert visit.complaints == []


def test_a_page_that_shuts_people_out_would_be_found(window: Window) -> None:
    with window.visit() as visit:
        visit.open("/login")
        visit.page.evaluate("document.body.append(document.createElement('button'))")

        assert any(fault.startswith("button-name") for fault in grave_faults(visit.page))


def test_the_policy_lets_no_script_of_the_page_run(window: Window) -> None:
    with window.visit() as visit:
        visit.open("/login")
        visit.page.evaluate(
            "document.head.append(Object.assign(document.createElement('script'),"
            " {textContent: 'window.ran = true'}))"
        )

        assert visit.page.evaluate("window.ran === undefined")
        assert any("Content Security Policy" in complaint for complaint in visit.complaints)
