"""EPCIS 2.0 in JSON-LD: a trace as events, by GS1 identifiers where there are any.

Source: EPCIS 2.0 and CBV 2.0 (GS1). What is written here was valid against GS1's JSON schema, which
comes with no licence to ship it.
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
from portal.core.traceability.rules.epcis import STEPS
from portal.core.traceability.rules.gs1 import digital_link, label_of

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
TERMS = "/terms/"
"""Where the words of ours that stand in an event would be explained, below our address."""

UNITS: Mapping[str, str] = {
    "kg": "KGM", "g": "GRM", "t": "TNE", "m": "MTR", "cm": "CMT", "m2": "MTK", "m²": "MTK",
    "l": "LTR", "ml": "MLT",
}  # fmt: skip
"""Units of measure as UN/ECE recommendation 20 codes; pieces have none."""


def document_of(trace: Trace, base: str) -> dict[str, Any]:
    """Return a trace as an EPCIS document: made, transformed, in the order of time."""
    return envelope(events_of(trace, base), base)


def envelope(events: list[dict[str, Any]], base: str) -> dict[str, Any]:
    """Return events as an EPCIS document; our own words are told apart by a prefix."""
    return {
        "@context": [CONTEXT, {"portal": base + TERMS}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _moment(now()),
        "epcisBody": {"eventList": events},
    }


def events_of(trace: Trace, base: str) -> list[dict[str, Any]]:
    """Return what made each lot: out of nothing that is known, or of others, kind by kind."""
    nodes = {node.id: node for node in trace.nodes}
    into: dict[tuple[int, EdgeKind], list[TraceLink]] = {}
    for link in trace.links:
        into.setdefault((link.to_lot_id, link.kind), []).append(link)
    events = []
    for node in trace.nodes:
        ways = [into[node.id, kind] for kind in EdgeKind if (node.id, kind) in into]
        events += [_transformed(node, links, nodes, base) for links in ways]
        events += [] if ways else [_made(node, base)]
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
        "ilmd": _ilmd(node),
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
        "ilmd": _ilmd(node),
    }


def _ilmd(node: TraceNode) -> dict[str, Any]:
    """Return what another portal needs to register the lot before it notes the genealogy."""
    day = {"portal:produced_on": node.produced_on.isoformat()} if node.produced_on else {}
    return {
        "portal:supplier": node.supplier_code,
        "portal:lot": node.number,
        "portal:sku": node.sku,
        "portal:kind": node.kind.value,
        "portal:quantity": node.quantity,
        **day,
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
