"""The portal in one hand."""

import pytest
from playwright.sync_api import expect

from tests.browser import Window
from tests.factories.documents import submitted
from tests.factories.proof import keep_file
from tests.hostile import pdf
from tests.people import ENA
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")


def test_a_review_on_a_phone(window: Window, world: World) -> None:
    content = pdf()
    with world.database.transaction() as session:
        keep_file(world, session, content)
    submitted(world, content=content)
    with window.visit("phone") as visit:
        page = visit.sign_in(ENA)
        menu = page.get_by_role("navigation", name="Main")
        expect(menu).to_be_hidden()
        page.get_by_role("link", name="Menu").tap()
        menu.get_by_role("link", name="Review").tap()
        page.wait_for_url("**/documents/review")

        card = page.locator("tbody tr")
        expect(card).to_have_css("display", "grid")
        expect(page.locator("thead")).to_have_css("position", "absolute")
        page.locator("a.row-link").tap()
        page.wait_for_url("**queue=1*")
        approve = page.get_by_role("button", name="Approve")
        box = approve.bounding_box()
        assert box is not None
        assert box["height"] >= 42
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        approve.tap()

        expect(page.locator("main")).to_contain_text("Nothing waits for review")
        assert visit.complaints == []


def test_the_language_switch_stays_on_the_page(window: Window) -> None:
    with window.visit() as visit:
        page = visit.sign_in(ENA)
        visit.open("/documents?state=approved")
        page.get_by_role("link", name="中文").click()

        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        assert "/documents?state=approved" in page.url
        visit.open("/")
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
