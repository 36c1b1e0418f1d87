"""The report of an inspection as a page and as a PDF, and its release to the supplier."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.releasing import (
    ask_for_report,
    note_report_fetched,
    release_report,
)
from inspections.lot_inspections.queries.finding import find_inspection, site_of
from inspections.lot_inspections.queries.reporting import find_report
from inspections.lot_inspections.queries.results import may_read_findings
from inspections.lot_inspections.rules import InspectionState
from inspections.sampling.rules.curves import curve_of
from inspections.sampling.rules.vocabulary import Regime
from portal.adapters.charts import Chart, Judged, chart_of
from portal.adapters.plots_svg import key_svg, oc_svg
from portal.core.errors import NotFound
from portal.core.permissions import Permission as P
from portal.web.files.download import send_made
from portal.web.forms import seen_revision
from portal.web.inspections.listing import type_names
from portal.web.language import gettext
from portal.web.limits import costly
from portal.web.request import acts, db, me, needs
from portal.web.verdicts.showing import verdict_context
from portal.web.verdicts.words import CLASS_WORDS

bp = Blueprint("reports", __name__, url_prefix="/inspections")


@bp.get("/<int:inspection_id>/report")
@needs(P.INSPECTION_SEE)
def report(inspection_id: int) -> ResponseReturnValue:
    """Show the report; a supplier reads it once it is released."""
    inspection = _find(inspection_id)
    return render_template(
        "inspections/report.html",
        **verdict_context(inspection),
        type=type_names()[inspection.type.value],
        site=site_of(db(), me(), inspection),
        chart=_chart(inspection),
        oc_svg=oc_svg,
        key_svg=key_svg,
    )


@bp.post("/<int:inspection_id>/release")
@needs(P.INSPECTION_RELEASE)
def release(inspection_id: int) -> ResponseReturnValue:
    """Let the supplier read the report."""
    inspection = _find(inspection_id)
    release_report(db(), me(), inspection, seen_revision(request.form.get("revision")))
    flash(gettext("The supplier can read the report now."))
    return redirect(f"/inspections/{inspection_id}/report", 303)


@bp.post("/<int:inspection_id>/report")
@costly
@needs(P.INSPECTION_SEE)
def ask(inspection_id: int) -> ResponseReturnValue:
    """Have the report made as a PDF; the page of the work shows how far it is."""
    job = ask_for_report(db(), me(), _find(inspection_id), request.form.get("languages", ""))
    return redirect(f"/jobs/{job.id}", 303)


@bp.get("/<int:inspection_id>/report/<int:job_id>.pdf")
@needs(P.INSPECTION_SEE)
@acts
def fetch(inspection_id: int, job_id: int) -> ResponseReturnValue:
    """Hand a finished report out."""
    inspection = _find(inspection_id)
    made = find_report(db(), me(), inspection, job_id).result or {}
    if request.method == "GET":
        note_report_fetched(db(), me(), inspection, made["sha256"])
    return send_made(made, f"{inspection.number}.pdf")


def _find(inspection_id: int) -> Inspection:
    """Return a decided inspection whose findings the person may read; else it is not there."""
    inspection = find_inspection(db(), me(), inspection_id)
    decided = inspection.state is InspectionState.DECIDED
    if not decided or not may_read_findings(me(), inspection):
        raise NotFound
    return inspection


def _chart(inspection: Inspection) -> Chart | None:
    """Return the curves of the classes that have an AQL."""
    judged = [
        Judged(
            gettext(CLASS_WORDS[line.defect_class]),
            curve_of(
                [(n or 0, -1 if ac is None else ac, re or 0) for n, _, ac, re in line.stages],
                lot_size=inspection.quantity,
                is_per_100=inspection.regime is Regime.PER_100,
            ),
            line.aql,
        )
        for line in inspection.classes
        if line.aql != "0" and line.units < inspection.quantity
    ]
    return chart_of(judged) if judged else None
