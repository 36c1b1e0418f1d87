"""A portal as large as promises are made for: many suppliers, many documents waiting."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.core.db import Base
from portal.core.documents.models import Document, DocumentType, DocumentVersion
from portal.core.documents.rules import VersionState
from portal.core.files.models import StoredFile
from portal.core.numbering import new_id
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState

CHUNK = 5_000
START = date(2026, 11, 1)


def fill(session: Session, suppliers: int, documents: int, submitter: int) -> None:
    """Insert so many suppliers and waiting documents, straight into the tables."""
    chance = random.Random(7)  # noqa: S311
    types = [
        DocumentType(
            code=f"bench-{n}", name_en=f"Certificate {n}", name_zh=f"证书 {n}",
            reminder_days=frozenset({"30"}),
        )
        for n in range(12)
    ]  # fmt: skip
    session.add_all(types)
    session.flush()
    companies = [
        {
            "id": new_id(), "code": f"B-{n:05}", "name_en": f"Company {n:05} Ltd.",
            "name_zh": f"第 {n:05} 公司", "country": "CN", "state": SupplierState.APPROVED,
        }
        for n in range(suppliers)
    ]  # fmt: skip
    _insert(session, Supplier, companies)
    rows = list(_documents(chance, companies, types, documents, submitter))
    for model in (StoredFile, Document, DocumentVersion):
        _insert(session, model, [row[model] for row in rows])


def _documents(
    chance: random.Random,
    companies: list[dict[str, Any]],
    types: list[DocumentType],
    count: int,
    submitter: int,
) -> Iterator[dict[type[Base], dict[str, Any]]]:
    for n in range(count):
        supplier, kind, sha256 = chance.choice(companies)["id"], chance.choice(types), f"{n:064x}"
        document, sent = new_id(), START + timedelta(days=chance.randrange(60))
        yield {
            StoredFile: {
                "id": new_id(), "supplier_id": supplier, "sha256": sha256, "size": 90_000,
                "media_type": "application/pdf", "pages": 2,
            },
            Document: {
                "id": document, "supplier_id": supplier, "type_id": kind.id, "last_number": 1,
            },
            DocumentVersion: {
                "id": new_id(), "supplier_id": supplier, "document_id": document, "number": 1,
                "type_id": kind.id,
                "state": VersionState.SUBMITTED, "sha256": sha256, "file_name": f"cert-{n}.pdf",
                "certificate_number": f"C-{n}", "issuer": "Nordlicht", "issued_on": START,
                "expires_on": START + timedelta(days=chance.randrange(30, 900)),
                "submitted_by_id": submitter, "submitted_by": "Lin 林晓",
                "submitted_at": datetime(sent.year, sent.month, sent.day, tzinfo=UTC),
                "due_on": sent + timedelta(days=5),
            },
        }  # fmt: skip


def _insert(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    for begin in range(0, len(rows), CHUNK):
        session.execute(insert(model), rows[begin : begin + CHUNK])
