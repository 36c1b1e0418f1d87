"""An assessment as a PDF, made in the background."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from portal.core.permissions import Permission as P
from portal.web.assessments.views import bp
from portal.web.files.download import send_made
from portal.web.limits import costly
from portal.web.request import acts, db, me, needs
from scoring.assessments.operations import ask_for_paper, note_paper_fetched
from scoring.assessments.queries.finding import find_assessment, find_paper


@bp.post("/<int:assessment_id>/paper")
@costly
@needs(P.ASSESSMENT_READ)
def ask(assessment_id: int) -> ResponseReturnValue:
    """Have the PDF made; the page of the work shows how far it is."""
    assessment = find_assessment(db(), me(), assessment_id)
    job = ask_for_paper(db(), me(), assessment, request.form.get("languages", ""))
    return redirect(f"/jobs/{job.id}", 303)


@bp.get("/<int:assessment_id>/paper/<int:job_id>.pdf")
@needs(P.ASSESSMENT_READ)
@acts
def fetch(assessment_id: int, job_id: int) -> ResponseReturnValue:
    """Hand a finished PDF out."""
    assessment = find_assessment(db(), me(), assessment_id)
    made = find_paper(db(), me(), assessment, job_id).result or {}
    if request.method == "GET":
        note_paper_fetched(db(), me(), assessment, made["sha256"])
    return send_made(made, f"{assessment.number}.pdf")
