"""Exceptions from a gate: signed by a person, for a time."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_with
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from scoring.admission.events import ExceptionEnded, ExceptionSigned
from scoring.admission.models import AdmissionException
from scoring.admission.rules import GATE_KIND_WORDS, LONGEST_EXCEPTION_DAYS, GateKind

LONGEST = 2000


@dataclass(frozen=True)
class ExceptionInput:
    """Which gate is opened, why, until when, and the name that stands under it."""

    kind: GateKind
    reason: str
    holds_until: date
    signature: str


def sign_exception(
    session: Session, actor: Actor, supplier: Supplier, given: ExceptionInput
) -> AdmissionException:
    """Open a gate for one company until a day, under one's own name."""
    actor.must(Permission.SUPPLIER_DECIDE)
    _check(actor, given)
    running = select(AdmissionException.id).where(
        AdmissionException.supplier_id == supplier.id,
        AdmissionException.kind == given.kind,
        AdmissionException.ended_at.is_(None),
        AdmissionException.holds_until >= today(),
    )
    if session.scalar(running) is not None:
        raise Invalid(N_("An exception from this holds already. End it first."), field="kind")
    exception = AdmissionException(
        supplier_id=supplier.id, kind=given.kind, reason=given.reason.strip(),
        holds_until=given.holds_until, signed_by_id=actor.user_id, signed_by=actor.name,
    )  # fmt: skip
    session.add(exception)
    _tell_deciders(session, supplier, exception)
    signed = ExceptionSigned(
        None, exception.id, supplier.code, exception.kind, exception.holds_until,
        exception.reason, actor.name,
    )  # fmt: skip
    record(session, actor, signed)
    return exception


def _check(actor: Actor, given: ExceptionInput) -> None:
    if not given.reason.strip():
        raise Invalid(N_("Say why; it stands beside your name."), field="reason")
    if len(given.reason) > LONGEST:
        raise Invalid(N_("At most %(most)s characters, please."), field="reason", most=LONGEST)
    latest = today() + timedelta(days=LONGEST_EXCEPTION_DAYS)
    if not today() < given.holds_until <= latest:
        raise Invalid(
            N_("An exception ends after today, and on %(day)s at the latest."),
            field="holds_until",
            day=latest.isoformat(),
        )
    if " ".join(given.signature.split()).casefold() != actor.name.casefold():
        raise Invalid(
            N_("Sign with your own name as the portal knows it: %(name)s"),
            field="signature",
            name=actor.name,
        )


def _tell_deciders(session: Session, supplier: Supplier, exception: AdmissionException) -> None:
    notice = NoticeInput(
        subject=N_("Exception signed for %(supplier)s"),
        body=N_("%(person)s has signed until %(day)s: not asked for is “%(gate)s”. %(reason)s"),
        link=f"/suppliers/{supplier.code}/admission",
        values={
            "supplier": supplier.name, "person": exception.signed_by,
            "day": exception.holds_until.isoformat(), "gate": GATE_KIND_WORDS[exception.kind],
            "reason": exception.reason[:500],
        },
        dedupe=f"exception-signed:{exception.id}",
    )  # fmt: skip
    tell(session, people_with(Permission.SUPPLIER_DECIDE), notice)


def end_exception(
    session: Session, actor: Actor, exception: AdmissionException, reason: str, revision: int
) -> None:
    """Close a gate again before the exception runs out, and say why."""
    actor.must(Permission.SUPPLIER_DECIDE)
    if not reason.strip():
        raise Invalid(N_("Say why it ends early."), field="end_reason")
    if exception.ended_at is not None or exception.revision != revision:
        raise Outpaced(N_("Somebody else has ended this exception already."))
    exception.ended_at, exception.ended_by = now(), actor.name
    exception.end_reason = reason.strip()
    supplier = session.get_one(Supplier, exception.supplier_id)
    ended = ExceptionEnded(
        None, exception.id, supplier.code, exception.kind, exception.holds_until, reason.strip()
    )
    record(session, actor, ended)
