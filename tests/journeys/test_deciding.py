"""Reviewers decide: by keyboard alone, many at once, and two at the same document."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Window
from tests.factories.documents import submitted
from tests.factories.proof import keep_file
from tests.hostile import pdf
from tests.people import ENA, MAYA
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")


TYPES = ("BUSINESS_LICENCE", "ISO_14001", "ISO_9001", "LIABILITY_INSURANCE")


def waiting(world: World, code: str, content: bytes) -> None:
    """Let Lin have sent a document that can be looked at."""
    with world.database.transaction() as session:
        keep_file(world, session, content)
    submitted(world, code=code, content=content)


def test_a_morning_of_reviews_by_keyboard_alone(window: Window, world: World) -> None:
    for number, code in enumerate(TYPES):
        waiting(world, code, pdf(number + 1))
    with window.visit() as visit:
        page = visit.sign_in(ENA)
        visit.open("/documents/review?sort=type")
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(4)

        # down, down, up: the second row is open
        for key in ("j", "j", "j", "k"):
            page.keyboard.press(key)
        second = rows.nth(1).locator("a.row-link")
        expect(second).to_be_focused()
        name = second.inner_text()
        page.keyboard.press("Enter")
        page.wait_for_url("**/documents/*queue=1*")
        expect(page.locator("h1")).to_have_text(name)

        # approved, and the next one comes up by itself; returned with a comment
        page.keyboard.press("a")
        expect(page.locator("h1")).not_to_have_text(name)
        returned = page.locator("h1").inner_text()
        page.keyboard.press("r")
        page.keyboard.type("The second page cannot be read.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).not_to_have_text(returned)

        # the other two are ticked and approved together
        visit.open("/documents/review?sort=type")
        expect(rows).to_have_count(2)
        for key in ("j", "x", "j", "x"):
            page.keyboard.press(key)
        expect(page.locator("[data-bulk-count]")).to_have_text("2")
        _walk_to(page, "Approve")
        page.keyboard.press("Enter")
        yes = page.locator("#confirm [data-yes]")
        expect(yes).to_be_visible()
        _walk_to(page, yes.inner_text())
        page.keyboard.press("Enter")

        expect(page.locator("main")).to_contain_text("Nothing waits for review")
        visit.open("/documents?state=approved")
        expect(rows).to_have_count(3)
        visit.open("/documents?state=rejected")
        expect(page.locator("main")).to_contain_text(returned)
        assert visit.complaints == []


def _walk_to(page: Page, name: str) -> None:
    """Press Tab until the button with that name has the focus."""
    for _ in range(30):
        if page.evaluate("document.activeElement.innerText") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name!r} is not reached by keyboard")


@pytest.mark.parametrize(
    ("language", "approve", "told"),
    [("en", "Approve", "Ena Engineer approved this version"), ("zh", "批准", "批准此版本")],
)
def test_of_two_who_decide_at_once_the_second_is_told(
    window: Window, world: World, language: str, approve: str, told: str
) -> None:
    waiting(world, "ISO_9001", pdf())
    with window.visit() as first, window.visit(language=language) as second:
        for visit, person in ((first, ENA), (second, MAYA)):
            page = visit.sign_in(person)
            visit.open("/documents/review" + (f"?lang={language}" if visit is second else ""))
            page.locator("a.row-link").click()
        first.page.get_by_role("button", name="Approve").click()
        expect(first.page.locator("main")).to_contain_text("Nothing waits for review")

        second.page.get_by_role("button", name=approve).click()

        expect(second.page.locator("body")).to_contain_text(told)
        first.open("/documents?state=approved")
        expect(first.page.locator("tbody tr")).to_have_count(1)
        assert first.complaints == []
