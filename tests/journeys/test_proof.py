"""A supplier proves what it owes and the brand decides, each in a browser and a language."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from portal.core.clock import today
from tests.browser import Window
from tests.factories.documents import a_catalogue
from tests.hostile import locked, pdf
from tests.people import ENA, LIN
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")

LICENCE, ISO = "营业执照.pdf", "ISO 9001 证书.pdf"


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def choose(page: Page, *files: FilePayload) -> None:
    """Choose files on the upload page."""
    page.locator("input[type=file]").set_input_files(list(files))


def card(page: Page, name: str) -> Locator:
    return page.locator("[data-card]").filter(has_text=name)


def fill(page: Page, name: str, **values: str) -> None:
    """Type into the card of a file."""
    for field, value in values.items():
        card(page, name).locator(f"[name$='-{field}']").fill(value)


def of_a_certificate(number: str) -> dict[str, str]:
    return {
        "certificate_number": number,
        "issuer": "TÜV Rheinland",
        "issued_on": str(today() - timedelta(days=30)),
        "expires_on": str(today() + timedelta(days=700)),
    }


def test_a_company_proves_what_it_owes(window: Window, world: World) -> None:
    a_catalogue(world)
    with window.visit(language="zh") as supplier, window.visit() as engineer:
        mine = supplier.sign_in(LIN)
        supplier.open("/?lang=zh")
        expect(mine.locator("main")).to_contain_text("营业执照")
        expect(mine.locator(".tile").first).to_contain_text("0")

        # two files at once
        mine.get_by_role("link", name="上传资料").first.click()
        choose(mine, file(LICENCE, pdf(1)), file(ISO, pdf(2)))
        expect(mine.locator("[data-card]")).to_have_count(2)
        fill(mine, LICENCE, certificate_number="91330109MA27XWJ66R")
        fill(mine, ISO, **of_a_certificate("Q-1"))
        mine.get_by_role("button", name="提交审核").click()
        mine.wait_for_url("**/documents*")
        expect(mine.locator(".badge", has_text="待审核")).to_have_count(2)

        # by keyboard: the first is approved and the next comes up by itself
        theirs = engineer.sign_in(ENA)
        engineer.open("/documents/review?sort=type")
        expect(theirs.locator("tbody tr")).to_have_count(2)
        theirs.keyboard.press("j")
        theirs.keyboard.press("Enter")
        theirs.wait_for_url("**/documents/*queue=1*")
        first = theirs.locator("h1").inner_text()
        theirs.keyboard.press("a")
        expect(theirs.locator("h1")).not_to_have_text(first)
        expect(theirs.locator(".toasts")).to_contain_text("was approved")

        # the other is returned
        second = theirs.locator("h1").inner_text()
        assert (first, second) == ("Business licence", "ISO 9001 certificate")
        theirs.keyboard.press("r")
        theirs.get_by_label("What has to change").fill("The second page cannot be read.")
        theirs.get_by_role("button", name="Return to the supplier").click()
        expect(theirs.locator("main")).to_contain_text("Nothing waits for review")

        # the supplier reads why and answers with a new version
        supplier.open("/")
        expect(mine.locator(".tile").first).to_contain_text("1")
        returned = mine.locator(".worklist li", has_text="The second page cannot be read.")
        returned.get_by_role("link", name="更正").click()
        choose(mine, file("新扫描.pdf", pdf(3)))
        expect(mine.locator("[data-card]")).to_have_count(1)
        fill(mine, "新扫描.pdf", **of_a_certificate("Q-2"))
        mine.get_by_role("button", name="提交审核").click()
        mine.wait_for_url(re.compile(r"/documents/\d+"))
        expect(mine.locator(".page-head .badge")).to_have_text("待审核")

        # it counts as soon as it is approved
        engineer.open("/documents/review")
        theirs.locator("a.row-link").click()
        theirs.get_by_role("button", name="Approve").click()
        expect(theirs.locator("main")).to_contain_text("Nothing waits for review")
        supplier.open("/suppliers/S-LIN/documents")
        proven = mine.locator("section[aria-labelledby=proof] li", has_text="有效期至")
        expect(proven.locator(".badge")).to_have_text("有效")
        supplier.open("/")
        expect(mine.locator(".tile").first).to_contain_text("2")
        assert supplier.complaints == engineer.complaints == []


def test_a_refused_file_says_why_and_takes_nothing_else_with_it(
    window: Window, world: World
) -> None:
    a_catalogue(world)
    with window.visit() as visit:
        page = visit.sign_in(LIN)
        visit.open("/documents/upload")
        choose(page, file(ISO, pdf(2)))
        expect(page.locator("[data-card]")).to_have_count(1)
        fill(page, ISO, **of_a_certificate("Q-1"))

        choose(page, file("photo.pdf", b"MZ this is a program"), file("locked.pdf", locked("x")))

        refused = page.locator(".upload-row.is-failed")
        expect(refused).to_have_count(2)
        for row in refused.all():
            expect(row.locator("[data-sentence]")).to_have_text(re.compile(r"\w+ .*\.$"))
        expect(card(page, ISO).locator("[name$='-issuer']")).to_have_value("TÜV Rheinland")
        page.get_by_role("button", name="Send for review").click()
        expect(page.locator(".page-head .badge")).to_have_text("Waiting for review")


DROP_THREE = """async () => {
  const carried = new DataTransfer();
  const add = (name, parts) => carried.items.add(new File(parts, name, { type: "text/plain" }));
  add("licence.txt", ["one line"]);
  add("large.csv", ["a,b\\n", "1,2\\n".repeat(2_000_000)]);
  add("empty.pdf", []);
  const zone = document.querySelector("[data-drop]");
  const seen = [];
  new MutationObserver(() => {
    const bars = document.querySelectorAll(".upload-row.is-running progress");
    bars.forEach((bar) => seen.push(bar.value));
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
  window.seen = seen;
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const how = { dataTransfer: carried, bubbles: true, cancelable: true };
    zone.dispatchEvent(new DragEvent(kind, how));
    if (kind === "dragover") window.over = zone.classList.contains("is-over");
  }
}"""


def test_several_files_are_dropped_at_once_and_show_their_progress(
    window: Window, world: World
) -> None:
    a_catalogue(world)
    with window.visit() as visit:
        page = visit.sign_in(LIN)
        visit.open("/documents/upload")
        page.evaluate(DROP_THREE)

        expect(card(page, "licence.txt")).to_be_visible()
        expect(card(page, "large.csv")).to_contain_text("8.0 MB")
        refused = page.locator(".upload-row.is-failed")
        expect(refused).to_contain_text("empty.pdf")
        assert page.evaluate("window.over")
        assert not page.locator("[data-drop]").evaluate("zone => zone.matches('.is-over')")
        assert page.evaluate("window.seen.some((value) => value > 0)"), "no progress was shown"
