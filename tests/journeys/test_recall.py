"""From a complaint to all who got any: the lot, its components, its sisters, holds, the list."""

import csv
from datetime import date

import pytest
from playwright.sync_api import expect

from scoring.feedback.operations import merge_reviews
from scoring.feedback.rules import ReviewRow
from tests.browser import Window, assert_accessible
from tests.factories.genealogy import a_genealogy, a_trade, lot_id, merged
from tests.people import ENA, LIN
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")

CONCERNED = ("C-1", "B-1", "B-2", "F-1", "F-2", "F-3")
BUYERS = {"O-1", "O-2", "O-3"}
TITLE = "Broken"
SAID, SEEN = "It broke when I put it on!", "Sole comes off."

REVIEW = ReviewRow("V-1", date(2026, 6, 20), "O-1", "SHOE", 1, None, TITLE, SAID, "Shop")


@pytest.mark.parametrize(("language", "on_hold"), [("en", "On hold"), ("zh", "扣留中")])
def test_a_complaint_leads_to_the_recall_list(
    window: Window, world: World, language: str, on_hold: str
) -> None:
    a_genealogy(world)
    a_trade(world)
    merged(world, merge_reviews, [REVIEW])
    lot = lot_id(world, "F-1")
    with window.visit(language=language) as visit:
        page = visit.sign_in(ENA)
        visit.context.add_cookies([{"name": "lang", "value": language, "url": visit.address}])

        # what the customer wrote leads to the order, and the order to the lot
        visit.open("/feedback")
        page.locator("main a.row-link", has_text=TITLE).click()
        page.wait_for_url("**/feedback/review/*")
        expect(page.locator("#lots")).to_contain_text("O-1")
        assert_accessible(page)

        # a record, which takes words and order along and keeps back all that is concerned
        page.locator(f"#lots a[href*='lot={lot}']").click()
        page.wait_for_url("**/nonconformities/new?*")
        expect(page.locator("[name=complaint]")).to_have_value(f"{TITLE}\n{SAID}")
        expect(page.locator("[name=order_number]")).to_have_value("O-1")
        for name, value in (("source", "complaint"), ("severity", "critical"), ("spread", "both")):
            page.locator(f"[name={name}]").select_option(value)
        for name, value in (("quantity", "2"), ("description", SEEN)):
            page.locator(f"[name={name}]").fill(value)
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(lambda url: not url.endswith("/new") and "lot=" not in url)
        record, number = page.url.removeprefix(visit.address), page.locator("h1").inner_text()
        held = page.locator("#holds")
        for each in CONCERNED:
            expect(held.get_by_role("link", name=each, exact=True)).to_be_visible()
        assert_accessible(page)

        # from the number of the record back to the picture: who is on hold, who got any
        visit.open("/trace")
        page.locator("main [name=q]").fill(number.split()[-1])
        page.locator("main [name=q]").press("Enter")
        page.wait_for_url(f"**/lots/{lot}/trace")
        canvas = page.locator("[data-trace-canvas]")
        for each in CONCERNED:
            expect(canvas.locator("a.trace-box", has_text=each)).to_be_visible()
        for order in BUYERS:
            expect(page.get_by_role("link", name=order, exact=True)).to_be_visible()
        expect(
            page.locator("main tr", has=page.get_by_role("link", name="F-2", exact=True)).first
        ).to_contain_text(on_hold)
        assert_accessible(page)

        # its boxes can be read
        box = canvas.locator("a.trace-box rect").first
        assert box.evaluate("rect => getComputedStyle(rect).fill") != "rgb(0, 0, 0)"

        # larger and smaller by the buttons, and by keyboard through the picture
        whole = canvas.locator("svg").evaluate("svg => svg.width.baseVal.value")
        page.locator("[data-zoom=in]").click()
        assert canvas.locator("svg").evaluate("svg => svg.width.baseVal.value") > whole
        page.locator("[data-zoom=fit]").click()
        wide = canvas.locator("svg").evaluate("svg => svg.width.baseVal.value")
        canvas.focus()
        page.keyboard.press("+")
        assert canvas.locator("svg").evaluate("svg => svg.width.baseVal.value") > wide
        canvas.locator("a.trace-box", has_text="F-1").focus()
        page.keyboard.press("ArrowLeft")
        assert "B-1" in page.evaluate("document.activeElement.textContent")

        # and out as a list
        with page.expect_download() as download:
            page.locator("a[href*='/recall.csv']").evaluate("link => link.click()")
        with download.value.path().open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        told = {cell for row in rows for cell in row}
        assert told >= BUYERS | {"ada@customer.example"}
        assert "O-4" not in {row[0] for row in rows}

        # an exercise: the clock runs, is stopped, and the result is kept
        page.locator("form[action$='/mock-recalls'] button").evaluate("button => button.click()")
        page.wait_for_url("**/mock-recalls/*")
        expect(page.locator("[data-clock]")).to_be_visible()
        page.locator("form[action$='/end'] button").click()
        expect(page.locator("[data-clock]")).to_have_count(0)
        expect(page.locator("main")).to_contain_text("100 %")
        assert visit.complaints == []

    # the maker reads what is wrong, and nothing of the customer
    with window.visit("phone", language) as visit:
        page = visit.sign_in(LIN)
        visit.open(f"{record}?lang={language}")
        expect(page.locator("main")).to_contain_text(SEEN)
        for secret in (SAID, "O-1", "ada@customer.example"):
            expect(page.locator("main")).not_to_contain_text(secret)
        assert visit.complaints == []
