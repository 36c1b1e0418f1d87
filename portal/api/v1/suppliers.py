"""Calls about suppliers."""

from typing import TYPE_CHECKING, Any

import marshmallow as ma
from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields

from portal.api.frame import Calls, scope
from portal.api.idempotency import idempotent
from portal.api.schemas import NameSchema, PageQuery, page, page_of, tagged, words
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.suppliers.operations import SupplierInput, add_supplier
from portal.core.suppliers.queries.categories import all_categories
from portal.core.suppliers.queries.finding import find_supplier
from portal.core.suppliers.queries.listing import suppliers_after
from portal.core.suppliers.rules import Market, SupplierState, Tier
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


class NewSupplierSchema(ma.Schema):
    """A company to be invited."""

    name = fields.Nested(NameSchema, required=True)
    country = words(2, required=True, metadata={"description": "ISO 3166-1 alpha-2."})
    code = words(40, load_default="", metadata={"description": "Made up if left out."})
    registration_number = words(40, load_default="")
    address = words(400, load_default="")
    website = words(200, load_default="")
    categories = fields.List(words(40), load_default=list)
    markets = fields.List(fields.Enum(Market, by_value=True), load_default=list)
    is_twin = fields.Boolean(
        load_default=False,
        metadata={
            "description": "That a company of nearly the same name is meant to stand beside."
        },
    )


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


@calls.post("")
@scope(Permission.SUPPLIER_INVITE)
@idempotent
@calls.response(201, SupplierSchema)
@calls.arguments(NewSupplierSchema)
def create_supplier(sent: dict[str, Any]) -> ResponseReturnValue:
    """Add a company, invited and nothing more."""
    known = {category.code: category.id for category in all_categories(db(), me())}
    unknown = set(sent["categories"]) - set(known)
    if unknown:
        sentence = N_("There is no category “%(code)s”.")
        raise Invalid(sentence, field="categories", code=min(unknown))
    given = SupplierInput(
        name_en=sent["name"]["en"].strip(),
        name_zh=sent["name"]["zh"].strip(),
        country=sent["country"].upper(),
        registration_number=sent["registration_number"],
        address=sent["address"],
        website=sent["website"],
        categories=tuple(known[code] for code in sent["categories"]),
        markets=frozenset(market.value for market in sent["markets"]),
        code=sent["code"],
        is_twin=sent["is_twin"],
    )
    supplier = add_supplier(db(), me(), given)
    db().flush()
    answer = jsonify(shown(supplier))
    answer.status_code = 201
    answer.headers["Location"] = f"/api/v1/suppliers/{supplier.code}"
    return answer


@calls.get("/<code>")
@scope(Permission.SUPPLIER_READ)
@calls.response(200, SupplierSchema)
@calls.alt_response(404, "NOT_FOUND")
def read_supplier(code: str) -> ResponseReturnValue:
    """Return one supplier by its code."""
    supplier = find_supplier(db(), me(), code)
    return tagged(jsonify(shown(supplier)), supplier.id, supplier.revision)
