"""Putting suppliers into tiers, dated and with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

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
from portal.core.suppliers.events import SupplierTiered
from portal.core.suppliers.models import Supplier, TierChange
from portal.core.suppliers.rules import TIER_WORDS, SupplierState, Tier

RATED = frozenset({SupplierState.APPROVED, SupplierState.CONDITIONAL})
"""Who buys from whom has a tier; the others are decided on first."""

ANNOUNCED_DAYS = (30, 0)


@dataclass(frozen=True)
class TierInput:
    """A tier as somebody decides it, and what the rule had proposed."""

    tier: Tier
    reason: str
    revision: int
    """Of the supplier as it was shown."""
    proposed: Tier | None = None
    reasons: Sequence[Mapping[str, Any]] = ()
    policy_number: int | None = None
    requalify_on: date | None = None


def change_tier(session: Session, actor: Actor, supplier: Supplier, given: TierInput) -> TierChange:
    """Put a supplier into a tier from today on; the same tier again confirms it until later.

    Of two people deciding at once one is told (Outpaced). Deviating from a proposal needs a reason.
    """
    actor.must(Permission.SUPPLIER_DECIDE)
    if supplier.state not in RATED:
        raise WrongState(N_("Only a supplier that is approved has a tier. Decide on its state."))
    _demand_reason(given)
    if given.requalify_on is not None and given.requalify_on <= today():
        raise Invalid(N_("The next review lies in the future."), field="requalify_on")
    before = supplier.tier
    won = session.execute(
        update(Supplier)
        .where(Supplier.id == supplier.id, Supplier.revision == given.revision)
        .values(
            tier=given.tier,
            requalify_on=given.requalify_on,
            updated_at=now(),
            revision=Supplier.revision + 1,
        )
        .execution_options(synchronize_session=False)
        .returning(Supplier.id)
    )
    if won.one_or_none() is None:
        raise Outpaced(N_("Somebody else changed this company since you opened it."))
    session.refresh(supplier)
    change = _history(actor, supplier, before, given)
    session.add(change)
    if before is not given.tier:
        _tell(session, supplier, given)
    happened = SupplierTiered(
        supplier.id, supplier.id, before, given.tier, given.proposed, change.reason,
        given.requalify_on,
    )  # fmt: skip
    record(session, actor, happened)
    return change


def announce_requalification(session: Session, actor: Actor, day: date) -> int:
    """Remind the deciders of tiers that are to be decided anew, 30 days before and on the day."""
    actor.must(Permission.SYSTEM_RUN)
    soon = day + timedelta(days=max(ANNOUNCED_DAYS))
    due = session.scalars(select(Supplier).where(Supplier.requalify_on <= soon)).all()
    for supplier in due:
        assert supplier.requalify_on  # noqa: S101
        step = 0 if supplier.requalify_on <= day else max(ANNOUNCED_DAYS)
        notice = NoticeInput(
            subject=N_("The tier of %(supplier)s is due for review"),
            body=N_("The tier “%(tier)s” of %(supplier)s is to be decided anew by %(day)s."),
            link=f"/suppliers/{supplier.code}/tier",
            values={
                "supplier": supplier.name.en or supplier.name.zh,
                "tier": TIER_WORDS[supplier.tier] if supplier.tier else "",
                "day": supplier.requalify_on.isoformat(),
            },
            dedupe=f"requalify:{supplier.id}:{supplier.requalify_on}:{step}",
        )
        tell(session, people_with(Permission.SUPPLIER_DECIDE), notice)
    return len(due)


def _demand_reason(given: TierInput) -> None:
    if given.reason.strip():
        return
    if given.proposed is None:
        raise Invalid(N_("Give the reason; it is kept with the date."), field="reason")
    if given.proposed is not given.tier:
        refusal = N_("The rule proposes “%(tier)s”. Say why you decide otherwise.")
        raise Invalid(refusal, field="reason", tier=TIER_WORDS[given.proposed])


def _history(actor: Actor, supplier: Supplier, before: Tier | None, given: TierInput) -> TierChange:
    return TierChange(
        supplier_id=supplier.id,
        tier_before=before,
        tier_after=given.tier,
        on_day=today(),
        proposed=given.proposed,
        reasons=[dict(one) for one in given.reasons],
        policy_number=given.policy_number,
        requalify_on=given.requalify_on,
        reason=given.reason.strip(),
        by_id=actor.user_id,
        by_name=actor.name,
    )


def _tell(session: Session, supplier: Supplier, given: TierInput) -> None:
    notice = NoticeInput(
        subject=N_("Your tier is now: %(tier)s"),
        body=N_("Your company was put into the tier “%(tier)s”. %(reason)s"),
        values={"tier": TIER_WORDS[given.tier], "reason": given.reason.strip()},
        link=f"/suppliers/{supplier.code}",
        supplier_id=supplier.id,
    )
    tell(session, people_of(supplier.id), notice)
