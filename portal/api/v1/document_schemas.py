"""What a program reads and sends about documents."""

from typing import TYPE_CHECKING, Any

import marshmallow as ma
from flask_smorest.fields import Upload
from marshmallow import fields, validate

from portal.api.schemas import PageQuery, day, words
from portal.core.documents.rules import VersionState

if TYPE_CHECKING:
    from portal.core.documents.models import DocumentVersion


class FileSchema(ma.Schema):
    name = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes."})
    media_type = fields.String(required=True)
    sha256 = fields.String(required=True)
    scan = fields.String(required=True)


class VersionSchema(ma.Schema):
    version = fields.Integer(required=True, metadata={"description": "1 for the first."})
    state = fields.Enum(VersionState, by_value=True, required=True)
    number = fields.String(required=True, metadata={"description": "Number of the certificate."})
    issuer = fields.String(required=True)
    issued_on = fields.Date(required=True, allow_none=True)
    expires_on = fields.Date(
        required=True, allow_none=True, metadata={"description": "Last valid day."}
    )
    submitted_at = fields.DateTime(required=True)
    reviewed_at = fields.DateTime(required=True, allow_none=True)
    comment = fields.String(required=True)
    verified_on = fields.Date(required=True, allow_none=True)
    file = fields.Nested(FileSchema, required=True)


class DocumentSchema(VersionSchema):
    """A document as its newest version stands."""

    id = fields.String(required=True)
    type = fields.String(required=True, metadata={"description": "Code of the type."})
    supplier = fields.String(required=True, metadata={"description": "Code of the supplier."})
    subject = fields.String(required=True)


class WholeDocumentSchema(DocumentSchema):
    versions = fields.List(fields.Nested(VersionSchema), required=True)


class DocumentsQuery(PageQuery):
    supplier = words(40, load_default="", metadata={"description": "Code of the supplier."})
    type = words(40, load_default="", metadata={"description": "Code of the type."})
    state = fields.Enum(VersionState, by_value=True, load_default=None)


class SentSchema(ma.Schema):
    """What is said of the file that is sent beside it."""

    class Meta:
        unknown = ma.EXCLUDE

    file = Upload(load_default=None, metadata={"description": "The file itself; needed."})
    type = words(40, required=True, metadata={"description": "Code of the type."})
    supplier = words(
        40, load_default="", metadata={"description": "Code; a supplier's own if left out."}
    )
    subject = words(
        120,
        load_default="",
        metadata={"description": "Code of the site, or the product, lot or order it is about."},
    )
    number = words(120, load_default="")
    issuer = words(200, load_default="")
    issued_on = day(load_default=None)
    expires_on = day(load_default=None)
    note = words(2000, load_default="")


class SeenSchema(ma.Schema):
    """Which version was looked at: the decision is on that one, or not made at all."""

    version = fields.Integer(load_default=None, strict=True, validate=validate.Range(1, 10**6))
    sha256 = words(64, load_default="")


class ReturnSchema(SeenSchema):
    comment = words(
        4000, required=True, metadata={"description": "What has to change; the supplier reads it."}
    )


class VersionQuery(ma.Schema):
    class Meta:
        unknown = ma.EXCLUDE

    version = fields.Integer(load_default=None, validate=validate.Range(1, 10**6))


def version_shown(version: "DocumentVersion") -> dict[str, Any]:
    """Return a version as programs see it."""
    stored = version.file
    return {
        "version": version.number,
        "state": version.state.value,
        "number": version.certificate_number,
        "issuer": version.issuer,
        "issued_on": version.issued_on.isoformat() if version.issued_on else None,
        "expires_on": version.expires_on.isoformat() if version.expires_on else None,
        "submitted_at": version.submitted_at.isoformat(),
        "reviewed_at": version.reviewed_at.isoformat() if version.reviewed_at else None,
        "comment": version.comment,
        "verified_on": version.verified_on.isoformat() if version.verified_on else None,
        "file": {
            "name": version.file_name,
            "size": stored.size,
            "media_type": stored.media_type,
            "sha256": stored.sha256,
            "scan": stored.scan.value,
        },
    }


def shown(version: "DocumentVersion") -> dict[str, Any]:
    """Return a document as programs see it, by its newest version."""
    document = version.document
    told = {
        "id": str(document.id),
        "type": document.type.code,
        "supplier": document.supplier.code,
        "subject": document.subject,
    }
    return told | version_shown(version)
