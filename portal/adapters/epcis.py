"""EPCIS 2.0 in JSON-LD: a trace as events, by GS1 identifiers where there are any.

Source: EPCIS 2.0 and CBV 2.0 (GS1); checked in tests against the published JSON schema, which
GS1 gives no licence to ship.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import quote

from portal.core.clock import now
from portal.core.traceability.queries.recall import Trace, TraceLink, TraceNode
from portal.core.traceability.rules import EdgeKind
from portal.core.traceability.rules.gs1 import digital_link, label_of

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
STEPS = {
    EdgeKind.CONSUMED: "commissioning",
    EdgeKind.PACKED: "repackaging",
    EdgeKind.SPLIT: "repackaging",
}
UNITS: Mapping[str, str] = {
    "kg": "KGM", "g": "GRM", "t": "TNE", "m": "MTR", "cm": "CMT", "m2": "MTK", "m²": "MTK",
    "l": "LTR", "ml": "MLT",
}  # fmt: skip
"""Units of measure as UN/ECE recommendation 20 codes; pieces have none."""


def document_of(trace: Trace, base: str) -> dict[str, Any]:
    """Return a trace as an EPCIS document: made, transformed, in the order of time."""
    return envelope(events_of(trace, base))


def envelope(events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return events as an EPCIS document."""
    return {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _moment(now()),
        "epcisBody": {"eventList": events},
    }


def events_of(trace: Trace, base: str) -> list[dict[str, Any]]:
    """Return one event per lot: a transformation where it was made of others."""
    nodes = {node.id: node for node in trace.nodes}
    into: dict[int, list[TraceLink]] = {}
    for link in trace.links:
        into.setdefault(link.to_lot_id, []).append(link)
    events = [
        _transformed(node, into[node.id], nodes, base) if node.id in into else _made(node, base)
        for node in trace.nodes
    ]
    return [{**event, "eventID": _name(event)} for event in events]


def lot_uri(node: TraceNode, base: str) -> str:
    """Return the Digital Link of a lot with a GTIN, else an address of ours that names it."""
    said = label_of(node.gtin or "", node.number)
    if said.gtin:
        return digital_link(said)
    return f"{base}/suppliers/{quote(node.supplier_code)}/lots/{quote(node.number, safe='')}"


def _made(node: TraceNode, base: str) -> dict[str, Any]:
    return {
        "type": "ObjectEvent",
        **_when(_day(node)),
        "action": "ADD",
        "bizStep": "commissioning",
        "disposition": "active",
        "quantityList": [_quantity(node, float(node.quantity), base)],
    }


def _transformed(
    node: TraceNode, links: list[TraceLink], nodes: Mapping[int, TraceNode], base: str
) -> dict[str, Any]:
    moments = [link.at for link in links if link.at]
    return {
        "type": "TransformationEvent",
        **_when(max(moments) if moments else _day(node)),
        "bizStep": STEPS[links[0].kind],
        "disposition": "active",
        "inputQuantityList": [
            _quantity(nodes[link.from_lot_id], float(link.quantity), base) for link in links
        ],
        "outputQuantityList": [_quantity(node, float(node.quantity), base)],
    }


def _quantity(node: TraceNode, quantity: float, base: str) -> dict[str, Any]:
    told: dict[str, Any] = {"epcClass": lot_uri(node, base), "quantity": quantity}
    unit = UNITS.get(node.unit.lower())
    return told | ({"uom": unit} if unit else {})


def _day(node: TraceNode) -> datetime:
    day = node.produced_on
    return datetime.combine(day, time(), UTC) if day else datetime(1970, 1, 1, tzinfo=UTC)


def _when(at: datetime) -> dict[str, str]:
    return {"eventTime": _moment(at), "eventTimeZoneOffset": "+00:00"}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _name(event: dict[str, Any]) -> str:
    """Return a name that the same event has each time it is written."""
    told = json.dumps(event, sort_keys=True, ensure_ascii=False).encode()
    return f"ni:///sha-256;{hashlib.sha256(told).hexdigest()}?ver=CBV2.0"
