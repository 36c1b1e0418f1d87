"""The label of a lot: what stands on the carton, for people and for scanners."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from portal.adapters.labels import qr_svg
from portal.core.permissions import Permission as P
from portal.core.traceability.queries import find_lot
from portal.core.traceability.rules.gs1 import digital_link, label_of
from portal.web.request import State, db, me, needs
from portal.web.trace.blueprint import bp


@bp.get("/lots/<int:lot_id>/label")
@needs(P.LOT_READ)
def label(lot_id: int) -> ResponseReturnValue:
    """Show the label of a lot, to be printed."""
    lot = find_lot(db(), me(), lot_id)
    said = label_of(lot.product.gtin or "", lot.number)
    return render_template("trace/label.html", lot=lot, said=said)


@bp.get("/lots/<int:lot_id>/label.svg")
@needs(P.LOT_READ)
def code(lot_id: int) -> ResponseReturnValue:
    """Draw the label's QR code: a Digital Link where there is a GTIN, else the lot's page."""
    lot = find_lot(db(), me(), lot_id)
    said = label_of(lot.product.gtin or "", lot.number)
    base = State.here().config.base_url
    words = digital_link(said) if said.gtin else f"{base}/lots/{lot.id}"
    return Response(qr_svg(words), mimetype="image/svg+xml")
