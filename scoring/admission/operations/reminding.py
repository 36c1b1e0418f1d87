"""What the clock does to conditions, exceptions and conditional approvals."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.i18n import N_, Message
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of, people_with, person
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import SupplierState
from scoring.admission.events import ExceptionEnded
from scoring.admission.models import AdmissionCondition, AdmissionException
from scoring.admission.rules import (
    CONDITION_REMINDED_DAYS,
    GATE_KIND_WORDS,
    REMINDED_DAYS,
    ConditionState,
)

RAN_OUT = N_("It has run out.")


def remind_of_conditions(session: Session, actor: Actor, day: date) -> int:
    """Announce conditions that fall due, and those that did not come: each once, to both sides."""
    actor.must(Permission.SYSTEM_RUN)
    soon = day + timedelta(days=CONDITION_REMINDED_DAYS)
    rows = session.execute(
        select(AdmissionCondition, Supplier)
        .join(Supplier, Supplier.id == AdmissionCondition.supplier_id)
        .where(
            AdmissionCondition.state == ConditionState.OPEN,
            AdmissionCondition.due_on <= soon,
            Supplier.state == SupplierState.CONDITIONAL,
        )
    ).all()
    for condition, supplier in rows:
        is_late = condition.due_on < day
        notice = NoticeInput(
            subject=N_("A condition is overdue: %(supplier)s")
            if is_late
            else N_("A condition falls due: %(supplier)s"),
            body=N_("It was due on %(day)s and is not fulfilled: %(text)s")
            if is_late
            else N_("To be fulfilled by %(day)s: %(text)s"),
            link=f"/suppliers/{supplier.code}/admission",
            values={
                "supplier": supplier.name, "day": condition.due_on.isoformat(),
                "text": condition.text[:500],
            },
            supplier_id=supplier.id,
            dedupe=f"condition:{condition.id}:{condition.due_on}:{'late' if is_late else 'soon'}",
        )  # fmt: skip
        _tell_both(session, supplier, notice)
    return len(rows)


def remind_of_conditional_approvals(session: Session, actor: Actor, day: date) -> int:
    """Announce conditional approvals that end soon: the day after, the supplier is suspended."""
    actor.must(Permission.SYSTEM_RUN)
    ending = session.scalars(
        select(Supplier).where(
            Supplier.state == SupplierState.CONDITIONAL,
            Supplier.state_until <= day + timedelta(days=REMINDED_DAYS),
        )
    ).all()
    for supplier in ending:
        assert supplier.state_until  # noqa: S101
        notice = NoticeInput(
            subject=N_("The conditional approval of %(supplier)s ends on %(day)s"),
            body=N_("Unless it is decided anew, the supplier is suspended the day after %(day)s."),
            link=f"/suppliers/{supplier.code}/admission",
            values={"supplier": supplier.name, "day": supplier.state_until.isoformat()},
            supplier_id=supplier.id,
            dedupe=f"conditional-ends:{supplier.id}:{supplier.state_until}",
        )
        _tell_both(session, supplier, notice)
    return len(ending)


def remind_of_exceptions(session: Session, actor: Actor, day: date) -> int:
    """Announce exceptions that end soon to who signed them and who decides; return how many."""
    actor.must(Permission.SYSTEM_RUN)
    rows = session.execute(
        _running().where(
            AdmissionException.holds_until >= day,
            AdmissionException.holds_until <= day + timedelta(days=REMINDED_DAYS),
        )
    ).all()
    for exception, supplier in rows:
        _announce(
            session, exception, supplier, "soon",
            N_("An exception for %(supplier)s ends on %(day)s"),
            N_("From the day after, approvals ask again: “%(gate)s”."),
        )  # fmt: skip
    return len(rows)


def end_exceptions(session: Session, actor: Actor, day: date) -> int:
    """End the exceptions whose last day has passed, and say so; return how many."""
    actor.must(Permission.SYSTEM_RUN)
    over = session.execute(_running().where(AdmissionException.holds_until < day)).all()
    count = 0
    for exception, supplier in over:
        ended = session.execute(
            update(AdmissionException)
            .where(AdmissionException.id == exception.id, AdmissionException.ended_at.is_(None))
            .values(ended_at=now(), end_reason=RAN_OUT, revision=AdmissionException.revision + 1)
            .returning(AdmissionException.id)
            .execution_options(synchronize_session=False)
        )
        if ended.one_or_none() is None:
            continue
        count += 1
        _announce(
            session, exception, supplier, "over",
            N_("An exception for %(supplier)s has ended"),
            N_("It held until %(day)s. Approvals ask again: “%(gate)s”."),
        )  # fmt: skip
        happened = ExceptionEnded(
            None, exception.id, supplier.code, exception.kind, exception.holds_until, RAN_OUT
        )
        record(session, actor, happened)
    return count


nightly_steps: Sequence[Callable[[Session, Actor, date], int]] = (
    remind_of_conditions,
    remind_of_conditional_approvals,
    remind_of_exceptions,
    end_exceptions,
)


def _running() -> Select[AdmissionException, Supplier]:
    return (
        select(AdmissionException, Supplier)
        .join(Supplier, Supplier.id == AdmissionException.supplier_id)
        .where(AdmissionException.ended_at.is_(None))
    )


def _tell_both(session: Session, supplier: Supplier, notice: NoticeInput) -> None:
    """Tell the supplier's people, and who decides on it."""
    for side, audience in (
        ("theirs", people_of(supplier.id)),
        ("ours", people_with(Permission.SUPPLIER_DECIDE)),
    ):
        tell(session, audience, NoticeInput(**vars(notice) | {"dedupe": f"{notice.dedupe}:{side}"}))


def _announce(
    session: Session, exception: AdmissionException, supplier: Supplier, step: str,
    subject: Message, body: Message,
) -> None:  # fmt: skip
    for side, audience in (
        ("signer", person(exception.signed_by_id)),
        ("ours", people_with(Permission.SUPPLIER_DECIDE)),
    ):
        notice = NoticeInput(
            subject=subject,
            body=body,
            link=f"/suppliers/{supplier.code}/admission",
            values={
                "supplier": supplier.name, "day": exception.holds_until.isoformat(),
                "gate": GATE_KIND_WORDS[exception.kind],
            },
            dedupe=f"exception:{exception.id}:{step}:{side}",
        )  # fmt: skip
        tell(session, audience, notice)
