"""Cards as files: CSV, XLSX, and the PDF that background work makes."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from portal.adapters.score_tables import card_rows, list_rows
from portal.core.permissions import Permission as P
from portal.web.downloads import table_file
from portal.web.files.download import send_made
from portal.web.limits import costly
from portal.web.request import acts, db, locale, me, needs
from portal.web.scorecards.views import asked, bp
from portal.web.scorecards.words import period_choices
from scoring.scorecards.operations.papers import (
    ask_for_paper,
    export_scorecards,
    note_paper_fetched,
)
from scoring.scorecards.queries.finding import find_scorecard
from scoring.scorecards.queries.papers import find_paper


@bp.get("/export.<any(csv, xlsx):kind>")
@needs(P.SCORECARD_READ)
@costly
@acts
def export(kind: str) -> ResponseReturnValue:
    """Hand out the cards of a list, with every metric's value."""
    wanted = asked(period_choices())
    rows = export_scorecards(db(), me(), wanted, kind)
    return table_file(f"scorecards-{wanted.period}", kind, list_rows(rows, locale()))


@bp.get("/<int:scorecard_id>/card.<any(csv, xlsx):kind>")
@needs(P.SCORECARD_READ)
@costly
def card_file(scorecard_id: int, kind: str) -> ResponseReturnValue:
    """Hand out one card as a table."""
    card = find_scorecard(db(), me(), scorecard_id)
    name = f"scorecard-{card.supplier.code}-{card.period}"
    return table_file(name, kind, card_rows(card, locale()))


@bp.post("/<int:scorecard_id>/paper")
@costly
@needs(P.SCORECARD_READ)
def ask(scorecard_id: int) -> ResponseReturnValue:
    """Have the card made as a PDF; the page of the work shows how far it is."""
    card = find_scorecard(db(), me(), scorecard_id)
    job = ask_for_paper(db(), me(), card, request.form.get("languages", ""))
    return redirect(f"/jobs/{job.id}", 303)


@bp.get("/<int:scorecard_id>/paper/<int:job_id>.pdf")
@needs(P.SCORECARD_READ)
@acts
def fetch(scorecard_id: int, job_id: int) -> ResponseReturnValue:
    """Hand a finished PDF out."""
    card = find_scorecard(db(), me(), scorecard_id)
    made = find_paper(db(), me(), card, job_id).result or {}
    if request.method == "GET":
        note_paper_fetched(db(), me(), card, made["sha256"])
    name = f"scorecard-{card.supplier.code}-{card.period}.pdf"
    return send_made(made, name)
