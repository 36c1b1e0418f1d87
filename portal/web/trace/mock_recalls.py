"""Exercises: a lot, a clock, and what was found."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.permissions import Permission as P
from portal.core.traceability.operations.recalling import begin_mock_recall, end_mock_recall
from portal.core.traceability.queries import find_lot
from portal.core.traceability.queries.recalls import (
    count_mock_recalls,
    find_mock_recall,
    list_mock_recalls,
)
from portal.web.language import gettext
from portal.web.paging import PAGE_ROWS, page_of
from portal.web.request import db, me, needs
from portal.web.trace.blueprint import bp


@bp.get("/mock-recalls")
@needs(P.TRACE_READ)
def mock_recalls() -> ResponseReturnValue:
    """List the exercises."""
    page = page_of(count_mock_recalls(db(), me()))
    lines = list_mock_recalls(db(), me(), begin=(page.number - 1) * PAGE_ROWS)
    return render_template("trace/mock_recalls.html", lines=lines, page=page)


@bp.post("/lots/<int:lot_id>/mock-recalls")
@needs(P.TRACE_READ)
def begin(lot_id: int) -> ResponseReturnValue:
    """Start the clock."""
    lot = find_lot(db(), me(), lot_id)
    exercise = begin_mock_recall(db(), me(), lot, request.form.get("note", "")[:2000])
    flash(gettext("The clock runs."))
    return redirect(f"/mock-recalls/{exercise.id}", 303)


@bp.get("/mock-recalls/<int:recall_id>")
@needs(P.TRACE_READ)
def mock_recall(recall_id: int) -> ResponseReturnValue:
    """Show an exercise: the clock while it runs, the result when it is over."""
    exercise = find_mock_recall(db(), me(), recall_id)
    lot = find_lot(db(), me(), exercise.lot_id)
    seconds = None
    if exercise.ended_at is not None:
        seconds = round((exercise.ended_at - exercise.begun_at).total_seconds())
    return render_template("trace/mock_recall.html", one=exercise, lot=lot, seconds=seconds)


@bp.post("/mock-recalls/<int:recall_id>/end")
@needs(P.TRACE_READ)
def end(recall_id: int) -> ResponseReturnValue:
    """Stop the clock and keep the result."""
    exercise = find_mock_recall(db(), me(), recall_id)
    end_mock_recall(db(), me(), exercise, find_lot(db(), me(), exercise.lot_id))
    flash(gettext("The result is kept."))
    return redirect(f"/mock-recalls/{recall_id}", 303)
