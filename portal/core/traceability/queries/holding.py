"""Which lots are kept back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.errors import NotFound, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.traceability.models import Lot, LotHold


def held_lots(session: Session, lots: Collection[int]) -> frozenset[int]:
    """Return those of the lots that somebody keeps back now."""
    wanted = sorted(set(lots))
    found: set[int] = set()
    for begin in range(0, len(wanted), 500):
        found.update(
            session.scalars(
                select(LotHold.lot_id).where(
                    LotHold.lot_id.in_(wanted[begin : begin + 500]), LotHold.released_at.is_(None)
                )
            )
        )
    return frozenset(found)


def refuse_held(session: Session, lot: Lot) -> None:
    """Raise WrongState for a lot that is on hold."""
    if held_lots(session, [lot.id]):
        raise WrongState(
            N_("Lot %(number)s is on hold until its nonconformity is settled."), number=lot.number
        )


@dataclass(frozen=True)
class HoldLine:
    """A hold as a page shows it."""

    id: int
    lot_id: int
    lot: str
    supplier_id: int
    spread: bool
    placed_at: datetime
    placed_by: str
    released_at: datetime | None
    released_by: str
    release_reason: str
    revision: int


def holds_of(session: Session, actor: Actor, nonconformity_id: int) -> list[HoldLine]:
    """Return the holds of a nonconformity that the actor reaches: open ones first."""
    actor.must(Permission.LOT_READ, actor.supplier_id)
    rows = session.execute(
        select(
            LotHold.id, LotHold.lot_id, Lot.number, LotHold.supplier_id, LotHold.spread,
            LotHold.placed_at, LotHold.placed_by, LotHold.released_at, LotHold.released_by,
            LotHold.release_reason, LotHold.revision,
        )
        .join(Lot, Lot.id == LotHold.lot_id)
        .where(
            LotHold.nonconformity_id == nonconformity_id,
            within_reach(actor, LotHold.supplier_id),
        )
        .order_by(LotHold.released_at.is_not(None), LotHold.spread, Lot.number)
        .limit(500)
    )  # fmt: skip
    return [HoldLine(*row) for row in rows]


def find_hold(session: Session, actor: Actor, hold_id: int) -> LotHold:
    """Return a hold, or refuse as if it did not exist."""
    hold = session.scalar(
        select(LotHold).where(LotHold.id == hold_id, within_reach(actor, LotHold.supplier_id))
    )
    if hold is None:
        raise NotFound
    actor.must(Permission.LOT_READ, hold.supplier_id)
    return hold
