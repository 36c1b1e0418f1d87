"""Pages of the trace: found by what people call a thing, counted, drawn, taken home."""

import csv
import io
import json
import re
from datetime import date

import pytest
from sqlalchemy import update

from portal.core.products.models import Product
from portal.core.traceability.operations import ShipmentRow, merge_shipments
from tests.factories.genealogy import a_genealogy, a_trade, lot_id, merged
from tests.people import ENA, LIN, WEI
from tests.world import World


@pytest.fixture
def trade(world: World) -> World:
    a_genealogy(world)
    a_trade(world)
    return world


def test_a_lot_is_found_by_its_number_and_a_supplier_sees_no_trace(trade: World) -> None:
    path = f"/lots/{lot_id(trade, 'F-1')}/trace"
    answer = trade.browser(ENA).get("/trace?q=F-1")
    assert (answer.status_code, answer.location) == (303, path)
    assert trade.browser(LIN).get(path).status_code == 403
    assert trade.browser(LIN).get("/trace?q=F-1").status_code == 403


GTIN, SSCC = "4006381333931", "106141412345678908"


@pytest.fixture
def labelled(trade: World) -> World:
    """Return goods whose shoe has a GTIN, and whose lot F-2 stands on a pallet."""
    with trade.database.transaction() as session:
        session.execute(update(Product).where(Product.sku == "SHOE").values(gtin=GTIN))
    pallet = ShipmentRow("S-9", "F-4", 50, shipped_on=date(2026, 5, 5), sscc=SSCC)
    merged(trade, merge_shipments, [pallet])
    return trade


@pytest.mark.parametrize(
    ("words", "lot"),
    [
        (f"(01)0{GTIN}(10)F-2", "F-2"),
        (f"010{GTIN}10F-2", "F-2"),
        (f"https://id.gs1.org/01/0{GTIN}/10/F-2", "F-2"),
        (SSCC, "F-4"),
        (f"(00){SSCC}", "F-4"),
    ],
)
def test_a_scanned_code_leads_to_its_lot(labelled: World, words: str, lot: str) -> None:
    there = f"/lots/{lot_id(labelled, lot)}"
    answer = labelled.browser(ENA).get("/trace", query_string={"q": words})
    assert answer.location == f"{there}/trace"
    for page in ("/search", "/lots"):
        for person in (ENA, LIN):
            told = labelled.browser(person).get(page, query_string={"q": words}).text
            assert f'href="{there}"' in told, (page, person)
        assert (
            f'href="{there}"' not in labelled.browser(WEI).get(page, query_string={"q": words}).text
        )


@pytest.mark.parametrize("words", [GTIN, f"0{GTIN}", f"(01)0{GTIN}", "SHOE"])
def test_a_product_by_its_number_leads_to_its_lots(labelled: World, words: str) -> None:
    told = labelled.browser(ENA).get("/trace", query_string={"q": words}).text
    for number in ("F-1", "F-2", "F-3", "F-4"):
        assert f'href="/lots/{lot_id(labelled, number)}/trace"' in told
    found = labelled.browser(ENA).get("/search", query_string={"q": words}).text
    assert 'href="/products/SHOE"' in found


def test_the_code_of_our_own_label_leads_back_and_a_wrong_digit_is_said(labelled: World) -> None:
    lot = lot_id(labelled, "C-1")
    browser = labelled.browser(ENA)
    answer = browser.get("/trace", query_string={"q": f"https://portal.example/lots/{lot}"})
    assert answer.location == f"/lots/{lot}/trace"
    wrong = browser.get("/trace", query_string={"q": "(01)04006381333932(10)F-2"})
    assert "The check digit of 04006381333932 is wrong." in wrong.text
    assert "no GS1 string" in browser.get("/trace", query_string={"q": "http://[bad/01/x"}).text


def test_an_order_leads_to_its_lots_and_where_none_is_known_to_candidates(trade: World) -> None:
    known = trade.browser(ENA).get("/trace?q=O-1").text
    assert f"/lots/{lot_id(trade, 'F-1')}/trace" in known
    unknown = trade.browser(ENA).get("/trace?q=O-4").text
    shares = [int(share) for share in re.findall(r"</a> (\d+) %", unknown)]
    assert len(shares) == 3
    assert 99 <= sum(shares) <= 101


def test_the_page_counts_first_and_then_draws(trade: World) -> None:
    browser = trade.browser(ENA)
    path = f"/lots/{lot_id(trade, 'F-1')}/trace"
    first = browser.get(path).text
    assert "data-trace-picture" not in first
    assert f'hx-get="{path}/rest?direction=both"' in first
    rest = browser.get(f"{path}/rest?direction=both").text
    assert rest.count('class="trace-box') == 6
    assert "ada@customer.example" in rest
    assert not re.search(r"\bC-2\b", rest)
    whole = browser.get(f"{path}?whole=1").text
    assert "data-trace-picture" in whole


def test_the_recall_list_holds_every_order_once(trade: World) -> None:
    answer = trade.browser(ENA).get(f"/lots/{lot_id(trade, 'C-1')}/recall.csv?direction=forward")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row[0], row[4], row[5]) for row in rows[1:]] == [
        ("O-1", "2", "F-1"),
        ("O-2", "1", "F-2"),
        ("O-3", "4", "F-3"),
    ]
    assert trade.browser(LIN).get(f"/lots/{lot_id(trade, 'F-1')}/recall.csv").status_code == 403


def test_a_mock_recall_keeps_its_result(trade: World) -> None:
    browser = trade.browser(ENA)
    begun = browser.submit(f"/lots/{lot_id(trade, 'C-1')}/mock-recalls")
    assert browser.get(begun.location).text.count("data-clock") == 1
    assert browser.submit(f"{begun.location}/end").status_code == 303
    kept = browser.get(begun.location).text
    assert "<strong>100 %</strong><span>accounted for</span>" in kept
    assert browser.submit(f"{begun.location}/end").status_code == 409
    assert not re.search(r"\bF-1\b", browser.get("/mock-recalls").text)
    assert "C-1" in browser.get("/mock-recalls").text


def test_the_events_of_a_trace_are_epcis(trade: World) -> None:
    answer = trade.browser(ENA).get(f"/lots/{lot_id(trade, 'C-1')}/trace.jsonld?direction=forward")
    told = json.loads(answer.data)
    kinds = [event["type"] for event in told["epcisBody"]["eventList"]]
    assert kinds.count("TransformationEvent") == 5
    assert kinds.count("ObjectEvent") == 1


def test_a_label_shows_a_code(trade: World) -> None:
    for person in (ENA, LIN):
        path = f"/lots/{lot_id(trade, 'F-1')}/label"
        assert "(10)F-1" in trade.browser(person).get(path).text
        assert trade.browser(person).get(f"{path}.svg").data.startswith(b"<svg")
