"""The list of reviews and tickets, and the page of one: its order, its lots, its records."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.i18n import N_
from portal.core.nonconformities.queries.finding import records_of_order
from portal.core.permissions import Permission as P
from portal.core.traceability.queries.orders import likely_lots, order_called
from portal.web.language import gettext
from portal.web.paging import PAGE_ROWS, page_of
from portal.web.request import db, me, needs
from scoring.feedback.queries import (
    FeedbackFilter,
    SaidIn,
    count_feedback,
    find_feedback,
    list_feedback,
)

bp = Blueprint("feedback", __name__, url_prefix="/feedback")
KINDS = {SaidIn.REVIEW: N_("Review (of a customer)"), SaidIn.TICKET: N_("Ticket")}


@bp.get("")
@needs(P.TRACE_READ)
def feedback() -> ResponseReturnValue:
    """List what customers said."""
    given = request.args
    wanted = FeedbackFilter(
        given.get("q", "").strip()[:100],
        given.get("kind", "") if given.get("kind") in list(SaidIn) else "",
        given.get("mood") == "unhappy",
    )
    page = page_of(count_feedback(db(), me(), wanted))
    return render_template(
        "feedback/list.html",
        lines=list_feedback(db(), me(), wanted, begin=(page.number - 1) * PAGE_ROWS),
        page=page,
        wanted=wanted,
        kinds=KINDS,
        kind_words=[(kind.value, gettext(word)) for kind, word in KINDS.items()],
    )


@bp.get("/<any(review, ticket):said_in>/<int:said_id>")
@needs(P.TRACE_READ)
def show(said_in: str, said_id: int) -> ResponseReturnValue:
    """Show what a customer said, with the lots that it can be about."""
    said = find_feedback(db(), me(), SaidIn(said_in), said_id)
    order = order_called(db(), me(), said.order)
    guessed = []
    if order is None and said.product_id is not None:
        guessed = likely_lots(db(), me(), said.product_id, said.on)
    return render_template(
        "feedback/show.html",
        said=said,
        order=order,
        guessed=guessed,
        kinds=KINDS,
        records=records_of_order(db(), me(), said.order),
    )
