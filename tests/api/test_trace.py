"""Calls about lots, traces, EPCIS events and nonconformities."""

import pytest
from sqlalchemy import func, select

from portal.core.traceability.models import CapturedEvent, TraceEdge
from tests.api.client import program_of
from tests.factories.genealogy import a_genealogy, a_trade
from tests.people import BEN, ENA, LIN, WEI
from tests.world import World

EVENT = {
    "type": "TransformationEvent",
    "eventID": "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
    "eventTime": "2026-05-02T08:00:00Z",
    "eventTimeZoneOffset": "+08:00",
    "bizStep": "commissioning",
    "inputQuantityList": [
        {"epcClass": "https://portal.example/suppliers/S-LIN/lots/B-2", "quantity": 10}
    ],
    "outputQuantityList": [
        {"epcClass": "https://portal.example/suppliers/S-LIN/lots/F-4", "quantity": 50}
    ],
}


def document(*events: object) -> dict[str, object]:
    return {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-05-02T08:00:00Z",
        "epcisBody": {"eventList": list(events)},
    }


@pytest.fixture
def trade(world: World) -> World:
    a_genealogy(world)
    a_trade(world)
    return world


def test_a_supplier_reads_its_lot_but_no_trace(trade: World) -> None:
    lot = program_of(trade, LIN).get("/lots/F-1").json
    assert lot is not None
    assert (lot["number"], lot["supplier"], lot["kind"]) == ("F-1", "S-LIN", "finished")
    assert program_of(trade, WEI).get("/lots/F-1").status_code == 404
    assert program_of(trade, LIN).get("/lots/F-1/trace").status_code == 403


def test_a_trace_says_nodes_edges_orders_and_quantities(trade: World) -> None:
    told = program_of(trade, ENA).get("/lots/F-1/trace?direction=both").json
    assert told is not None
    numbers = {node["number"] for node in told["nodes"]}
    assert numbers == {"C-1", "B-1", "B-2", "F-1", "F-2", "F-3"}
    assert len(told["edges"]) == 5
    assert [line["order"] for line in told["orders"]] == ["O-1", "O-2", "O-3"]
    assert told["quantities"]["produced"] == 150
    assert told["accounted_percent"] == 100.0
    for kind in ("csv", "xlsx", "epcis"):
        answer = program_of(trade, ENA).get(f"/lots/F-1/trace?format={kind}")
        assert answer.status_code == 200, kind


def test_events_are_captured_once_and_make_genealogy(trade: World) -> None:
    buyer = program_of(trade, BEN)
    assert buyer.post("/events", json=document(EVENT)).json == {"captured": 1, "unchanged": 0}
    assert buyer.post("/events", json=document(EVENT)).json == {"captured": 0, "unchanged": 1}
    with trade.looking() as session:
        assert session.scalar(select(func.count()).select_from(CapturedEvent)) == 1
        assert session.scalar(select(func.count()).select_from(TraceEdge)) == 7
    told = buyer.get("/events").json
    assert told is not None
    assert told["epcisBody"]["eventList"] == [EVENT]


def test_events_that_cannot_be_are_refused_and_nothing_is_kept(trade: World) -> None:
    buyer = program_of(trade, BEN)
    circle = EVENT | {
        "eventID": "urn:x:2",
        "inputQuantityList": EVENT["outputQuantityList"],
        "outputQuantityList": [{"epcClass": "https://p.example/suppliers/S-WEI/lots/C-2"}],
    }
    for wrong in (
        {},
        document(),
        document({"type": "NoEvent"}),
        document(EVENT | {"eventTime": "yesterday"}),
        document(EVENT | {"inputQuantityList": [{"quantity": 1}]}),
        document(EVENT | {"inputQuantityList": [{"epcClass": "x", "quantity": -1}]}),
        document(EVENT, circle),
    ):
        assert buyer.post("/events", json=wrong).status_code == 422, wrong
    assert program_of(trade, LIN).post("/events", json=document(EVENT)).status_code == 403
    with trade.looking() as session:
        assert session.scalar(select(func.count()).select_from(CapturedEvent)) == 0


def test_nonconformities_are_listed_within_reach(trade: World) -> None:
    assert program_of(trade, LIN).get("/nonconformities").json == {"items": [], "next": None}
