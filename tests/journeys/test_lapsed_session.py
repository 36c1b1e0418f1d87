"""A session that ends while somebody types takes nothing of it along."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from portal.core.accounts.models import UserSession
from portal.core.accounts.rules import SESSION_IDLE
from portal.core.clock import now, today
from tests.browser import Window
from tests.factories.documents import a_catalogue, submitted
from tests.hostile import pdf
from tests.people import ENA, LIN, PASSWORD, Person
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")


def lapse(world: World) -> None:
    """Let everybody have been away for too long."""
    with world.database.transaction() as session:
        long_ago = now() - SESSION_IDLE - timedelta(minutes=1)
        session.execute(update(UserSession).values(seen_at=long_ago))


def come_back(page: Page, person: Person, words: str) -> None:
    """Sign in again at the door that the lapsed session led to."""
    page.wait_for_url(lambda url: "/login" in url)
    expect(page.locator("#main")).to_contain_text(words)
    page.fill("[name=email]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.click("form button[type=submit]")


def test_what_was_typed_into_a_form_is_there_again(window: Window, world: World) -> None:
    with window.visit(language="zh") as visit:
        page = visit.sign_in(LIN)
        visit.open("/suppliers/S-LIN/sites/new?lang=zh")
        page.locator("[name=name_zh]").fill("桐乡织造厂")
        page.locator("[name=city]").fill("桐乡")
        lapse(world)
        page.get_by_role("button", name="保存").click()

        come_back(page, LIN, "已填写的内容仍会保留")
        page.wait_for_url(lambda url: "/login" not in url and "/sites/new" in url)
        expect(page.locator("[name=name_zh]")).to_have_value("桐乡织造厂")
        expect(page.locator("[name=city]")).to_have_value("桐乡")
        page.get_by_role("button", name="保存").click()

        page.wait_for_url("**/suppliers/S-LIN/sites*")
        expect(page.locator("main")).to_contain_text("桐乡织造厂")


def test_received_files_and_what_was_said_of_them_are_there_again(
    window: Window, world: World
) -> None:
    a_catalogue(world)
    with window.visit() as visit:
        page = visit.sign_in(LIN)
        visit.open("/documents/upload?type=ISO_9001")
        iso = {"name": "ISO 9001.pdf", "mimeType": "application/pdf", "buffer": pdf()}
        page.locator("input[type=file]").set_input_files(iso)  # type: ignore[arg-type]
        page.locator("[name$='-certificate_number']").fill("Q-2026-7")
        page.locator("[name$='-issuer']").fill("TÜV Rheinland")
        page.locator("[name$='-issued_on']").fill(str(today() - timedelta(days=9)))
        page.locator("[name$='-expires_on']").fill(str(today() + timedelta(days=900)))
        lapse(world)
        page.get_by_role("button", name="Send for review").click()

        come_back(page, LIN, "what you typed is still there")
        page.wait_for_url(lambda url: "/login" not in url and "upload=" in url)
        expect(page.locator("[name$='-certificate_number']")).to_have_value("Q-2026-7")
        page.get_by_role("button", name="Send for review").click()

        expect(page.locator(".page-head .badge")).to_have_text("Waiting for review")
        expect(page.locator("main")).to_contain_text("Q-2026-7")


def test_the_comment_of_a_return_is_there_again(window: Window, world: World) -> None:
    submitted(world)
    with window.visit() as visit:
        page = visit.sign_in(ENA)
        visit.open("/documents/review")
        page.locator("a.row-link").click()
        page.wait_for_url("**/documents/*queue=1*")
        page.keyboard.press("r")
        page.get_by_label("What has to change").fill("Page 2 is missing.")
        lapse(world)
        page.get_by_role("button", name="Return to the supplier").click()

        come_back(page, ENA, "what you typed is still there")
        page.wait_for_url(lambda url: "/login" not in url and "queue=1" in url)
        expect(page.get_by_label("What has to change")).to_have_value("Page 2 is missing.")
        page.get_by_role("button", name="Return to the supplier").click()

        expect(page.locator("main")).to_contain_text("Nothing waits for review")
