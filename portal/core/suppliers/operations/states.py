"""Moving suppliers from state to state, dated and with a reason."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Invalid, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of, people_with
from portal.core.permissions import Permission
from portal.core.suppliers.events import SupplierMoved
from portal.core.suppliers.models import Supplier, SupplierStateChange
from portal.core.suppliers.rules import (
    ARRIVING,
    LIFE,
    STATE_WORDS,
    SupplierState,
    is_decision,
)


@dataclass(frozen=True)
class StateInput:
    """A step of a supplier's state as somebody decides it."""

    to: SupplierState
    reason: str
    revision: int
    """Of the supplier as it was shown."""
    until: date | None = None
    """Last day of a conditional approval."""
    conditions: str = ""
    on_day: date | None = None
    """When it was decided; None is today."""


def move_supplier(session: Session, actor: Actor, supplier: Supplier, step: StateInput) -> None:
    """Move a supplier to another state; of two people deciding at once one is told (Outpaced)."""
    actor.must(_needed(actor, supplier.state, step.to))
    before = supplier.state
    _check(actor, before, step)
    moved = session.execute(
        update(Supplier)
        .where(Supplier.id == supplier.id, Supplier.revision == step.revision)
        .values(
            state=step.to,
            state_until=step.until,
            updated_at=now(),
            revision=Supplier.revision + 1,
        )
        .execution_options(synchronize_session=False)
        .returning(Supplier.id)
    )
    if moved.one_or_none() is None:
        raise Outpaced(N_("Somebody else changed this company since you opened it."))
    session.refresh(supplier)
    session.add(_history(actor, supplier, before, step))
    if before not in ARRIVING or step.to not in ARRIVING:
        _tell(session, supplier, step)
    happened = SupplierMoved(supplier.id, supplier.id, before, step.to, step.reason, step.until)
    record(session, actor, happened)


def receive_supplier(session: Session, actor: Actor, supplier_id: int) -> None:
    """Note that the first person of an invited company came in; one already known stays."""
    actor.must(Permission.SYSTEM_RUN)
    supplier = session.get_one(Supplier, supplier_id)
    if supplier.state is SupplierState.INVITED:
        reason = N_("The first person of the company came in.")
        with suppress(Outpaced):
            move_supplier(
                session,
                actor,
                supplier,
                StateInput(SupplierState.REGISTERED, reason, supplier.revision),
            )


def lapse_conditional_approvals(session: Session, actor: Actor, day: date) -> int:
    """Suspend suppliers whose conditional approval ended before `day`; return how many.

    Whom somebody decides on at this very moment is left to that decision.
    """
    actor.must(Permission.SYSTEM_RUN)
    ended = session.scalars(
        select(Supplier).where(
            Supplier.state == SupplierState.CONDITIONAL, Supplier.state_until < day
        )
    ).all()
    count = 0
    for supplier in ended:
        reason = N_("The conditional approval has ended.")
        step = StateInput(SupplierState.SUSPENDED, reason, supplier.revision)
        with suppress(Outpaced):
            move_supplier(session, actor, supplier, step)
            _tell_deciders(session, supplier)
            count += 1
    return count


def _tell_deciders(session: Session, supplier: Supplier) -> None:
    """Say on the brand's side that the clock has suspended a supplier."""
    notice = NoticeInput(
        subject=N_("%(supplier)s is suspended: its conditional approval has ended"),
        body=N_("No new orders and no bookings until somebody decides anew."),
        link=f"/suppliers/{supplier.code}",
        values={"supplier": supplier.name},
    )
    tell(session, people_with(Permission.SUPPLIER_DECIDE), notice)


def _needed(actor: Actor, before: SupplierState, to: SupplierState) -> Permission:
    """Return what the step asks for; whoever may decide may also make a buyer's steps."""
    if is_decision(before, to) or Permission.SUPPLIER_DECIDE in actor.permissions:
        return Permission.SUPPLIER_DECIDE
    return Permission.SUPPLIER_INVITE


def _check(actor: Actor, before: SupplierState, step: StateInput) -> None:
    if not LIFE.may_move(before, step.to):
        raise WrongState(
            N_("This is already “%(current)s” and cannot become “%(to)s”."),
            current=STATE_WORDS[before],
            to=STATE_WORDS[step.to],
        )
    if not step.reason:
        raise Invalid(N_("Give the reason; it is kept with the date."), field="reason")
    if step.on_day and step.on_day > now().astimezone(ZoneInfo(actor.time_zone)).date():
        raise Invalid(N_("A decision is dated today or earlier."), field="on_day")
    if step.to is not SupplierState.CONDITIONAL:
        if step.until or step.conditions:
            raise Invalid(N_("Only a conditional approval has an end."), field="until")
        return
    if step.until is None or step.until <= today():
        raise Invalid(N_("Give a day in the future until which it holds."), field="until")
    if not step.conditions:
        raise Invalid(N_("Say what has to be done until then."), field="conditions")


def _history(
    actor: Actor, supplier: Supplier, before: SupplierState, step: StateInput
) -> SupplierStateChange:
    return SupplierStateChange(
        supplier_id=supplier.id,
        state_before=before,
        state_after=step.to,
        on_day=step.on_day or today(),
        until=step.until,
        reason=step.reason,
        conditions=step.conditions,
        by_id=actor.user_id,
        by_name=actor.name,
    )


def _tell(session: Session, supplier: Supplier, step: StateInput) -> None:
    notice = NoticeInput(
        subject=N_("Your company is now: %(state)s"),
        body=N_("The state of your company has changed to “%(state)s”. Reason: %(reason)s"),
        values={"state": STATE_WORDS[step.to], "reason": step.reason},
        link=f"/suppliers/{supplier.code}",
        supplier_id=supplier.id,
    )
    tell(session, people_of(supplier.id), notice)
