"""A company comes from its invitation to the strategic tier, in both languages, page by page."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from agreements.contracts.rules import GateLevel
from portal.core.clock import today
from scoring.admission.rules import GateKind
from scoring.checklists.rules import ChecklistKind
from tests.browser import Visit, Window, assert_accessible
from tests.factories.accounts import last_link
from tests.factories.admission import a_gate
from tests.factories.checklists import ANSWERS, a_checklist
from tests.factories.suppliers import supplier
from tests.people import BEN, ENA, MAYA, PASSWORD, Person
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")

CODE = "HAISHENG"
HERE = f"/suppliers/{CODE}/admission"
MAIL = "chen@haisheng.example"
TOLD = {
    "en": ("Approval is refused while this is missing:", "no assessment by our auditors is closed",
           "The tier is decided, and the supplier is told.", "Strategic"),
    "zh": ("缺少以下内容，不能批准：", "尚无已结束的我方评审",
           "等级已评定，并已通知供应商。", "战略"),
}  # fmt: skip


def enter(visit: Visit, person: Person, language: str) -> Page:
    page = visit.sign_in(person)
    visit.context.add_cookies([{"name": "lang", "value": language, "url": visit.address}])
    return page


def send(page: Page, action: str) -> None:
    """Send the form with that address; where it asks, say yes."""
    page.locator(f"form[action$='{action}'] button[type=submit]").click()
    yes = page.locator("#confirm [data-yes]")
    if yes.is_visible():
        yes.click()
    page.wait_for_load_state()


def answer(visit: Visit, base: str) -> None:
    """Answer every question; each keeps itself."""
    for section, codes in (("ONE", ("Q1", "Q2")), ("TWO", ("Q3", "Q4"))):
        page = visit.open(f"{base}/sections/{section}")
        for code in codes:
            spot, given = page.locator(f"#q-{code}"), ANSWERS[code]
            if code == "Q3":
                spot.locator("[name=answer-Q3]").fill(given)
            else:
                spot.locator(f"[name='answer-{code}'][value='{given}']").check()
            expect(spot.locator("[data-kept]")).to_have_text(re.compile("^(Saved|已保存)$"))


def bring_in(window: Window, world: World, language: str) -> None:
    """Let the buyer add a company and invite its first person, who comes in."""
    with window.visit(language=language) as visit:
        page = enter(visit, BEN, language)
        visit.open("/suppliers/new")
        page.locator("[name=name_en]").fill("Haisheng Footwear")
        page.locator("[name=name_zh]").fill("海晟鞋业")
        page.locator("[name=code]").fill(CODE)
        page.locator("main form button[type=submit]").click()
        page.wait_for_url("**/people/invite*")
        page.locator("[name=name]").fill("Chen 陈")
        page.locator("[name=email]").fill(MAIL)
        page.locator("[name=roles][value=supplier_admin]").check()
        page.locator("[name=locale]").select_option(language)
        page.locator("main form button[type=submit]").click()
        expect(page.locator(".toasts")).to_contain_text(MAIL)
    with window.visit(language=language) as visit:
        page = visit.open(last_link(world, MAIL))
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(lambda url: "/invitation" not in url)


def move(window: Window, language: str, to: str) -> None:
    """Take the company a step on as the buyer does."""
    with window.visit(language=language) as visit:
        page = enter(visit, BEN, language)
        visit.open(f"/suppliers/{CODE}/state")
        page.locator("[name=to]").select_option(to)
        page.locator("[name=reason]").fill("Samples were good. 样品合格。")
        page.locator("main form button[type=submit]").click()
        expect(page.locator(".page-head .badge").first).to_be_visible()
        assert visit.complaints == []


def open_for(visit: Visit, checklist: str) -> str:
    """Open an assessment of the company and return its address."""
    page = visit.open(f"/assessments/new?supplier={CODE}")
    page.locator("[name=checklist]").select_option(checklist)
    page.locator("[name=auditor]").select_option(label=ENA.name)
    page.locator("[name=planned_on]").fill(str(today() + timedelta(days=7)))
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/assessments/\d+"))
    return page.url.removeprefix(visit.address)


def newcomer(visit: Visit, language: str) -> Page:
    """Sign the invited person in."""
    page = visit.open("/login")
    page.fill("[name=email]", MAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)
    visit.context.add_cookies([{"name": "lang", "value": language, "url": visit.address}])
    return page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_an_invitation_to_the_strategic_tier(
    window: Window, world: World, language: str
) -> None:
    refused, missing, decided, strategic = TOLD[language]
    a_checklist(world, "SELF", ChecklistKind.SELF_ASSESSMENT)
    a_checklist(world)
    for kind in (GateKind.SELF_ASSESSMENT, GateKind.ASSESSMENT):
        a_gate(world, kind, GateLevel.BLOCK)
    bring_in(window, world, language)
    for step in ("registered", "under_review"):
        if supplier(world, CODE).state.value != step:
            move(window, language, step)

    # the engineer asks for a self-assessment; the company hands it in by phone
    with window.visit(language=language) as visit:
        enter(visit, ENA, language)
        own = open_for(visit, "SELF")
        assert visit.complaints == []
    with window.visit("phone", language) as visit:
        page = newcomer(visit, language)
        assert_accessible(visit.open(HERE))
        expect(page.locator(".way a[href^='/assessments/']")).to_be_visible()
        answer(visit, own)
        visit.open(own)
        send(page, "/submit")
        assert visit.complaints == []

    # before the audit the manager cannot approve
    with window.visit(language=language) as visit:
        page = enter(visit, MAYA, language)
        visit.open(HERE)
        expect(page.locator("#decision")).to_contain_text(refused)
        expect(page.locator("#decision")).to_contain_text(missing)
        page.locator("[name=to][value=approved]").check()
        page.locator(f"form[action='{HERE}/decision'] [name=reason]").fill("Good.")
        send(page, "/decision")
        assert supplier(world, CODE).state.value == "under_review"
        expect(page.locator(f"form[action='{HERE}/decision'] [name=reason]")).to_have_value("Good.")

    # the audit
    with window.visit(language=language) as visit:
        page = enter(visit, ENA, language)
        audit = open_for(visit, "SHORT")
        answer(visit, audit)
        visit.open(audit)
        send(page, "/close")
        send(page, "/release")
        assert visit.complaints == []

    # the decision and the tier
    with window.visit(language=language) as visit:
        page = enter(visit, MAYA, language)
        visit.open(HERE)
        page.locator("[name=to][value=approved]").check()
        page.locator(f"form[action='{HERE}/decision'] [name=reason]").fill("Audit passed. 通过。")
        send(page, "/decision")
        assert supplier(world, CODE).state.value == "approved"
        assert_accessible(page)
        visit.open(f"/suppliers/{CODE}/tier")
        page.locator("[name=tier][value=strategic]").check()
        decision = page.locator("form", has=page.locator("[name=tier]"))
        decision.locator("[name=reason]").fill("Carries our own moulds. 自有模具。")
        decision.locator("button[type=submit]").click()
        expect(page.locator(".toasts")).to_contain_text(decided)
        assert visit.complaints == []

    # the company reads it
    with window.visit("phone", language) as visit:
        page = newcomer(visit, language)
        visit.open(f"/suppliers/{CODE}/tier")
        expect(page.locator("main .timeline")).to_contain_text(strategic)
        visit.open(HERE)
        expect(page.locator(".way .is-done")).to_have_count(5)
        assert_accessible(page)
        assert visit.complaints == []
