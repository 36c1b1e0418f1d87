"""A quality assurance agreement from draft to supersession, in two real browsers and languages."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.planning import plan_inspection
from inspections.lot_inspections.queries.finding import find_inspection
from portal.core.actor import Actor
from portal.core.suppliers.models import Category
from tests.browser import Visit, Window, assert_accessible
from tests.factories.agreements import make_papers
from tests.factories.inspections import a_lot, a_product, booked, doing
from tests.people import BEN, ENA, LIN, MAYA, PASSWORD, Person
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")


def confirmed(page: Page, name: str) -> None:
    """Press a button that asks whether it is meant."""
    page.get_by_role("button", name=name, exact=True).first.click()
    page.locator("dialog[open] [data-yes]").click()


def propose(visit: Visit, base: str, major: str, note: str) -> None:
    """Propose another AQL for major defects."""
    page = visit.open(f"{base}/clauses/6")
    page.select_option("[name=major_aql]", major)
    page.fill("[name=note]", note)
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"versions/\d+#c6"))


def sign(visit: Visit, base: str, person: Person) -> None:
    """Read, prove who one is, and sign, with an impatient finger: it counts once."""
    page = visit.open(f"{base}/sign")
    page.fill("[name=name]", person.name)
    page.fill("[name=password]", PASSWORD)
    page.check("[name=intends]")
    page.dblclick("main form button[type=submit]")
    page.wait_for_url(re.compile(r"versions/\d+$"))


def planned(world: World, product_id: int) -> Inspection:
    """Book and plan an inspection of a new lot."""
    inspection_id = booked(world, lot=a_lot(world, product_id=product_id))
    doing(world, ENA, inspection_id, lambda s, a, one: plan_inspection(s, a, one))
    with world.looking() as session:
        return find_inspection(session, Actor.system("test"), inspection_id)


def major(inspection: Inspection) -> str:
    return next(line.aql for line in inspection.classes if line.defect_class.value == "major")


def goods(world: World) -> int:
    """Return the id of a product in a category of its own."""
    with world.database.transaction() as session:
        category = Category(code="tableware", name_en="Tableware", name_zh="餐具")
        session.add(category)
        session.flush()
        category_id = category.id
    return a_product(world, category_id=category_id)


def test_negotiated_signed_checked_and_superseded(
    window: Window, world: World, tmp_path: Path
) -> None:
    product_id = goods(world)
    with window.visit() as brand, window.visit(language="zh") as supplier:
        # drafted and sent by the buyer
        brand.sign_in(BEN)
        page = brand.open("/agreements/new")
        page.select_option("[name=supplier]", "S-LIN")
        page.get_by_label("Tableware").check()
        page.click("main form button[type=submit]")
        page.wait_for_url(re.compile(r"versions/1$"))
        base = re.sub(r"^https?://[^/]+", "", page.url)
        confirmed(page, "Send to the supplier")
        expect(page.locator(".page-head")).to_contain_text("In negotiation")
        assert_accessible(page)

        # three rounds: proposed, countered, rejected, proposed, accepted
        supplier.sign_in(LIN)
        supplier.open("/account?lang=zh")
        propose(supplier, base, "4.0", "手工釉面")
        propose(brand, base, "1.5", "Too many returns")
        theirs = supplier.open(base)
        expect(theirs.locator("#c6 ins").first).to_have_text("1.5")
        theirs.locator("#c6 .proposal summary").click()
        theirs.locator("#c6 .proposal [name=reason]").fill("达不到。")
        theirs.locator("#c6 .proposal .btn-danger").click()
        expect(theirs.locator("#c6 .proposal")).to_have_count(0)
        propose(supplier, base, "1.0", "新窑炉")
        page = brand.open(base)
        page.locator("#c6 .proposal .btn-good").click()
        expect(page.locator("#c6 .proposal")).to_have_count(0)

        # agreed and signed by both, each in the own language
        theirs = supplier.open(base)
        confirmed(theirs, "同意文本")
        expect(theirs.locator(".page-head")).to_contain_text("已商定")
        before = planned(world, product_id)
        sign(supplier, base, LIN)
        expect(supplier.page.locator(".page-head")).to_contain_text("供应商已签署")
        assert_accessible(supplier.page)
        with window.visit() as head:
            head.sign_in(MAYA)
            sign(head, base, MAYA)
            expect(head.page.locator(".page-head")).to_contain_text("In force")
            assert_accessible(head.page)
            under_first = planned(world, product_id)

            # anybody checks the paper
            with ThreadPoolExecutor(1) as worker:  # Playwright holds this thread's event loop.
                worker.submit(make_papers, world).result()
            with head.page.expect_download() as paper:
                head.open(base).get_by_role("link", name="Signed PDF").click()
            path = tmp_path / "qaa.pdf"
            paper.value.save_as(path)
            check(window, path, "byte for byte")
            altered = tmp_path / "altered.pdf"
            altered.write_bytes(path.read_bytes().replace(b"Seal", b"Deal", 1))
            check(window, altered, "The file was altered")

            # superseded by a version of the year after
            page = brand.open(base)
            page.get_by_role("button", name="Draft the next version").click()
            page.wait_for_url(re.compile(r"versions/2$"))
            second = base.replace("versions/1", "versions/2")
            page = brand.open(f"{second}/clauses/6")
            page.select_option("[name=major_aql]", "0.65")
            page.click("main form button[type=submit]")
            page.wait_for_url(re.compile(r"versions/2#c6"))
            page = brand.open(f"{second}/compare/1")
            expect(page.locator(".value-changes")).to_contain_text("1.0")
            expect(page.locator(".value-changes ins")).to_have_text("0.65")
            page = brand.open(second)
            confirmed(page, "Send to the supplier")
            confirmed(supplier.open(second), "同意文本")
            sign(supplier, second, LIN)
            sign(head, second, MAYA)
            page = head.open(base)
            expect(page.locator(".page-head")).to_contain_text("Superseded")
        under_second = planned(world, product_id)

        assert not brand.complaints + supplier.complaints
    assert [major(one) for one in (before, under_first, under_second)] == ["2.5", "1.0", "0.65"]
    assert [one.agreement_version for one in (before, under_first, under_second)] == [None, 1, 2]


def check(window: Window, path: Path, sentence: str) -> None:
    """Let a stranger check a file."""
    with window.visit() as stranger:
        page = stranger.open("/verify")
        page.set_input_files("[name=file]", path)
        page.click("main form button[type=submit]")
        expect(page.locator("main")).to_contain_text(sentence)
        expect(page.locator("main")).to_contain_text("Linhe Textiles")
        assert_accessible(page)
