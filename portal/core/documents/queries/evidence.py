"""Everything about a supplier's documents, as it goes into an evidence pack."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.core.accounts.models import User
from portal.core.accounts.rules import UserState
from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.documents.models import Document, DocumentVersion
from portal.core.errors import NotFound
from portal.core.jobs.models import JobRun
from portal.core.jobs.rules import JobState
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier, SupplierStateChange

PACK = "evidence_pack"

FACTS = (
    "number", "state", "sha256", "file_name", "certificate_number", "issuer", "issued_on",
    "expires_on", "note", "submitted_by", "submitted_at", "reviewed_by", "reviewed_at", "comment",
    "verified_on", "verified_by", "verified_how", "renews_id", "gap_days",
)  # fmt: skip
REVIEWERS_ONLY = ("document.downloaded", "document.taken", "document.put_back")


def versions_to_pack(session: Session, supplier_id: int) -> list[DocumentVersion]:
    """Return every version of a supplier with its document, type and file, oldest first."""
    return list(
        session.scalars(
            select(DocumentVersion)
            .options(
                joinedload(DocumentVersion.document).joinedload(Document.type),
                joinedload(DocumentVersion.file),
            )
            .where(DocumentVersion.supplier_id == supplier_id)
            .order_by(DocumentVersion.document_id, DocumentVersion.number)
        )
    )


def facts_of(version: DocumentVersion) -> dict[str, Any]:
    """Return what there is to say about a version, as plain values."""
    plain = {name: _plain(getattr(version, name)) for name in FACTS}
    document = version.document
    return {
        "document_id": str(version.document_id),
        "version_id": str(version.id),
        "type": document.type.code,
        "type_en": document.type.name_en,
        "type_zh": document.type.name_zh,
        "subject": document.subject,
        "size": version.file.size,
        "media_type": version.file.media_type,
        **plain,
    }


def trail_to_pack(
    session: Session, supplier_id: int, *, is_for_supplier: bool
) -> Iterator[dict[str, Any]]:
    """Yield the trail of a supplier's records; reviewers' own matters stay with the brand."""
    query = select(AuditEntry).where(AuditEntry.supplier_id == supplier_id)
    if is_for_supplier:
        query = query.where(AuditEntry.event.not_in(REVIEWERS_ONLY))
    for line in session.scalars(query.order_by(AuditEntry.seq).execution_options(yield_per=1000)):
        yield {
            "seq": line.seq,
            "at": line.at.isoformat(),
            "event": line.event,
            "subject_kind": line.subject_kind,
            "subject_id": str(line.subject_id),
            "by": (line.personal or {}).get("by", ""),
            "facts": line.facts,
            "digest": line.digest,
        }


def supplier_to_pack(session: Session, supplier_id: int) -> dict[str, Any]:
    """Return the supplier's own facts and the history of its state."""
    supplier = session.get_one(Supplier, supplier_id)
    changes = session.scalars(
        select(SupplierStateChange)
        .where(SupplierStateChange.supplier_id == supplier_id)
        .order_by(SupplierStateChange.id)
    )
    names = ("code", "name_en", "name_zh", "country", "registration_number", "state", "tier")
    steps = ("state_before", "state_after", "on_day", "until", "reason", "by_name", "at")
    return {
        **{name: _plain(getattr(supplier, name)) for name in names},
        "states": [{name: _plain(getattr(step, name)) for name in steps} for step in changes],
    }


def who_asked(session: Session, user_id: int | None) -> Actor:
    """Return who asked, as they are now: a right that was taken away meanwhile is gone."""
    user = session.get(User, user_id) if user_id else None
    if user is None or user.state is not UserState.ACTIVE:
        return Actor.nobody()
    return Actor(user.name, user.roles, user.id, user.supplier_id)


def find_pack(session: Session, actor: Actor, job_id: int) -> JobRun:
    """Return the finished job that made a pack; raises NotFound beyond the actor's reach."""
    job = session.get(JobRun, job_id)
    if job is None or job.kind != PACK or job.state is not JobState.DONE or not job.result:
        raise NotFound
    actor.must(Permission.EVIDENCE_EXPORT, int(job.args["supplier_id"]))
    if actor.is_supplier and job.supplier_id != actor.supplier_id:
        raise NotFound
    return job


def _plain(value: object) -> Any:
    if value is None or isinstance(value, int | str):
        return str(getattr(value, "value", value)) if isinstance(value, str) else value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
