"""Asking for an evidence pack, and noting that it was made and fetched."""

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.documents.events import (
    EvidencePackAsked,
    EvidencePackFetched,
    EvidencePackMade,
)
from portal.core.documents.queries.evidence import PACK
from portal.core.errors import NotFound
from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier


def ask_for_pack(session: Session, actor: Actor, supplier_id: int) -> JobRun:
    """Have everything about a supplier's documents packed; a supplier gets only its own."""
    actor.must(Permission.EVIDENCE_EXPORT, supplier_id)
    if session.get(Supplier, supplier_id) is None:
        raise NotFound
    args = {"supplier_id": str(supplier_id), "for_supplier": actor.is_supplier}
    job = request_job(session, PACK, actor=actor, args=args)
    record(session, actor, EvidencePackAsked(supplier_id, supplier_id, job.id))
    return job


def note_pack(session: Session, actor: Actor, supplier_id: int, sha256: str, files: int) -> None:
    """Leave a line in the trail that a pack was made, with its hash."""
    actor.must(Permission.EVIDENCE_EXPORT, supplier_id)
    record(session, actor, EvidencePackMade(supplier_id, supplier_id, sha256, files))


def note_pack_fetched(session: Session, actor: Actor, supplier_id: int, sha256: str) -> None:
    """Leave a line in the trail that a pack was handed out."""
    actor.must(Permission.EVIDENCE_EXPORT, supplier_id)
    record(session, actor, EvidencePackFetched(supplier_id, supplier_id, sha256))
