"""Setting what an approval asks for."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agreements.contracts.rules import GateLevel
from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.errors import Outpaced
from portal.core.i18n import N_
from portal.core.permissions import Permission
from scoring.admission.events import AdmissionGateSet
from scoring.admission.models import AdmissionGate
from scoring.admission.rules import GateKind


def set_admission_gate(
    session: Session, actor: Actor, kind: GateKind, level: GateLevel, revision: int
) -> AdmissionGate:
    """Set whether approvals are refused, warned about or let go where something is missing."""
    actor.must(Permission.DOCUMENT_REQUIRE)
    row = session.scalar(select(AdmissionGate).where(AdmissionGate.kind == kind))
    if revision != (row.revision if row else 0):
        raise Outpaced(N_("Somebody else changed this since you opened it."))
    if row is None:
        row = AdmissionGate(kind=kind, level=level)
        session.add(row)
    row.level = level
    record(session, actor, AdmissionGateSet(None, row.id, kind, level), changed(row))
    return row
