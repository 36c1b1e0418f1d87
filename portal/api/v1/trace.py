"""Calls about goods: a lot by its number, its trace, and events in EPCIS 2.0."""

from typing import Any

import marshmallow as ma
from flask import jsonify, request
from flask.typing import ResponseReturnValue
from marshmallow import fields

from portal.adapters.epcis import document_of, envelope
from portal.api.frame import Calls, scope
from portal.api.idempotency import idempotent
from portal.api.schemas import NameSchema, PageQuery, words
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.traceability.models import Lot
from portal.core.traceability.operations.capturing import capture_events
from portal.core.traceability.operations.recalling import note_trace_export
from portal.core.traceability.queries.capturing import captured_events
from portal.core.traceability.queries.lots import find_lot_by_number
from portal.core.traceability.queries.recall import (
    RecallLine,
    Trace,
    TraceLink,
    TraceNode,
    gather_trace,
    recall_lines,
)
from portal.core.traceability.rules import Direction, EdgeKind, LotKind
from portal.core.traceability.rules.epcis import read_document
from portal.core.traceability.rules.quantities import Balance
from portal.web.downloads import table_file
from portal.web.request import State, acts, db, me
from portal.web.trace.exports import epcis_file, trace_table

calls = Calls("lots", __name__, "/lots", "Lots", "Lots and where their goods went.")
event_calls = Calls("events", __name__, "/events", "Events", "EPCIS 2.0 in JSON-LD.")


class LotSchema(ma.Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    kind = fields.Enum(LotKind, by_value=True, required=True)
    supplier = fields.String(required=True)
    product = fields.String(required=True, metadata={"description": "SKU."})
    name = fields.Nested(NameSchema, required=True)
    quantity = fields.Integer(required=True)
    unit = fields.String(required=True)
    produced_on = fields.Date(required=True, allow_none=True)
    order_lines = fields.String(required=True)


class EpcisDocumentSchema(ma.Schema):
    """An EPCIS 2.0 document in JSON-LD; GS1 describes what is inside."""

    class Meta:
        unknown = ma.INCLUDE

    type = fields.String(required=True, metadata={"enum": ["EPCISDocument"]})


class LotQuery(ma.Schema):
    class Meta:
        unknown = ma.EXCLUDE

    supplier = words(
        40, load_default="", metadata={"description": "Where two suppliers use the number."}
    )


class TraceQuery(LotQuery):
    direction = fields.Enum(Direction, by_value=True, load_default=Direction.BOTH)
    format = fields.String(
        load_default="json",
        validate=ma.validate.OneOf(("json", "csv", "xlsx", "epcis"), error=N_("Unknown field.")),
    )


class NodeSchema(ma.Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    kind = fields.Enum(LotKind, by_value=True, required=True)
    supplier = fields.String(required=True)
    product = fields.String(required=True)
    step = fields.Integer(required=True)
    on_hold = fields.Boolean(required=True)
    quantities = fields.Dict(required=True)


class EdgeSchema(ma.Schema):
    from_ = fields.String(required=True, data_key="from")
    to = fields.String(required=True)
    kind = fields.Enum(EdgeKind, by_value=True, required=True)
    quantity = fields.String(required=True, metadata={"description": "Exact decimal."})
    at = fields.String(required=True, allow_none=True)


class TraceSchema(ma.Schema):
    nodes = fields.List(fields.Nested(NodeSchema), required=True)
    edges = fields.List(fields.Nested(EdgeSchema), required=True)
    orders = fields.List(fields.Dict(), required=True)
    quantities = fields.Dict(required=True)
    accounted_percent = fields.Float(required=True, allow_none=True)


class CapturedSchema(ma.Schema):
    captured = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)


@calls.get("/<path:number>")
@scope(Permission.LOT_READ)
@calls.response(200, LotSchema)
@calls.alt_response(404, "NOT_FOUND")
@calls.arguments(LotQuery, location="query")
def read_lot(query: dict[str, Any], number: str) -> ResponseReturnValue:
    """Return one lot by its number."""
    return jsonify(_lot(find_lot_by_number(db(), me(), number, query["supplier"])))


@calls.get("/<path:number>/trace")
@scope(Permission.TRACE_READ)
@calls.response(200, TraceSchema)
@calls.alt_response(404, "NOT_FOUND")
@calls.arguments(TraceQuery, location="query")
@acts
def read_trace(query: dict[str, Any], number: str) -> ResponseReturnValue:
    """Return what a lot was made of, where it went, and who got any."""
    lot = find_lot_by_number(db(), me(), number, query["supplier"])
    direction, kind = query["direction"], query["format"]
    trace = gather_trace(db(), me(), [lot.id], direction)
    if request.method == "GET":
        note_trace_export(db(), me(), lot, kind, direction, len(trace.nodes))
    if kind == "epcis":
        return epcis_file(f"trace-{lot.id}", trace)
    if kind in ("csv", "xlsx"):
        return table_file(f"trace-{lot.id}", kind, trace_table(trace))
    return jsonify(_trace(trace, recall_lines(db(), me(), [lot.id], direction)))


@event_calls.get("")
@scope(Permission.TRACE_READ)
@event_calls.arguments(PageQuery, location="query")
@event_calls.response(200, EpcisDocumentSchema)
def list_events(query: dict[str, Any]) -> ResponseReturnValue:
    """Return captured events, the newest first; with `lot`, the events of that lot's trace."""
    number = request.args.get("lot", "")
    if number:
        lot = find_lot_by_number(db(), me(), number, request.args.get("supplier", ""))
        trace = gather_trace(db(), me(), [lot.id], Direction.BOTH)
        return jsonify(document_of(trace, State.here().config.base_url))
    limit = query["limit"]
    found = captured_events(db(), me(), query["cursor"], limit + 1)
    told = [body for _, body in found[:limit]]
    answer = jsonify(envelope(told, State.here().config.base_url))
    if len(found) > limit:
        answer.headers["Link"] = f'</api/v1/events?cursor={found[limit - 1][0]}>; rel="next"'
    return answer


@event_calls.post("")
@scope(Permission.IMPORT_RUN)
@idempotent
@event_calls.response(202, CapturedSchema)
def capture() -> ResponseReturnValue:
    """Capture EPCIS events; the same event sent twice is kept once."""
    told = request.get_json(silent=True)
    if told is None:
        raise Invalid(N_("Invalid JSON body."), field="epcisBody")
    count = capture_events(db(), me(), read_document(told))
    return jsonify(captured=count.created, unchanged=count.unchanged), 202


def _lot(lot: Lot) -> dict[str, Any]:
    return {
        "id": str(lot.id),
        "number": lot.number,
        "kind": lot.kind.value,
        "supplier": lot.supplier.code,
        "product": lot.product.sku,
        "name": {"en": lot.product.name_en, "zh": lot.product.name_zh},
        "quantity": lot.quantity,
        "unit": lot.product.unit,
        "produced_on": lot.produced_on.isoformat() if lot.produced_on else None,
        "order_lines": lot.order_lines,
    }


def _trace(trace: Trace, lines: list[RecallLine]) -> dict[str, Any]:
    share = trace.finished.accounted_percent
    return {
        "nodes": [_node(node) for node in trace.nodes],
        "edges": [_edge(link) for link in trace.links],
        "orders": [_order(line) for line in lines],
        "quantities": _quantities(trace.finished),
        "accounted_percent": None if share is None else float(share),
    }


def _node(node: TraceNode) -> dict[str, Any]:
    return {
        "id": str(node.id),
        "number": node.number,
        "kind": node.kind.value,
        "supplier": node.supplier_code,
        "product": node.sku,
        "step": node.layer,
        "on_hold": node.is_held,
        "quantities": _quantities(node.quantities.balance),
    }


def _edge(link: TraceLink) -> dict[str, Any]:
    return {
        "from": str(link.from_lot_id),
        "to": str(link.to_lot_id),
        "kind": link.kind.value,
        "quantity": f"{link.quantity.normalize():f}",
        "at": link.at.isoformat() if link.at else None,
    }


def _order(line: RecallLine) -> dict[str, Any]:
    return {
        "order": line.order,
        "line": line.line,
        "ordered_on": line.ordered_on.isoformat(),
        "shipped_on": line.shipped_on.isoformat() if line.shipped_on else None,
        "quantity": line.quantity,
        "lot": line.lot,
        "product": line.sku,
        "customer": line.customer,
        "name": line.name,
        "email": line.email,
        "phone": line.phone,
        "country": line.country,
    }


def _quantities(pieces: Balance) -> dict[str, int]:
    return dict(vars(pieces))
