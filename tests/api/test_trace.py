"""Calls about lots, traces, EPCIS events and nonconformities."""

import json
import re
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from portal.core.traceability.models import CapturedEvent, TraceEdge
from portal.core.traceability.operations import EdgeRow, merge_genealogy
from portal.core.traceability.rules import EdgeKind
from tests.api.client import program_of
from tests.factories.genealogy import a_genealogy, a_trade, merged
from tests.factories.goods import a_mug
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


def told_by(world: World, lot: str) -> tuple[set[object], set[object]]:
    """Return lots and edges of a trace without what each portal calls them by itself."""
    told = program_of(world, ENA).get(f"/lots/{lot}/trace").json
    assert told is not None
    names = {node["id"]: node["number"] for node in told["nodes"]}
    lots = {
        (node["number"], node["kind"], node["supplier"], node["product"],
         node["quantities"]["produced"])
        for node in told["nodes"]
    }  # fmt: skip
    edges = {
        (names[edge["from"]], names[edge["to"]], edge["kind"], edge["quantity"])
        for edge in told["edges"]
    }
    return lots, edges


def test_a_trace_goes_from_one_portal_into_another_that_knows_none_of_its_lots(
    trade: World, pg_world: World
) -> None:
    for sku, maker in (("LEATHER", "S-WEI"), ("UPPER", "S-LIN"), ("SHOE", "S-LIN")):
        a_mug(pg_world, sku, maker)
    packed = [EdgeRow("F-1", "F-4", Decimal("2.5"), EdgeKind.PACKED)]
    split = [EdgeRow("F-2", "F-4", Decimal(3), EdgeKind.SPLIT)]
    merged(trade, merge_genealogy, packed + split)
    events = program_of(trade, ENA).get("/lots/F-1/trace?format=epcis").data
    taken = program_of(pg_world, BEN).post(
        "/events", data=events, content_type="application/ld+json"
    )
    assert taken.status_code == 202, taken.json
    assert told_by(pg_world, "F-1") == told_by(trade, "F-1")
    again = program_of(pg_world, BEN).post(
        "/events", data=events, content_type="application/ld+json"
    )
    assert again.json == {"captured": 0, "unchanged": 8}


BUSINESS_STEPS = {"commissioning", "packing", "repackaging"}
"""Of CBV 2.0, section 7.1.2."""


def test_events_say_what_the_standard_demands(trade: World) -> None:
    told = json.loads(program_of(trade, ENA).get("/lots/F-1/trace?format=epcis").data)
    assert (told["type"], told["schemaVersion"]) == ("EPCISDocument", "2.0")
    for event in told["epcisBody"]["eventList"]:
        assert event["bizStep"] in BUSINESS_STEPS
        assert event["disposition"] == "active"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["eventTime"])
        assert re.fullmatch(r"ni:///sha-256;[0-9a-f]{64}\?ver=CBV2\.0", event["eventID"])
        assert all(each["quantity"] > 0 for each in event.get("outputQuantityList", []))


HOSTILE: tuple[dict[str, object], ...] = (
    {"outputQuantityList": [{"epcClass": "urn:epc:class:lgtin:4006381.0.X", "quantity": 1}]},
    {"inputQuantityList": [{"epcClass": "urn:epc:class:lgtin:1.0" + "9" * 300 + ".X"}]},
    {"inputQuantityList": [{"epcClass": "https://a/suppliers/S-LIN/lots/%00", "quantity": 1}]},
    {"inputQuantityList": {"epcClass": "x"}},
    {"inputQuantityList": "x", "bizStep": ["packing"]},
    {"eventTime": "9999-12-31T23:59:59-14:00"},
    {"ilmd": {"portal:supplier": "S-NONE", "portal:lot": "N", "portal:sku": "SHOE",
              "portal:kind": "finished", "portal:quantity": 1}},
    {"ilmd": {"portal:supplier": "S-LIN", "portal:lot": "N", "portal:sku": "SHOE",
              "portal:kind": "finished", "portal:quantity": -1}},
)  # fmt: skip


@pytest.mark.parametrize("wrong", HOSTILE)
def test_a_hostile_event_is_answered_by_a_sentence(trade: World, wrong: dict[str, object]) -> None:
    hostile = EVENT | {"eventID": "urn:x:hostile"} | wrong
    answer = program_of(trade, BEN).post("/events", json=document(hostile))
    assert answer.status_code == 422, answer.json
    told = answer.json
    assert told is not None
    assert len(told["detail"]) > 10
    with trade.looking() as session:
        assert session.scalar(select(func.count()).select_from(CapturedEvent)) == 0


def test_a_class_that_names_no_lot_is_kept_and_makes_no_genealogy(trade: World) -> None:
    strange = {"inputQuantityList": [{"epcClass": "http://[bad/01/x", "quantity": 1}]}
    answer = program_of(trade, BEN).post("/events", json=document(EVENT | strange))
    assert answer.json == {"captured": 1, "unchanged": 0}
    with trade.looking() as session:
        assert session.scalar(select(func.count()).select_from(TraceEdge)) == 6
