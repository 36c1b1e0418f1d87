"""A certificate's way on the pages: sent, seen, judged, counted."""

import io
import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import event

from inspections.lot_inspections.models.booking import Inspection
from portal.core.clock import today
from portal.core.documents.models import DocumentVersion
from portal.core.products.models import Product
from tests.factories.documents import a_catalogue, approved, submitted
from tests.factories.goods import ordered
from tests.factories.inspections import booked
from tests.hostile import pdf
from tests.people import BEN, EMIL, ENA, LIN, MAYA, OTTO, WEI
from tests.world import Browser, World


def shown(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
    return answer.text


def seen(page: str) -> dict[str, str]:
    """Return what a page's decision binds: the version's revision and hash."""
    return {
        name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)[1]  # type: ignore[index]
        for name in ("revision", "sha256")
    }


def upload(browser: Browser, name: str = "ISO 9001 证书.pdf", query: str = "") -> str:
    """Send a file as a plain form does and return the address of its card."""
    data = {"csrf_token": browser.token(), "file": (io.BytesIO(pdf(2)), name)}
    answer = browser.post(f"/documents/upload/file{query}", data=data)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_from_upload_to_approval(world: World) -> None:
    kinds = a_catalogue(world)
    lin, ena = world.browser(LIN), world.browser(ENA)
    page = shown(lin, upload(lin))
    card = re.search(r'name="upload" value="(\d+)"', page)
    assert card
    assert re.search(rf'<option value="{kinds["ISO_9001"]}" selected>', page)
    fields = {
        f"u{card[1]}-{name}": value
        for name, value in {
            "type_id": kinds["ISO_9001"], "certificate_number": "Q-77", "issuer": "TÜV",
            "issued_on": "2026-01-01",
        }.items()
    }  # fmt: skip

    refused = lin.submit("/documents/upload", upload=card[1], **fields)
    assert refused.status_code == 422
    assert "Enter the last day the document is valid." in refused.text
    assert 'value="Q-77"' in refused.text

    fields[f"u{card[1]}-expires_on"] = "2029-01-01"
    sent = lin.submit("/documents/upload", upload=card[1], **fields)
    assert sent.status_code == 303
    assert ">Q-77" in shown(lin, "/documents")
    assert "Withdraw" in shown(lin, sent.location)

    queue = shown(ena, "/documents/review?type=" + str(kinds["ISO_9001"]))
    link = re.search(r'class="row-link" href="([^"]+)"', queue)
    assert link
    page = shown(ena, link[1].replace("&amp;", "&"))
    assert "Approving meets the requirement" in page
    action = re.search(r'action="([^"]+/approve[^"]*)"', page)
    assert action
    done = ena.submit(action[1].replace("&amp;", "&"), **seen(page))
    assert (done.status_code, done.location) == (
        303, f"/documents/review?type={kinds['ISO_9001']}",
    )  # fmt: skip
    assert "Approved" in shown(lin, sent.location)


def test_the_next_one_comes_up_by_itself(world: World) -> None:
    submitted(world)
    other = submitted(world, code="ISO_14001")
    ena = world.browser(ENA)
    link = re.search(r'class="row-link" href="([^"]+)"', shown(ena, "/documents/review"))
    assert link
    page = shown(ena, link[1].replace("&amp;", "&"))
    action = re.search(r'action="([^"]+/return[^"]*)"', page)
    assert action

    mute = ena.submit(action[1].replace("&amp;", "&"), **seen(page))
    done = ena.submit(action[1].replace("&amp;", "&"), comment="Too blurred.", **seen(page))

    assert mute.status_code == 422
    assert "Write what the supplier has to change" in mute.text
    assert (done.status_code, f"version={other}" in done.location) == (303, True)


def test_the_slower_one_is_told_who_decided(world: World) -> None:
    submitted(world)
    ena, emil = world.browser(ENA), world.browser(EMIL)
    link = re.search(r'class="row-link" href="([^"?]+)', shown(ena, "/documents/review"))
    assert link
    page = shown(ena, link[1])
    action = re.search(r'action="([^"]+/approve)', page)
    assert action
    assert emil.submit(action[1], **seen(page)).status_code == 303

    late = ena.submit(action[1], **seen(page))

    assert late.status_code == 409
    assert f"{EMIL.name} approved this version on" in late.text


def test_many_are_decided_each_with_its_own_outcome(world: World) -> None:
    submitted(world)
    submitted(world, ENA, code="ISO_14001")
    ena = world.browser(ENA)
    picks = re.findall(r'name="pick" value="([^"]+)"', shown(ena, "/documents/review"))

    answer = ena.submit("/documents/review", pick=picks, act="approve")

    assert answer.status_code == 200
    assert "1 document was decided." in answer.text
    assert "You submitted this document." in answer.text
    assert shown(ena, "/documents/review").count('name="pick"') == 1


def test_a_foreign_document_is_not_there(world: World) -> None:
    version_id = approved(world)
    with world.looking() as session:
        from portal.core.documents.models import DocumentVersion

        document_id = session.get_one(DocumentVersion, version_id).document_id
    wei, base = world.browser(WEI), f"/documents/{document_id}"
    for path in ("/file", "/pages/1.png"):
        assert wei.get(f"{base}/versions/{version_id}{path}").status_code == 404
    for path in ("", f"?version={version_id}"):
        assert wei.get(base + path).status_code == 404
    assert wei.submit(f"{base}/versions/{version_id}/withdraw").status_code == 404
    assert wei.get(f"/documents/upload?renews={version_id}").status_code == 404
    assert ">Q-" not in shown(wei, "/documents")


def test_the_twin_is_shown_to_reviewers_alone(world: World) -> None:
    submitted(world, LIN, content=b"the same bytes")
    submitted(world, WEI, content=b"the same bytes")
    for person, told in ((ENA, True), (MAYA, True), (BEN, False), (OTTO, False), (LIN, False)):
        browser = world.browser(person)
        link = re.search(r'class="row-link" href="([^"]+)"', shown(browser, "/documents?sort=new"))
        assert link
        page = shown(browser, link[1].replace("&amp;", "&"))
        assert ("The same file proves something else" in page) is told


def test_a_list_is_exported_without_formulas(world: World) -> None:
    submitted(world, issuer="=cmd()")
    answer = world.browser(LIN).get("/documents/export.csv")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="documents.csv"'
    assert ",'=cmd()," in answer.text


def test_the_supplier_page_says_what_is_missing(world: World) -> None:
    approved(world)
    page = shown(world.browser(LIN), "/suppliers/S-LIN")

    assert "1 of 5 met" in page
    assert 'href="/documents/upload?type=BUSINESS_LICENCE"' in page
    assert ">Q-" in shown(world.browser(ENA), "/suppliers/S-LIN/documents")


def test_every_download_is_written_down_for_the_brand(world: World) -> None:
    lin, ena = world.browser(LIN), world.browser(ENA)
    kinds = a_catalogue(world)
    upload_id = upload(lin).rpartition("=")[2]
    said = {"type_id": kinds["BUSINESS_LICENCE"], "certificate_number": "913302"}
    fields = {f"u{upload_id}-{key}": value for key, value in said.items()}
    page = lin.submit("/documents/upload", upload=upload_id, **fields).location
    file = re.search(r'href="([^"]+/file)"', shown(lin, page))
    assert file

    answer = ena.get(file[1])

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.data == pdf(2)
    assert "Downloads (1)" in shown(ena, page)
    assert "Downloads" not in shown(lin, page)
    assert ena.get(file[1].replace("/file", "/pages/1.png")).data.startswith(b"\x89PNG")


def test_the_queue_asks_the_database_no_more_for_many_rows(world: World) -> None:
    def statements() -> int:
        asked: list[str] = []

        def note(*given: object) -> None:
            asked.extend([str(given[2])] if str(given[2]).startswith("SELECT") else [])

        event.listen(world.database.engine, "before_cursor_execute", note)
        shown(world.browser(ENA), "/documents/review")
        event.remove(world.database.engine, "before_cursor_execute", note)
        return len(asked)

    submitted(world, code="CE_DOC", subject="A", expires_on=None)
    world.browser(ENA).get("/")
    world.browser(ENA)
    few = statements()
    for subject in "BCDEFG":
        submitted(world, code="CE_DOC", subject=subject, expires_on=None)

    assert statements() == few


def test_the_last_page_is_as_reachable_as_the_first(world: World) -> None:
    for number in range(53):
        submitted(world, code="CE_DOC", subject=f"P-{number:02}", expires_on=None)
    ena = world.browser(ENA)
    first = shown(ena, "/documents/review")
    assert "1–50 of 53" in first

    def to(word: str, page: str) -> str:
        link = re.search(rf'href="([^"]+)"[^>]*>(?:<[^>]+>)*\s*{word}', page)
        assert link, word
        return link[1].replace("&amp;", "&")

    second, last = shown(ena, to("Next", first)), shown(ena, to("Last", first))

    assert "51–53 of 53" in second
    assert "Last 50 of 53" in last
    assert "P-52" in second
    assert "P-52" in last
    assert "1–50 of 53" in shown(ena, to("Previous", second))


def test_nonsense_in_an_address_shows_the_list(world: World) -> None:
    submitted(world)
    for query in (
        "after=x", "before=~~~&sort=supplier", "sort=drop+table", "type=99999999999999999999",
        "type=-1", "due=never", "row=x&after=2026-01-01~1", "q=%25_%5C%27", "expiring=99999999",
        "state=unknown", "at=last&sort=-expires",
    ):  # fmt: skip
        for path in ("/documents/review", "/documents"):
            assert world.browser(ENA).get(f"{path}?{query}").status_code == 200, query


def test_what_an_expiry_will_hit_is_told_on_its_page(world: World) -> None:
    inspection_id = booked(world)
    version_id = approved(world, expires_on=today() + timedelta(days=3))
    with world.looking() as session:
        document_id = session.get_one(DocumentVersion, version_id).document_id
        inspection = session.get_one(Inspection, inspection_id)
        sku = session.get_one(Product, inspection.product_id).sku
    ordered(world, sku, "PO-7", due_on=today() + timedelta(days=30))
    ordered(world, sku, "PO-6", due_on=today() + timedelta(days=2))

    for person in (ENA, LIN):
        page = shown(world.browser(person), f"/documents/{document_id}")
        assert f'href="/products/{sku}"' in page
        assert f'href="/inspections/{inspection_id}">{inspection.number}</a>' in page
        assert "PO-7/1" in page
        assert "PO-6/1" not in page
