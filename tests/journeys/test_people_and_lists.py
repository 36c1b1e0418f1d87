"""A buyer brings a company, a person of it and a whole list into the portal."""

import pytest
from playwright.sync_api import expect

from tests.browser import Window
from tests.factories.accounts import last_link
from tests.factories.imports import table
from tests.people import BEN, PASSWORD
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")


def test_an_invited_person_comes_in(window: Window, world: World) -> None:
    with window.visit() as buyer:
        page = buyer.sign_in(BEN)
        buyer.open("/suppliers/new")
        page.get_by_label("Name in English").fill("Haisheng Footwear")
        page.get_by_role("button", name="Add the supplier").click()
        page.wait_for_url("**/people/invite*")
        page.get_by_label("Full name").fill("Chen 陈")
        page.get_by_label("Email").fill("chen@haisheng.example")
        page.get_by_label("Supplier administrator").check()
        page.get_by_role("button", name="Send the invitation").click()
        expect(page.locator(".toasts")).to_contain_text("chen@haisheng.example")
        assert buyer.complaints == []

    link = last_link(world, "chen@haisheng.example")
    with window.visit() as invited:
        page = invited.open(link)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Open my account").click()
        page.wait_for_url(lambda url: "/invitation" not in url)
        if "/login" in page.url:
            page.fill("[name=email]", "chen@haisheng.example")
            page.fill("[name=password]", PASSWORD)
            page.click("form button[type=submit]")
        expect(page.locator(".who-name")).to_have_text("Chen 陈")

        again = invited.open(link)
        expect(again.get_by_role("button", name="Open my account")).to_have_count(0)


def test_a_list_is_imported_and_its_refused_row_comes_back(window: Window, world: World) -> None:
    rows = [
        ("name", "country"),
        ("Alpha Mill", "VN"),
        ("Beta Mill", "Atlantis"),
        ("Gamma Mill", "CN"),
    ]
    with window.visit() as visit:
        page = visit.sign_in(BEN)
        visit.open("/imports/new")
        page.locator("input[type=file]").set_input_files(
            {"name": "factories.csv", "mimeType": "text/csv", "buffer": table(rows)}
        )
        page.get_by_role("button", name="Read the file").click()
        expect(page.locator("#preview")).to_contain_text("No country has this name or code.")
        page.locator("[name=mode][value=keep_good]").check()
        page.get_by_role("button", name="Import 3 rows").click()
        page.wait_for_url(lambda url: "/mapping" not in url)
        expect(page.get_by_role("progressbar")).to_be_visible()
        world.app.extensions["background"].run_due()

        expect(page.locator("main")).to_contain_text("The good rows are stored.")
        expect(page.locator("table")).to_contain_text("Atlantis")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download as CSV").click()

        kept = download.value.path().read_text("utf-8-sig")
        assert ("Beta Mill" in kept, "Alpha Mill" in kept) == (True, False)
        assert visit.complaints == []
