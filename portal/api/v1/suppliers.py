"""Calls about suppliers."""

from typing import TYPE_CHECKING, Any

import marshmallow as ma
from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from marshmallow import fields

from portal.api.frame import Calls, scope
from portal.api.schemas import NameSchema, PageQuery, page, page_of
from portal.core.permissions import Permission
from portal.core.suppliers.queries import find_supplier, suppliers_after
from portal.core.suppliers.rules import SupplierState, Tier
from portal.web.request import db, me

if TYPE_CHECKING:
    from portal.core.suppliers.models import Supplier

calls = Calls("suppliers", __name__, "/suppliers", "Suppliers", "Companies, their state and tier.")


class SupplierSchema(ma.Schema):
    id = fields.String(required=True)
    code = fields.String(required=True)
    name = fields.Nested(NameSchema, required=True)
    country = fields.String(required=True, metadata={"description": "ISO 3166-1 alpha-2."})
    registration_number = fields.String(required=True, allow_none=True)
    state = fields.Enum(SupplierState, by_value=True, required=True)
    state_until = fields.Date(required=True, allow_none=True)
    tier = fields.Enum(Tier, by_value=True, required=True, allow_none=True)
    scores = fields.Dict(
        required=True,
        allow_none=True,
        metadata={"description": "The latest published scorecard; null while there is none."},
    )
    categories = fields.List(fields.String(), required=True)
    markets = fields.List(fields.String(), required=True)


class SuppliersQuery(PageQuery):
    state = fields.Enum(SupplierState, by_value=True, load_default=None)


def shown(supplier: "Supplier") -> dict[str, Any]:
    """Return a supplier as programs see it."""
    return {
        "id": str(supplier.id),
        "code": supplier.code,
        "name": {"en": supplier.name_en, "zh": supplier.name_zh},
        "country": supplier.country,
        "registration_number": supplier.registration_number,
        "state": supplier.state.value,
        "state_until": supplier.state_until.isoformat() if supplier.state_until else None,
        "tier": supplier.tier.value if supplier.tier else None,
        "scores": None,
        "categories": [category.code for category in supplier.categories],
        "markets": sorted(supplier.markets),
    }


@calls.get("")
@scope(Permission.SUPPLIER_READ)
@calls.response(200, page_of(SupplierSchema))
@calls.arguments(SuppliersQuery, location="query")
def list_suppliers(query: dict[str, Any]) -> ResponseReturnValue:
    """List the suppliers within reach: all for the brand, itself for a supplier."""
    limit = query["limit"]
    rows = suppliers_after(db(), me(), query["cursor"], limit + 1, query["state"])
    return jsonify(page(rows, limit, shown))


@calls.get("/<code>")
@scope(Permission.SUPPLIER_READ)
@calls.response(200, SupplierSchema)
@calls.alt_response(404, "NOT_FOUND")
def read_supplier(code: str) -> ResponseReturnValue:
    """Return one supplier by its code."""
    supplier = find_supplier(db(), me(), code)
    return tagged(jsonify(shown(supplier)), supplier.id, supplier.revision)


def tagged(answer: Response, *parts: object) -> Response:
    """Mark an answer with its version, and say 304 to whoever has it already."""
    answer.set_etag("-".join(map(str, parts)))
    answer.make_conditional(request)
    return answer
