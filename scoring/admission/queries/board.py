"""What waits for a decision, and what ends: over all companies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Exists, Select, exists, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState
from scoring.admission.models import AdmissionCondition, AdmissionException
from scoring.admission.rules import ConditionState, GateKind
from scoring.assessments.models import Assessment
from scoring.assessments.rules import AssessmentState
from scoring.checklists.rules import ChecklistKind

MOST = 200


@dataclass(frozen=True)
class Company:
    """Whom a line is about."""

    code: str
    name: Bilingual
    state: SupplierState


@dataclass(frozen=True)
class ConditionLine:
    """An open condition and its day."""

    company: Company
    text: str
    due_on: date


@dataclass(frozen=True)
class ExceptionLine:
    """An exception that holds, who signed it, and until when."""

    company: Company
    kind: GateKind
    signed_by: str
    reason: str
    holds_until: date


@dataclass(frozen=True)
class EndingLine:
    """A conditional approval and its last day."""

    company: Company
    until: date


COMPANY = (Supplier.code, Supplier.name_en, Supplier.name_zh, Supplier.state)


def _company(code: str, name_en: str, name_zh: str, state: SupplierState) -> Company:
    return Company(code, Bilingual(name_en, name_zh), state)


def waiting_for_decision(session: Session, actor: Actor, limit: int = MOST) -> Sequence[Company]:
    """Return who is assessed but not decided on, and who has fulfilled every condition."""
    actor.must(Permission.SUPPLIER_READ)
    audited = exists().where(
        Assessment.supplier_id == Supplier.id,
        Assessment.state == AssessmentState.CLOSED,
        Assessment.kind != ChecklistKind.SELF_ASSESSMENT,
    )
    ready = (Supplier.state == SupplierState.UNDER_REVIEW) & audited
    done = (
        (Supplier.state == SupplierState.CONDITIONAL)
        & _has_condition(ConditionState.MET)
        & ~_has_condition(ConditionState.OPEN)
    )
    rows = session.execute(select(*COMPANY).where(ready | done).order_by(Supplier.id).limit(limit))
    return [_company(*row) for row in rows]


def _has_condition(state: ConditionState) -> Exists:
    return exists().where(
        AdmissionCondition.supplier_id == Supplier.id, AdmissionCondition.state == state
    )


def on_the_way(session: Session, actor: Actor, limit: int = MOST) -> Sequence[Company]:
    """Return who is invited, registered or under review, the furthest first."""
    actor.must(Permission.SUPPLIER_READ)
    arriving = (SupplierState.UNDER_REVIEW, SupplierState.REGISTERED, SupplierState.INVITED)
    rows = session.execute(
        select(*COMPANY)
        .where(Supplier.state.in_(arriving))
        .order_by(Supplier.state.desc(), Supplier.id)
        .limit(limit)
    )
    return [_company(*row) for row in rows]


def open_conditions(
    session: Session, actor: Actor, until: date | None = None, limit: int = MOST
) -> Sequence[ConditionLine]:
    """Return the open conditions within reach that are due by a day, the soonest first."""
    actor.must(Permission.SUPPLIER_READ, actor.supplier_id)
    found: Select[str, str, str, SupplierState, str, date] = (
        select(*COMPANY, AdmissionCondition.text, AdmissionCondition.due_on)
        .join(Supplier, Supplier.id == AdmissionCondition.supplier_id)
        .where(
            within_reach(actor, AdmissionCondition.supplier_id),
            AdmissionCondition.state == ConditionState.OPEN,
            Supplier.state.in_((SupplierState.CONDITIONAL, SupplierState.SUSPENDED)),
        )
        .order_by(AdmissionCondition.due_on, AdmissionCondition.id)
        .limit(limit)
    )
    if until is not None:
        found = found.where(AdmissionCondition.due_on <= until)
    return [ConditionLine(_company(*row[:4]), row[4], row[5]) for row in session.execute(found)]


def running_exceptions(
    session: Session, actor: Actor, today: date, until: date | None = None, limit: int = MOST
) -> Sequence[ExceptionLine]:
    """Return the exceptions that hold and end by a day, the soonest first."""
    actor.must(Permission.SUPPLIER_READ)
    one = AdmissionException
    found = (
        select(*COMPANY, one.kind, one.signed_by, one.reason, one.holds_until)
        .join(Supplier, Supplier.id == one.supplier_id)
        .where(one.ended_at.is_(None), one.holds_until >= today)
        .order_by(one.holds_until, one.id)
        .limit(limit)
    )
    if until is not None:
        found = found.where(one.holds_until <= until)
    return [ExceptionLine(_company(*row[:4]), *row[4:]) for row in session.execute(found)]


def approvals_ending(
    session: Session, actor: Actor, until: date, limit: int = MOST
) -> Sequence[EndingLine]:
    """Return the conditional approvals that end by a day, the soonest first."""
    actor.must(Permission.SUPPLIER_READ)
    found = (
        select(*COMPANY, Supplier.state_until)
        .where(Supplier.state == SupplierState.CONDITIONAL, Supplier.state_until <= until)
        .order_by(Supplier.state_until, Supplier.id)
        .limit(limit)
    )
    return [EndingLine(_company(*row[:4]), row[4]) for row in session.execute(found) if row[4]]
