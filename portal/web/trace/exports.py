"""What a trace leaves the portal as: recall list, table of lots, EPCIS events."""

import json
from collections.abc import Iterator, Sequence

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue

from portal.adapters.epcis import document_of
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.core.traceability.operations.recalling import (
    ask_for_recall_list,
    note_recall_export,
    note_trace_export,
)
from portal.core.traceability.queries import find_lot
from portal.core.traceability.queries.recall import (
    RecallLine,
    Trace,
    gather_trace,
    recall_lines,
)
from portal.core.traceability.queries.recalls import find_recall_list
from portal.web.downloads import table_file
from portal.web.files.download import attachment, send_made
from portal.web.language import gettext
from portal.web.limits import costly
from portal.web.request import State, acts, db, locale, me, needs
from portal.web.trace.blueprint import bp
from portal.web.trace.views import asked_direction

EPCIS = "application/ld+json"
RECALL_HEAD = (
    N_("Order"), N_("Line"), N_("Ordered on"), N_("Shipped on"), N_("Quantity"), N_("Lot"),
    N_("SKU"), N_("Customer number"), N_("Customer"), N_("Email"), N_("Phone"), N_("Country"),
)  # fmt: skip
TRACE_HEAD = (
    N_("Step"), N_("Lot"), N_("Kind"), N_("SKU"), N_("Supplier"), N_("Made on"), N_("Produced"),
    N_("Consumed"), N_("Shipped"), N_("Received"), N_("Sold"), N_("Returned"), N_("On hand"),
    N_("Accounted for, percent"),
)  # fmt: skip


@bp.get("/lots/<int:lot_id>/recall.<any(csv, xlsx):kind>")
@costly
@needs(P.TRACE_READ)
@acts
def recall_list(lot_id: int, kind: str) -> ResponseReturnValue:
    """Hand the recall list out as a table."""
    lot = find_lot(db(), me(), lot_id)
    lines = recall_lines(db(), me(), [lot.id], asked_direction())
    if request.method == "GET":
        note_recall_export(db(), me(), lot, kind, len(lines))
    return table_file(f"recall-{lot.id}", kind, recall_table(lines))


@bp.post("/lots/<int:lot_id>/recall")
@costly
@needs(P.TRACE_READ)
def ask(lot_id: int) -> ResponseReturnValue:
    """Have the recall list made as a PDF; the page of the work shows how far it is."""
    lot = find_lot(db(), me(), lot_id)
    job = ask_for_recall_list(db(), me(), lot, asked_direction(), [locale()])
    return redirect(f"/jobs/{job.id}", 303)


@bp.get("/lots/<int:lot_id>/recall/<int:job_id>.pdf")
@needs(P.TRACE_READ)
@acts
def fetch(lot_id: int, job_id: int) -> ResponseReturnValue:
    """Hand a finished recall list out."""
    lot = find_lot(db(), me(), lot_id)
    made = find_recall_list(db(), me(), lot, job_id).result or {}
    if request.method == "GET":
        note_recall_export(db(), me(), lot, "pdf", made["lines"])
    return send_made(made, f"recall-{lot.number}.pdf")


@bp.get("/lots/<int:lot_id>/trace.<any(csv, xlsx, jsonld):kind>")
@costly
@needs(P.TRACE_READ)
@acts
def trace_file(lot_id: int, kind: str) -> ResponseReturnValue:
    """Hand the genealogy out as a table, or as EPCIS 2.0 events."""
    lot, direction = find_lot(db(), me(), lot_id), asked_direction()
    trace = gather_trace(db(), me(), [lot.id], direction)
    if request.method == "GET":
        note_trace_export(db(), me(), lot, kind, direction, len(trace.nodes))
    if kind == "jsonld":
        return epcis_file(f"trace-{lot.id}", trace)
    return table_file(f"trace-{lot.id}", kind, trace_table(trace))


def epcis_file(name: str, trace: Trace) -> Response:
    """Return a trace as an EPCIS document, to be saved."""
    told = json.dumps(document_of(trace, State.here().config.base_url), ensure_ascii=False)
    answer = Response(told, content_type=EPCIS)
    answer.headers["Content-Disposition"] = attachment(f"{name}.jsonld")
    return answer


def recall_table(lines: Sequence[RecallLine]) -> Iterator[list[object]]:
    """Yield the recall list, its head first."""
    yield [gettext(word) for word in RECALL_HEAD]
    for one in lines:
        yield [
            one.order, one.line, one.ordered_on, one.shipped_on, one.quantity, one.lot, one.sku,
            one.customer, one.name, one.email, one.phone, one.country,
        ]  # fmt: skip


def trace_table(trace: Trace) -> Iterator[list[object]]:
    """Yield the reached lots with their quantities, the head first."""
    yield [gettext(word) for word in TRACE_HEAD]
    for node in trace.nodes:
        pieces = node.quantities
        yield [
            node.layer, node.number, node.kind.value, node.sku, node.supplier_code,
            node.produced_on, pieces.produced, pieces.consumed, pieces.shipped, pieces.received,
            pieces.sold, pieces.returned, pieces.on_hand, pieces.accounted_percent,
        ]  # fmt: skip
