"""Calls about scorecards: the figures of a period, as JSON, tables and PDF."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import marshmallow as ma
from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields

from portal.adapters.score_tables import card_rows, list_rows
from portal.api.frame import Calls, scope
from portal.api.schemas import PageQuery, page_of, words
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.jobs.rules import JobState
from portal.core.permissions import Permission
from portal.core.suppliers.queries.finding import find_supplier, own_supplier
from portal.web.downloads import table_file
from portal.web.files.download import send_made
from portal.web.limits import costly
from portal.web.request import acts, begins_work, db, locale, me
from scoring.metrics.rules.lines import Line, line_of
from scoring.metrics.rules.periods import Period
from scoring.scorecards.models import Scorecard, score_of
from scoring.scorecards.operations.papers import (
    ask_for_paper,
    export_scorecards,
    note_paper_fetched,
)
from scoring.scorecards.queries.finding import CardFilter, card_of, list_scorecards
from scoring.scorecards.rules import CardState

if TYPE_CHECKING:
    from scoring.scorecards.queries.finding import CardRow

calls = Calls(
    "scorecards", __name__, "", "Scorecards", "What a supplier's metrics come to in a period."
)


class ScoreLineSchema(ma.Schema):
    metric = fields.String(required=True)
    numerator = fields.Integer(required=True, allow_none=True)
    denominator = fields.Integer(required=True, allow_none=True)
    value = fields.Float(
        required=True, allow_none=True, metadata={"description": "Null where there is no rating."}
    )
    interval = fields.List(
        fields.Float(),
        required=True,
        allow_none=True,
        metadata={"description": "Wilson 95 % of shares with a denominator below 30."},
    )
    points = fields.Float(required=True, allow_none=True)
    weight = fields.Float(required=True)
    weight_counted = fields.Float(
        required=True, allow_none=True, metadata={"description": "Scaled over what is rated."}
    )
    amounts = fields.Dict(
        keys=fields.String(), values=fields.String(), required=True,
        metadata={"description": "Money by currency (COPQ only)."},
    )  # fmt: skip


class ScorecardSchema(ma.Schema):
    id = fields.String(required=True)
    supplier = fields.String(required=True, metadata={"description": "Code of the supplier."})
    period = fields.String(required=True)
    state = fields.Enum(CardState, by_value=True, required=True)
    score = fields.Float(required=True, allow_none=True)
    grade = fields.String(required=True, allow_none=True)
    rated_weight = fields.Integer(required=True)
    lines = fields.List(fields.Nested(ScoreLineSchema), required=True)


class CardsQuery(PageQuery):
    supplier = words(40, load_default="", metadata={"description": "Code of the supplier."})
    period = words(
        10, required=True, metadata={"description": "A month 2026-09 or a quarter 2026-Q3."}
    )


class PaperSchema(ma.Schema):
    job = fields.String(required=True)
    state = fields.String(required=True)


def shown(card: "CardRow | Scorecard", code: str) -> dict[str, Any]:
    """Return a card as programs see it."""
    score = score_of(card.score_millionths)
    return {
        "id": str(card.id),
        "supplier": code,
        "period": card.period,
        "state": card.state.value,
        "score": None if score is None else float(score),
        "grade": card.grade,
        "rated_weight": card.rated_weight,
        "lines": [_line(line_of(kept)) for kept in card.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "metric": line.metric.value,
        "numerator": line.numerator,
        "denominator": line.denominator,
        "value": None if line.value is None else float(line.value),
        "interval": list(line.interval) if line.interval else None,
        "points": None if line.points is None else float(line.points),
        "weight": float(line.weight),
        "weight_counted": None if line.share is None else float(line.share),
        "amounts": {code: f"{cents // 100}.{cents % 100:02}" for code, cents in line.money},
    }


@calls.get("/scorecards")
@scope(Permission.SCORECARD_READ)
@calls.response(200, page_of(ScorecardSchema))
@calls.alt_response(404, "NOT_FOUND")
@calls.arguments(CardsQuery, location="query")
def list_cards(query: dict[str, Any]) -> ResponseReturnValue:
    """List the scorecards of a period within reach, with every line; one if `supplier` is given.

    A supplier gets its own, once it was opened to it.
    """
    limit, begin = query["limit"], query["cursor"] or 0
    rows = list_scorecards(db(), me(), _asked(query), begin=begin, most=limit + 1)
    following = str(begin + limit) if len(rows) > limit else None
    items = [shown(row, row.code) for row in rows[:limit]]
    return jsonify({"items": items, "next": following})


def _asked(query: Mapping[str, Any]) -> CardFilter:
    period = str(Period.parse(query["period"]))
    if not query["supplier"]:
        return CardFilter(period, sort="supplier")
    supplier = find_supplier(db(), me(), query["supplier"])
    return CardFilter(period, supplier_ids=(supplier.id,))


@calls.get("/scorecards.<any(csv, xlsx):kind>")
@scope(Permission.SCORECARD_READ)
@costly
@acts
@calls.response(200, {"type": "string", "format": "binary"}, content_type="text/csv")
@calls.alt_response(404, "NOT_FOUND")
@calls.arguments(CardsQuery, location="query")
def read_table(query: dict[str, Any], kind: str) -> ResponseReturnValue:
    """Return the scorecards of a period as a table; with `supplier` the lines of one."""
    wanted = _asked(query)
    if query["supplier"]:
        card = card_of(db(), me(), wanted.supplier_ids[0], wanted.period)
        name = f"scorecard-{card.supplier.code}-{card.period}"
        return table_file(name, kind, card_rows(card, locale()))
    rows = export_scorecards(db(), me(), wanted, kind)
    return table_file(f"scorecards-{wanted.period}", kind, list_rows(rows, locale()))


@calls.get("/scorecards.pdf")
@scope(Permission.SCORECARD_READ)
@costly
@begins_work
@calls.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
@calls.alt_response(202, schema=PaperSchema, description="It is being made: ask again soon.")
@calls.alt_response(404, "NOT_FOUND")
@calls.arguments(CardsQuery, location="query")
def read_pdf(query: dict[str, Any]) -> ResponseReturnValue:
    """Return one scorecard as PDF; the first call has it made and answers 202 until it is."""
    supplier = find_supplier(db(), me(), query["supplier"]) if query["supplier"] else _own()
    card = card_of(db(), me(), supplier.id, str(Period.parse(query["period"])))
    job = ask_for_paper(db(), me(), card, locale())
    if job.state is not JobState.DONE or not job.result:
        waiting = jsonify({"job": str(job.id), "state": (job.state or JobState.QUEUED).value})
        waiting.status_code = 202
        waiting.headers["Retry-After"] = "2"
        return waiting
    note_paper_fetched(db(), me(), card, job.result["sha256"])
    return send_made(job.result, f"scorecard-{supplier.code}-{card.period}.pdf")


def _own() -> Any:
    if not me().is_supplier:
        raise Invalid(N_("Say whose scorecard it is."), field="supplier")
    return own_supplier(db(), me())
