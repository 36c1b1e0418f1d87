"""Moving suppliers from state to state, dated and with a reason."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import today
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of
from portal.core.permissions import Permission
from portal.core.suppliers.events import SupplierMoved
from portal.core.suppliers.models import Supplier, SupplierStateChange
from portal.core.suppliers.rules import DECIDED, LIFE, SupplierState


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


def move_supplier(session: Session, actor: Actor, supplier: Supplier, step: StateInput) -> None:
    """Move a supplier to another state; of two people deciding at once one is told (Outpaced)."""
    actor.must(_needed(actor, step.to))
    before = supplier.state
    _check(before, step)
    moved = session.execute(
        update(Supplier)
        .where(Supplier.id == supplier.id, Supplier.revision == step.revision)
        .values(state=step.to, state_until=step.until, revision=Supplier.revision + 1)
        .execution_options(synchronize_session=False)
        .returning(Supplier.id)
    )
    if moved.one_or_none() is None:
        raise Outpaced(N_("Somebody else changed this company since you opened it."))
    session.refresh(supplier)
    session.add(_history(actor, supplier, before, step))
    _tell(session, supplier, step)
    happened = SupplierMoved(supplier.id, supplier.id, before, step.to, step.reason, step.until)
    record(session, actor, happened)


def _needed(actor: Actor, to: SupplierState) -> Permission:
    """Return what the step asks for: who decides may also do what inviting allows."""
    decides = Permission.SUPPLIER_DECIDE in actor.permissions or to in DECIDED
    return Permission.SUPPLIER_DECIDE if decides else Permission.SUPPLIER_INVITE


def lapse_conditional_approvals(session: Session, actor: Actor, day: date) -> int:
    """Suspend suppliers whose conditional approval ended before `day`; return how many."""
    actor.must(Permission.SYSTEM_RUN)
    ended = session.scalars(
        select(Supplier).where(
            Supplier.state == SupplierState.CONDITIONAL, Supplier.state_until < day
        )
    ).all()
    for supplier in ended:
        reason = f"Conditional approval ended on {supplier.state_until}. 有条件合格已于该日到期。"
        step = StateInput(SupplierState.SUSPENDED, reason, supplier.revision)
        move_supplier(session, actor, supplier, step)
    return len(ended)


def _check(before: SupplierState, step: StateInput) -> None:
    LIFE.move(before, step.to)
    if not step.reason:
        raise Invalid(N_("Give the reason; it is kept with the date."), field="reason")
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
        on_day=today(),
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
        values={"state": step.to.value.replace("_", " "), "reason": step.reason},
        link=f"/suppliers/{supplier.code}",
        supplier_id=supplier.id,
    )
    tell(session, people_of(supplier.id), notice)
