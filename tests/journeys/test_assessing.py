"""A manager publishes a checklist, the supplier answers, the auditor scores, in both languages."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Visit, Window, assert_accessible
from tests.factories.checklists import ANSWERS, a_checklist, an_assessment
from tests.people import ENA, LIN, MAYA
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")

WORDS = {
    "en": ("Publish version 2", "Hand the answers in", "Close the assessment",
           "Release to the supplier", "Saved"),
    "zh": ("发布版本 2", "提交答案", "关闭评审", "发布给供应商", "已保存"),
}  # fmt: skip


def answer_all(visit: Visit, base: str, saved: str) -> None:
    """Answer every question; each keeps itself."""
    for section, codes in (("ONE", ("Q1", "Q2")), ("TWO", ("Q3", "Q4"))):
        page = visit.open(f"{base}/sections/{section}")
        for code in codes:
            spot, given = page.locator(f"#q-{code}"), ANSWERS[code]
            if code == "Q3":
                spot.locator("[name=answer-Q3]").fill(given)
            else:
                spot.locator(f"[name='answer-{code}'][value='{given}']").check()
            expect(spot.locator("[data-kept]")).to_have_text(saved)
        assert_accessible(page)


def confirm(page: Page, name: str) -> None:
    """Press a button that asks, and say yes."""
    page.get_by_role("button", name=name).click()
    page.locator("#confirm [data-yes]").click()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_a_published_version_to_a_released_result(
    window: Window, world: World, language: str
) -> None:
    publish, hand_in, close, release, saved = WORDS[language]
    a_checklist(world)
    with window.visit(language=language) as visit:
        page = visit.sign_in(MAYA)
        visit.context.add_cookies([{"name": "lang", "value": language, "url": visit.address}])
        visit.open("/checklists/SHORT/1")
        page.locator("form[action='/checklists/SHORT/draft'] button").click()
        page.wait_for_url("**/checklists/SHORT/2")
        assert_accessible(page)
        confirm(page, publish)
        page.wait_for_load_state()
        expect(page.locator("form[action$='/publish']")).to_have_count(0)
        assert visit.complaints == []
    base = f"/assessments/{an_assessment(world)}"

    with window.visit("phone", language) as visit:
        page = visit.sign_in(LIN)
        visit.context.add_cookies([{"name": "lang", "value": language, "url": visit.address}])
        answer_all(visit, base, saved)
        visit.open(base)
        confirm(page, hand_in)
        expect(page.get_by_role("button", name=hand_in)).to_have_count(0)
        assert visit.complaints == []

    with window.visit(language=language) as visit:
        page = visit.sign_in(ENA)
        visit.context.add_cookies([{"name": "lang", "value": language, "url": visit.address}])
        answer_all(visit, base, saved)
        visit.open(base)
        confirm(page, close)
        confirm(page, release)
        expect(page.locator(".figures")).to_contain_text("78.7 %")
        assert_accessible(page)
        assert visit.complaints == []
