"""Calls about inspections: which there are, and booking one."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import marshmallow as ma
from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from inspections.lot_inspections.operations.booking import BookingInput, book_inspection
from inspections.lot_inspections.queries.finding import find_inspection, lot_of
from inspections.lot_inspections.queries.listing import ALL, Wanted, inspections_after
from inspections.lot_inspections.queries.naming import find_inspection_named
from inspections.lot_inspections.rules import InspectionState, InspectionType, Verdict
from inspections.sampling.rules.vocabulary import Severity
from portal.api.frame import Calls, scope
from portal.api.idempotency import idempotent
from portal.api.schemas import PageQuery, day, page, page_of, tagged, words
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.products.queries import products_to_choose
from portal.core.products.rules import DefectClass
from portal.core.suppliers.queries.finding import find_supplier, own_supplier
from portal.core.traceability.operations import LotInput, register_lot
from portal.web.request import db, me

if TYPE_CHECKING:
    from inspections.lot_inspections.models.booking import Inspection, PlannedClass
    from portal.core.suppliers.models import Supplier
    from portal.core.traceability.models import Lot

calls = Calls(
    "inspections", __name__, "/inspections", "Inspections", "Lots that are looked at, and how."
)
MOST = 10_000_000


class PlannedStageSchema(ma.Schema):
    n = fields.Integer(required=True)
    cumulative_n = fields.Integer(required=True)
    ac = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Null where this sample cannot accept yet."},
    )
    re = fields.Integer(required=True)


class PlannedClassSchema(ma.Schema):
    defect_class = fields.Enum(DefectClass, by_value=True, required=True)
    aql = fields.String(required=True)
    severity = fields.Enum(Severity, by_value=True, required=True)
    code_letter = fields.String(required=True)
    letter = fields.String(required=True)
    full_inspection = fields.Boolean(required=True)
    units_to_inspect = fields.Integer(required=True)
    stages = fields.List(fields.Nested(PlannedStageSchema), required=True)


class GoverningAgreementSchema(ma.Schema):
    number = fields.String(required=True)
    version = fields.Integer(required=True)
    sha256 = fields.String(required=True, metadata={"description": "Of what both have signed."})


class PlanOfInspectionSchema(ma.Schema):
    edition = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True, allow_none=True)
    level = fields.String(required=True)
    source = fields.String(required=True)
    agreement = fields.Nested(
        GoverningAgreementSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Whose clause asks for it; null where it comes from elsewhere."},
    )
    draw = fields.Integer(required=True, allow_none=True)
    classes = fields.List(fields.Nested(PlannedClassSchema), required=True)


class InspectionSchema(ma.Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    type = fields.Enum(InspectionType, by_value=True, required=True)
    state = fields.Enum(InspectionState, by_value=True, required=True)
    verdict = fields.Enum(Verdict, by_value=True, required=True, allow_none=True)
    supplier = fields.String(required=True, metadata={"description": "Code of the supplier."})
    product = fields.String(required=True, metadata={"description": "SKU."})
    lot = fields.String(required=True, metadata={"description": "Number of the lot."})
    lot_quantity = fields.Integer(required=True)
    quantity = fields.Integer(required=True, metadata={"description": "Presented."})
    packed_quantity = fields.Integer(required=True, allow_none=True)
    cartons = fields.Integer(required=True, allow_none=True)
    order_lines = fields.String(required=True)
    note = fields.String(required=True)
    ready_on = fields.Date(required=True)
    scheduled_on = fields.Date(required=True, allow_none=True)
    inspector = fields.String(required=True, metadata={"description": "Name; empty if nobody."})
    closing_reason = fields.String(required=True)
    plan = fields.Nested(
        PlanOfInspectionSchema,
        required=True,
        allow_none=True,
        metadata={"description": "As it was copied in; null while it is not made."},
    )


class InspectionsQuery(PageQuery):
    state = fields.Enum(InspectionState, by_value=True, load_default=None)
    type = fields.Enum(InspectionType, by_value=True, load_default=None)
    supplier = words(40, load_default="", metadata={"description": "Code of the supplier."})


class NewLotSchema(ma.Schema):
    """A lot that is registered with the booking."""

    product = words(60, required=True, metadata={"description": "SKU."})
    quantity = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(1, MOST, error=N_("Must be from 1 to 10000000.")),
    )


def _quantity() -> fields.Integer:
    """Return a field of units that may be left out."""
    within = validate.Range(0, MOST, error=N_("Must be from 0 to 10000000."))
    return fields.Integer(load_default=None, strict=True, allow_none=True, validate=within)


class NewInspectionSchema(ma.Schema):
    """What is to be inspected."""

    supplier = words(
        40, load_default="", metadata={"description": "Code; a supplier's own if left out."}
    )
    lot = words(60, required=True, metadata={"description": "Number of the lot."})
    register = fields.Nested(
        NewLotSchema,
        load_default=None,
        metadata={"description": "What the lot is, if it is not known yet."},
    )
    type = fields.Enum(InspectionType, by_value=True, required=True)
    ready_on = day(required=True)
    quantity = _quantity()
    packed_quantity = _quantity()
    cartons = _quantity()
    order_lines = words(400, load_default="")
    note = words(2000, load_default="")


def shown(inspection: "Inspection") -> dict[str, Any]:
    """Return an inspection as programs see it."""
    scheduled, verdict = inspection.scheduled_on, inspection.verdict
    return {
        "id": str(inspection.id),
        "number": inspection.number,
        "type": inspection.type.value,
        "state": inspection.state.value,
        "verdict": verdict.value if verdict else None,
        "supplier": inspection.supplier.code,
        "product": inspection.product.sku,
        "lot": inspection.lot.number,
        "lot_quantity": inspection.lot.quantity,
        "quantity": inspection.quantity,
        "packed_quantity": inspection.packed_quantity,
        "cartons": inspection.cartons,
        "order_lines": inspection.order_lines,
        "note": inspection.note,
        "ready_on": inspection.ready_on.isoformat(),
        "scheduled_on": scheduled.isoformat() if scheduled else None,
        "inspector": inspection.inspector,
        "closing_reason": inspection.closing_reason,
        "plan": _plan(inspection) if inspection.classes else None,
    }


def _plan(inspection: "Inspection") -> dict[str, Any]:
    return {
        "edition": inspection.edition.value if inspection.edition else None,
        "kind": inspection.kind.value if inspection.kind else None,
        "level": inspection.level,
        "source": inspection.plan_source,
        "agreement": {
            "number": inspection.agreement_number,
            "version": inspection.agreement_version,
            "sha256": inspection.agreement_sha256,
        }
        if inspection.agreement_number
        else None,
        "draw": inspection.draw,
        "classes": [_class_plan(planned) for planned in inspection.classes],
    }


def _class_plan(planned: "PlannedClass") -> dict[str, Any]:
    names = ("n", "cumulative_n", "ac", "re")
    return {
        "defect_class": planned.defect_class.value,
        "aql": planned.aql,
        "severity": planned.severity.value,
        "code_letter": planned.code_letter,
        "letter": planned.letter,
        "full_inspection": planned.full_inspection,
        "units_to_inspect": planned.units,
        "stages": [dict(zip(names, stage, strict=True)) for stage in planned.stages],
    }


@calls.get("")
@scope(Permission.INSPECTION_READ)
@calls.response(200, page_of(InspectionSchema))
@calls.alt_response(404, "NOT_FOUND")
@calls.arguments(InspectionsQuery, location="query")
def list_inspections(query: dict[str, Any]) -> ResponseReturnValue:
    """List the inspections within reach, oldest first, each with its plan once that is made."""
    wanted = Wanted(state=ALL)
    if query["state"]:
        wanted = replace(wanted, state=query["state"].value)
    if query["type"]:
        wanted = replace(wanted, type=query["type"].value)
    if query["supplier"]:
        supplier = find_supplier(db(), me(), query["supplier"])
        wanted = replace(wanted, supplier_id=supplier.id)
    limit = query["limit"]
    rows = inspections_after(db(), me(), query["cursor"], limit + 1, wanted)
    return jsonify(page(rows, limit, shown))


@calls.post("")
@scope(Permission.INSPECTION_BOOK)
@idempotent
@calls.response(201, InspectionSchema)
@calls.arguments(NewInspectionSchema)
def create_inspection(sent: dict[str, Any]) -> ResponseReturnValue:
    """Book an inspection of a lot; the lot is registered with it if `register` says what it is."""
    supplier = _supplier(sent["supplier"])
    lot = _lot(supplier, sent)
    quantity = lot.quantity if sent["quantity"] is None else sent["quantity"]
    given = BookingInput(
        supplier.id,
        lot.id,
        sent["type"],
        sent["ready_on"],
        quantity,
        packed_quantity=sent["packed_quantity"],
        cartons=sent["cartons"],
        order_lines=sent["order_lines"],
        note=sent["note"],
    )
    booked = book_inspection(db(), me(), given)
    answer = jsonify(shown(find_inspection(db(), me(), booked.id)))
    answer.status_code = 201
    answer.headers["Location"] = f"/api/v1/inspections/{booked.id}"
    return answer


def _supplier(code: str) -> "Supplier":
    if code:
        return find_supplier(db(), me(), code)
    if not me().is_supplier:
        raise Invalid(N_("Say whose lot it is."), field="supplier")
    return own_supplier(db(), me())


def _lot(supplier: "Supplier", sent: dict[str, Any]) -> "Lot":
    known = lot_of(db(), me(), supplier.id, sent["lot"].strip())
    if known is not None:
        return known
    new = sent["register"]
    if new is None:
        raise Invalid(
            N_("The supplier has no lot %(number)s. Say in `register` what it is."),
            field="lot",
            number=sent["lot"],
        )
    products = {sku: key for key, sku, _ in products_to_choose(db(), me(), supplier.id)}
    given = LotInput(sent["lot"], products.get(new["product"], 0), new["quantity"])
    return register_lot(db(), me(), supplier.id, given)


@calls.get("/<inspection_number>")
@scope(Permission.INSPECTION_READ)
@calls.response(200, InspectionSchema)
@calls.alt_response(404, "NOT_FOUND")
def read_inspection(inspection_number: str) -> ResponseReturnValue:
    """Return one inspection, by number or id."""
    found = find_inspection_named(db(), me(), inspection_number)
    return tagged(jsonify(shown(found)), found.id, found.revision)
