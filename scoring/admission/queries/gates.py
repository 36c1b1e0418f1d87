"""What stands in the way of an approval."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agreements.contracts.rules import GateLevel
from portal.core.actor import Actor
from portal.core.documents.queries.standings import proof_of
from portal.core.documents.rules import RequirementLevel
from portal.core.errors import NotFound
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState
from scoring.admission.models import AdmissionCondition, AdmissionException, AdmissionGate
from scoring.admission.rules import (
    UNSET,
    ConditionState,
    Facts,
    GateKind,
    GateLine,
    gate_lines,
)
from scoring.assessments.models import Assessment, Finding
from scoring.assessments.rules import AssessmentState, FindingState, Severity
from scoring.checklists.rules import ChecklistKind

HOUSE = Actor.system("portal")
"""The gates are the house's own question: they hold for whoever decides."""


def gate_levels(session: Session) -> Mapping[GateKind, tuple[GateLevel, int]]:
    """Return the level and the revision of every gate; revision 0 where nobody has set it."""
    held = {row.kind: (row.level, row.revision) for row in session.scalars(select(AdmissionGate))}
    return {kind: held.get(kind, (UNSET, 0)) for kind in GateKind}


def facts_of(session: Session, supplier: Supplier, today: date) -> Facts:
    """Return what is known of a company that asks to be let in."""
    unmet = [
        line.name
        for line in proof_of(session, HOUSE, supplier.id, today)
        if not line.is_met and line.level is not RequirementLevel.WARN
    ]
    of = Assessment.supplier_id == supplier.id
    handed_in = Assessment.submitted_at.is_not(None), Assessment.state != AssessmentState.OPEN
    self_assessed = select(Assessment.id).where(of, *handed_in).limit(1)
    closed = (
        select(Assessment)
        .where(
            of,
            Assessment.state == AssessmentState.CLOSED,
            Assessment.kind != ChecklistKind.SELF_ASSESSMENT,
        )
        .order_by(Assessment.closed_at.desc(), Assessment.id.desc())
        .limit(1)
    )
    audit = session.scalar(closed)
    critical = select(func.count(Finding.id)).where(
        Finding.supplier_id == supplier.id,
        Finding.state == FindingState.OPEN,
        Finding.severity == Severity.CRITICAL,
    )
    still_open = select(func.count(AdmissionCondition.id)).where(
        AdmissionCondition.supplier_id == supplier.id,
        AdmissionCondition.state == ConditionState.OPEN,
    )
    return Facts(
        tuple(unmet),
        session.scalar(self_assessed) is not None,
        audit.number if audit else None,
        tuple(audit.knock_outs) if audit else (),
        session.scalar(critical) or 0,
        session.scalar(still_open) or 0,
    )


def gates_of(
    session: Session,
    supplier: Supplier,
    today: date,
    to: SupplierState = SupplierState.APPROVED,
) -> Sequence[GateLine]:
    """Return how every gate stands for a company that is to be approved."""
    levels = {kind: level for kind, (level, _) in gate_levels(session).items()}
    running = session.execute(
        select(AdmissionException.kind, func.max(AdmissionException.holds_until))
        .where(
            AdmissionException.supplier_id == supplier.id,
            AdmissionException.ended_at.is_(None),
            AdmissionException.holds_until >= today,
        )
        .group_by(AdmissionException.kind)
    )
    excepted = {kind: until for kind, until in running}  # noqa: C416 - rows are not pairs to mypy
    return gate_lines(facts_of(session, supplier, today), levels, excepted, to)


def conditions_of(
    session: Session, actor: Actor, supplier: Supplier
) -> Sequence[AdmissionCondition]:
    """Return a company's conditions: the open ones first, then the newest."""
    actor.must(Permission.SUPPLIER_READ, supplier.id)
    own = select(AdmissionCondition).where(AdmissionCondition.supplier_id == supplier.id)
    found = session.scalars(own.order_by(AdmissionCondition.due_on, AdmissionCondition.id)).all()
    return sorted(found, key=lambda one: one.state is not ConditionState.OPEN)


def exceptions_of(
    session: Session, actor: Actor, supplier: Supplier
) -> Sequence[AdmissionException]:
    """Return the exceptions that were signed for a company, the newest first; the brand's own."""
    actor.must(Permission.SUPPLIER_READ)
    own = select(AdmissionException).where(AdmissionException.supplier_id == supplier.id)
    return session.scalars(own.order_by(AdmissionException.id.desc())).all()


def find_condition(
    session: Session, actor: Actor, supplier: Supplier, condition_id: int
) -> AdmissionCondition:
    """Return a condition of that company, or refuse as if it did not exist."""
    actor.must(Permission.SUPPLIER_READ, supplier.id)
    found = session.get(AdmissionCondition, condition_id)
    if found is None or found.supplier_id != supplier.id:
        raise NotFound
    return found


def find_exception(
    session: Session, actor: Actor, supplier: Supplier, exception_id: int
) -> AdmissionException:
    """Return an exception of that company, or refuse as if it did not exist."""
    actor.must(Permission.SUPPLIER_READ)
    found = session.get(AdmissionException, exception_id)
    if found is None or found.supplier_id != supplier.id:
        raise NotFound
    return found
