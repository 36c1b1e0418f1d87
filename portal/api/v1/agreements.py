"""Calls about quality assurance agreements."""

import json
from typing import TYPE_CHECKING, Any

import marshmallow as ma
from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields

from agreements.contracts.operations.papers import note_paper_fetched
from agreements.contracts.queries.finding import find_agreement, find_version, versions_of
from agreements.contracts.queries.listing import agreements_after
from agreements.contracts.rules import VersionState
from portal.api.frame import Calls, scope
from portal.api.schemas import NameSchema, PageQuery, page, page_of
from portal.core.errors import NotFound
from portal.core.files.queries import find_same_file
from portal.core.permissions import Permission
from portal.web.files.download import send_stored
from portal.web.request import acts, db, me

if TYPE_CHECKING:
    from agreements.contracts.models import AgreementVersion
    from agreements.contracts.queries.listing import AgreementLine

calls = Calls(
    "agreements",
    __name__,
    "/agreements",
    "Agreements",
    "Quality assurance agreements, their versions and signatures.",
)


class AgreementSchema(ma.Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    version = fields.Integer(
        required=True, metadata={"description": "The newest one that the caller may know of."}
    )
    title = fields.Nested(NameSchema, required=True)
    supplier = fields.String(required=True, metadata={"description": "The supplier's code."})
    state = fields.Enum(VersionState, by_value=True, required=True)
    holds_from = fields.Date(required=True, allow_none=True)
    holds_until = fields.Date(required=True, allow_none=True)
    in_force = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "The version that holds today."},
    )


class AgreementSignatureSchema(ma.Schema):
    side = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    meaning = fields.String(required=True)
    at = fields.DateTime(required=True)
    time_zone = fields.String(
        required=True, metadata={"description": "The signer's, by the clock on the wall."}
    )
    second_factor = fields.Boolean(required=True)
    sha256 = fields.String(required=True)


class AgreementVersionSchema(ma.Schema):
    version = fields.Integer(required=True)
    state = fields.Enum(VersionState, by_value=True, required=True)
    sha256 = fields.String(required=True, allow_none=True)
    holds_from = fields.Date(required=True, allow_none=True)
    holds_until = fields.Date(required=True, allow_none=True)
    paper = fields.String(
        required=True, allow_none=True, metadata={"description": "Address of the sealed PDF."}
    )
    content = fields.Dict(
        required=True,
        allow_none=True,
        metadata={
            "description": "What both sides sign, once it is agreed. The SHA-256 is of its"
            " canonical JSON (RFC 8785)."
        },
    )
    signatures = fields.List(fields.Nested(AgreementSignatureSchema), required=True)


class AgreementWholeSchema(ma.Schema):
    """An agreement with its versions, the newest first."""

    number = fields.String(required=True)
    supplier = fields.String(required=True)
    brand = fields.String(required=True)
    versions = fields.List(fields.Nested(AgreementVersionSchema), required=True)


class AgreementsQuery(PageQuery):
    state = fields.Enum(VersionState, by_value=True, load_default=None)


@calls.get("")
@scope(Permission.AGREEMENT_READ)
@calls.response(200, page_of(AgreementSchema))
@calls.arguments(AgreementsQuery, location="query")
def list_agreements(query: dict[str, Any]) -> ResponseReturnValue:
    """List the agreements within reach, the oldest first."""
    limit = query["limit"]
    rows = agreements_after(db(), me(), query["cursor"], limit + 1, query["state"])
    return jsonify(page(rows, limit, _line))


@calls.get("/<agreement_number>")
@scope(Permission.AGREEMENT_READ)
@calls.response(200, AgreementWholeSchema)
@calls.alt_response(404, "NOT_FOUND")
def read_agreement(agreement_number: str) -> ResponseReturnValue:
    """Return one agreement with its versions and signatures."""
    agreement = find_agreement(db(), me(), agreement_number)
    return jsonify(
        {
            "number": agreement.number,
            "supplier": agreement.supplier.code,
            "brand": agreement.brand,
            "versions": [
                _version(agreement.number, one) for one in versions_of(db(), me(), agreement)
            ],
        }
    )


@calls.get("/<agreement_number>/versions/<int:version>.pdf")
@scope(Permission.AGREEMENT_READ)
@acts
@calls.response(200, content_type="application/pdf")
@calls.alt_response(404, "NOT_FOUND")
def read_agreement_paper(agreement_number: str, version: int) -> ResponseReturnValue:
    """Return the sealed PDF of a version that both sides have signed."""
    agreement = find_agreement(db(), me(), agreement_number)
    found = find_version(db(), me(), agreement, version)
    stored = find_same_file(db(), found.supplier_id, found.paper_sha256 or "")
    if stored is None:
        raise NotFound
    note_paper_fetched(db(), me(), found)
    return send_stored(stored, f"{agreement_number}-v{version}.pdf")


def _line(line: "AgreementLine") -> dict[str, Any]:
    return {
        "id": str(line.id),
        "number": line.number,
        "version": line.version,
        "title": {"en": line.title.en, "zh": line.title.zh},
        "supplier": line.supplier_code,
        "state": line.state.value,
        "holds_from": line.holds_from.isoformat() if line.holds_from else None,
        "holds_until": line.holds_until.isoformat() if line.holds_until else None,
        "in_force": line.in_force,
    }


def _version(number: str, version: "AgreementVersion") -> dict[str, Any]:
    first, last = version.holds_from, version.holds_until
    address = f"/api/v1/agreements/{number}/versions/{version.number}.pdf"
    return {
        "version": version.number,
        "state": version.state.value,
        "sha256": version.sha256,
        "holds_from": first.isoformat() if first else None,
        "holds_until": last.isoformat() if last else None,
        "paper": address if version.paper_sha256 else None,
        "content": json.loads(version.content) if version.content else None,
        "signatures": [
            {
                "side": one.side.value,
                "name": one.name,
                "role": one.role,
                "meaning": one.meaning,
                "at": one.at.isoformat(),
                "time_zone": one.time_zone,
                "second_factor": one.with_code,
                "sha256": one.sha256,
            }
            for one in version.signatures
        ],
    }
