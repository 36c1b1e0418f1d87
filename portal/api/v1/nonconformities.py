"""Calls about nonconformities."""

from typing import Any

import marshmallow as ma
from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields

from portal.api.frame import Calls, scope
from portal.api.schemas import PageQuery, page, page_of
from portal.core.nonconformities.queries.listing import (
    NonconformityFilter,
    NonconformityLine,
    list_nonconformities,
)
from portal.core.nonconformities.rules import FoundBy, NonconformityState
from portal.core.permissions import Permission
from portal.core.products.rules import DefectClass
from portal.web.request import db, me

calls = Calls(
    "nonconformities", __name__, "/nonconformities", "Nonconformities",
    "Goods that are not as they should be, and what is kept back.",
)  # fmt: skip


class NonconformitySchema(ma.Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    source = fields.Enum(FoundBy, by_value=True, required=True)
    state = fields.Enum(NonconformityState, by_value=True, required=True)
    severity = fields.Enum(DefectClass, by_value=True, required=True)
    quantity = fields.Integer(required=True)
    lot = fields.String(required=True, allow_none=True)
    supplier = fields.String(required=True)
    lots_on_hold = fields.Integer(required=True)
    opened_at = fields.DateTime(required=True)


class NonconformitiesQuery(PageQuery):
    state = fields.Enum(NonconformityState, by_value=True, load_default=None)


@calls.get("")
@scope(Permission.NONCONFORMITY_READ)
@calls.response(200, page_of(NonconformitySchema))
@calls.arguments(NonconformitiesQuery, location="query")
def read_nonconformities(query: dict[str, Any]) -> ResponseReturnValue:
    """List the nonconformities within reach, the newest first."""
    state, limit = query["state"], query["limit"]
    wanted = NonconformityFilter(state=state.value if state else "")
    rows = list_nonconformities(db(), me(), wanted, limit=limit + 1, before=query["cursor"])
    return jsonify(page(rows, limit, _shown))


def _shown(line: NonconformityLine) -> dict[str, Any]:
    return {
        "id": str(line.id),
        "number": line.number,
        "source": line.source.value,
        "state": line.state.value,
        "severity": line.severity.value,
        "quantity": line.quantity,
        "lot": line.lot,
        "supplier": line.supplier_code,
        "lots_on_hold": line.held,
        "opened_at": line.opened_at.isoformat(),
    }
