"""A certificate goes from a supplier's desk through the queue until it counts."""

from datetime import timedelta

import pytest

from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.documents.operations.types import install_catalogue
from tests.browser import Window, assert_accessible
from tests.hostile import pdf
from tests.people import ENA, LIN
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")

GOOD = {"name": "ISO 9001 证书.pdf", "mimeType": "application/pdf", "buffer": pdf()}
MISNAMED = {"name": "photo.png", "mimeType": "image/png", "buffer": b"<html>not a picture</html>"}


def test_upload_to_approval(window: Window, world: World) -> None:
    with world.database.transaction() as session:
        install_catalogue(session, Actor.system("tests"))

    with window.visit(language="zh") as visit:
        page = visit.sign_in(LIN)
        visit.open("/documents/upload?lang=zh")
        page.set_input_files("#upload", [GOOD, MISNAMED])  # type: ignore[arg-type]
        card = page.locator("[data-card]")
        card.wait_for()
        page.locator(".upload-row [data-error]:visible").wait_for()
        assert_accessible(page)
        card.locator("[name$='-type_id']").select_option(label="ISO 9001 质量管理体系证书")
        card.locator("[name$='-certificate_number']").fill("NQ-2026-1")
        card.locator("[name$='-issuer']").fill("Nordlicht")
        card.locator("[name$='-issued_on']").fill(str(today() - timedelta(days=30)))
        card.locator("[name$='-expires_on']").fill(str(today() + timedelta(days=900)))
        page.get_by_role("button", name="提交审核").click()
        page.wait_for_url(lambda url: "/upload" not in url)

    with window.visit() as visit:
        page = visit.sign_in(ENA)
        visit.open("/documents/review?lang=en")
        assert_accessible(page)
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/documents/*")
        page.locator(".paper img").first.wait_for()
        assert_accessible(page)
        page.keyboard.press("a")
        page.wait_for_url("**/documents/review**")
        assert "NQ-2026-1" not in page.locator("main").inner_text()

    with window.visit("phone", "zh") as visit:
        page = visit.sign_in(LIN)
        visit.open("/documents?lang=zh")
        assert "已批准" in page.locator("main").inner_text()
        assert_accessible(page)
