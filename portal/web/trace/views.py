"""Finding a thing by what people call it, and following it backward and forward."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.adapters.trace_drawing import Words, trace_svg
from portal.core.i18n import N_, say, translate_plural
from portal.core.nonconformities.queries.finding import start_of
from portal.core.permissions import Permission as P
from portal.core.traceability.models import Lot
from portal.core.traceability.queries import find_lot
from portal.core.traceability.queries.likely import possible_lines
from portal.core.traceability.queries.preview import preview_trace
from portal.core.traceability.queries.recall import (
    Trace,
    TraceNode,
    gather_trace,
    recall_lines,
    whereabouts,
)
from portal.core.traceability.queries.starts import find_starts
from portal.core.traceability.rules import EDGES, KINDS, Direction
from portal.web.language import gettext, unit
from portal.web.numbers import whole
from portal.web.request import db, locale, me, needs
from portal.web.trace.blueprint import bp
from scoring.feedback.queries import feedback_called

SHOWN_LINES = 30
"""Order lines that the page lists; all of them are in the files."""
MOST_LAYERS = 9999
MORE_LOTS = (N_("%(num)d more lot"), N_("%(num)d more lots"))
DIRECTIONS = {
    Direction.BOTH: N_("Everything concerned"),
    Direction.BACKWARD: N_("What it was made of"),
    Direction.FORWARD: N_("Where it went"),
}


def asked_direction() -> Direction:
    """Return the direction that the address says; nonsense is both."""
    given = request.values.get("direction", "")
    return Direction(given) if given in list(Direction) else Direction.BOTH


@bp.get("/trace")
@needs(P.TRACE_READ)
def search() -> ResponseReturnValue:
    """Look a lot, an order, a complaint or a GS1 string up, and go on to its trace."""
    words = request.args.get("q", "").strip()
    found = find_starts(db(), me(), words) if words else None
    if found is not None and found.order is None and len(found.lots) == 1:
        return redirect(f"/lots/{found.lots[0].id}/trace", 303)
    if found is not None and not found.order and not found.lots:
        lot_id, order = start_of(db(), me(), words)
        if lot_id or order:
            there = f"/lots/{lot_id}/trace" if lot_id else url_for("trace.search", q=order)
            return redirect(there, 303)
        said = feedback_called(db(), me(), words)
        if said:
            return redirect(f"/feedback/{said[0]}/{said[1]}", 303)
    return render_template("trace/search.html", words=words, found=found, kinds=KINDS)


@bp.get("/lots/<int:lot_id>/trace")
@needs(P.TRACE_READ)
def show(lot_id: int) -> ResponseReturnValue:
    """Show how far a trace reaches; the picture and the tables follow."""
    lot, direction = find_lot(db(), me(), lot_id), asked_direction()
    unfolded = request.args.getlist("open")
    return render_template(
        "trace/show.html",
        lot=lot,
        direction=direction,
        directions=DIRECTIONS,
        kinds=KINDS,
        preview=preview_trace(db(), me(), [lot.id], direction),
        rest=url_for("trace.rest", lot_id=lot.id, direction=direction.value, open=unfolded),
        wants_rest="whole" in request.args,
        **(_rest(lot, direction) if "whole" in request.args else {}),
    )


@bp.get("/lots/<int:lot_id>/trace/rest")
@needs(P.TRACE_READ)
def rest(lot_id: int) -> ResponseReturnValue:
    """Show the picture, the lots and the orders of a trace: fetched after the counts."""
    lot, direction = find_lot(db(), me(), lot_id), asked_direction()
    return render_template(
        "trace/rest.html", lot=lot, direction=direction, kinds=KINDS, **_rest(lot, direction)
    )


def _rest(lot: Lot, direction: Direction) -> dict[str, Any]:
    trace = gather_trace(db(), me(), [lot.id], direction)
    lines = recall_lines(db(), me(), [lot.id], direction)
    products = [(node.id, node.product_id) for node in trace.nodes]
    return {
        "trace": trace,
        "picture": _picture(lot, trace),
        "lines": lines[:SHOWN_LINES],
        "line_count": len(lines),
        "possible": possible_lines(db(), me(), products)[:SHOWN_LINES],
        "places": whereabouts(db(), me(), [lot.id], direction)[:SHOWN_LINES],
        "edges": EDGES,
    }


def _picture(lot: Lot, trace: Trace) -> Markup:
    asked = (whole(each, MOST_LAYERS) for each in request.args.getlist("open"))
    unfolded = {layer for layer in asked if layer is not None}

    def fold(layer: int) -> str:
        opened = sorted(unfolded | {layer})
        here = url_for("trace.show", lot_id=lot.id, direction=trace.direction.value, open=opened)
        return f"{here}&whole=1#picture"

    def kind(node: TraceNode) -> str:
        return gettext(KINDS[node.kind])

    words = Words(
        title=say(locale(), N_("Genealogy of lot %(number)s"), number=lot.number),
        more=lambda count: translate_plural(locale(), *MORE_LOTS, count) % {"num": count},
        held=gettext("on hold"),
        kind=kind,
        number=lambda number: f"{number:,}",
        unit=unit,
    )
    hrefs = {"lot": lambda lot_id: f"/lots/{lot_id}/trace", "fold": fold}
    return trace_svg(trace, words, hrefs, unfolded)
