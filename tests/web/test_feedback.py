"""What customers say: listed, and the way from their words to the lots and the record."""

import re
from datetime import UTC, date, datetime

import pytest

from scoring.feedback.operations import merge_reviews, merge_tickets
from scoring.feedback.rules import ReviewRow, TicketRow
from tests.factories.genealogy import a_genealogy, a_trade, lot_id, merged
from tests.people import ENA, LIN, MAYA, OTTO
from tests.world import World

WORDS = "The sole peels off <b>and smells</b>."
REVIEWS = (
    ReviewRow("V-1", date(2026, 6, 20), "O-1", "SHOE", 1, None, "Sole", WORDS, "Shop"),
    ReviewRow("V-2", date(2026, 6, 21), "O-4", "SHOE", 5, None, "", "Warm"),
    ReviewRow("V-3", date(2026, 6, 22), "", "SHOE", None, 3, "", "Too tight"),
    ReviewRow("V-4", date(2026, 6, 23), "X-9", "", 2, None, "", "Nobody knows me"),
)
TICKET = TicketRow("T-1", datetime(2026, 6, 24, 8, tzinfo=UTC), "O-2", "SHOE", "Wants money back")


@pytest.fixture
def told(any_world: World) -> World:
    a_genealogy(any_world)
    a_trade(any_world)
    merged(any_world, merge_reviews, REVIEWS)
    merged(any_world, merge_tickets, [TICKET])
    return any_world


def page_of(world: World, number: str) -> str:
    """Return the address that the search goes to."""
    address: str = world.browser(ENA).get("/trace", query_string={"q": number}).location
    return address


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, ["T-1", "V-4", "V-3", "V-2", "V-1"]),
        ({"kind": "ticket"}, ["T-1"]),
        ({"kind": "review", "mood": "unhappy"}, ["V-4", "V-3", "V-1"]),
        ({"q": "PEELS"}, ["V-1"]),
        ({"q": "o-2"}, ["T-1"]),
        ({"q": "%"}, []),
        ({"kind": "nonsense", "page": "9"}, ["T-1", "V-4", "V-3", "V-2", "V-1"]),
    ],
)
def test_the_newest_comes_first_and_filters_narrow(
    told: World, asked: dict[str, str], numbers: list[str]
) -> None:
    page = told.browser(ENA).get("/feedback", query_string=asked).text
    assert re.findall(r"(?:Review|Ticket) ([VT]-\d)", page) == numbers


def test_words_lead_to_the_lot_of_their_order(told: World) -> None:
    page = told.browser(ENA).get(page_of(told, "V-1")).text
    lot = lot_id(told, "F-1")
    assert f'href="/lots/{lot}/trace"' in page
    assert "and smells&lt;/b&gt;" in page
    assert f"lot={lot}" in page
    assert "nonconformities/new" not in told.browser(OTTO).get(page_of(told, "V-1")).text


@pytest.mark.parametrize("number", ["V-2", "V-3"])
def test_where_no_lot_is_written_down_there_are_likely_ones(told: World, number: str) -> None:
    page = told.browser(ENA).get(page_of(told, number)).text
    shares = [int(share) for share in re.findall(r"(\d+)&nbsp;%", page)]
    assert len(shares) == 3
    assert 99 <= sum(shares) <= 101


def test_of_an_order_nobody_knows_there_is_no_lot_and_it_is_said(told: World) -> None:
    assert "No lot is known" in told.browser(ENA).get(page_of(told, "V-4")).text


def test_the_record_takes_words_and_order_along(told: World) -> None:
    browser, there = told.browser(MAYA), page_of(told, "V-1")
    form = f"/nonconformities/new?source=complaint&said={'-'.join(there.split('/')[-2:])}"
    form += f"&lot={lot_id(told, 'F-1')}"
    page = browser.get(form).text
    assert "and smells&lt;/b&gt;" in page
    assert 'value="O-1"' in page
    opened = browser.submit(
        "/nonconformities/new", lot=str(lot_id(told, "F-1")), source="complaint", severity="major",
        quantity="2", description="Sole", complaint=WORDS, order_number="O-1", holds="y",
        spread="both",
    )  # fmt: skip
    assert opened.location in browser.get(there).text
    for wrong in ("review-1", "review-x", "nothing", ""):
        answer = browser.get(f"/nonconformities/new?said={wrong}")
        assert answer.status_code == (404 if wrong == "review-1" else 200), wrong


def test_no_supplier_reads_what_customers_say(told: World) -> None:
    for page in ("/feedback", page_of(told, "V-1")):
        assert told.browser(LIN).get(page).status_code == 403
