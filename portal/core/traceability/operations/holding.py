"""Keeping lots back, along the genealogy, and letting them go one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.traceability.events import LotHeld, LotReleased
from portal.core.traceability.models import Lot, LotHold
from portal.core.traceability.operations.taking import chunks
from portal.core.traceability.queries.tracing import reached
from portal.core.traceability.rules import Direction


@dataclass(frozen=True)
class HoldCause:
    """The nonconformity that holds are placed for."""

    id: int
    number: str


def hold_lots(
    session: Session,
    actor: Actor,
    cause: HoldCause,
    starts: Sequence[int],
    spread: Direction | None,
) -> int:
    """Keep lots back and, along the genealogy, those that they lead to; return how many more.

    A lot that is kept back for the same reason already stays as it is.
    """
    actor.must(Permission.NONCONFORMITY_EDIT)
    concerned = reached(session, starts, spread) if spread else list(starts)
    already = _held_for(session, cause)
    fresh = [lot for lot in concerned if lot not in already]
    rows = [
        {
            "id": new_id(),
            "supplier_id": supplier_id,
            "lot_id": lot_id,
            "nonconformity_id": cause.id,
            "spread": lot_id not in starts,
            "placed_at": now(),
            "placed_by_id": actor.user_id,
            "placed_by": "" if actor.user_id is None else actor.name,
            "release_reason": "",
            "released_by": "",
            "revision": 1,
        }
        for lot_id, supplier_id, _ in _makers(session, fresh)
    ]
    if rows:
        session.flush()
        session.execute(insert(LotHold), rows)
    for lot_id, supplier_id, number in _makers(session, fresh):
        held = LotHeld(supplier_id, lot_id, number, cause.number, lot_id not in starts)
        record(session, actor, held)
    return len(rows)


def release_hold(
    session: Session, actor: Actor, hold: LotHold, lot: Lot, cause: HoldCause, reason: str
) -> None:
    """Let one lot go, with a reason; the others stay."""
    actor.must(Permission.HOLD_RELEASE, hold.supplier_id)
    if not reason.strip():
        raise Invalid(N_("Say why the lot may go on; the reason stays."), field="reason")
    released = session.execute(
        update(LotHold)
        .where(LotHold.id == hold.id, LotHold.released_at.is_(None))
        .values(
            released_at=now(),
            released_by_id=actor.user_id,
            released_by=actor.name,
            release_reason=reason.strip(),
            revision=LotHold.revision + 1,
        )
        .returning(LotHold.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if released is None:
        raise Outpaced(N_("Somebody else let this lot go already."))
    session.refresh(hold)
    happened = LotReleased(hold.supplier_id, lot.id, lot.number, cause.number, reason.strip())
    record(session, actor, happened)


def _held_for(session: Session, cause: HoldCause) -> frozenset[int]:
    return frozenset(
        session.scalars(
            select(LotHold.lot_id).where(
                LotHold.nonconformity_id == cause.id, LotHold.released_at.is_(None)
            )
        )
    )


def _makers(session: Session, lots: Sequence[int]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for some in chunks(sorted(lots)):
        rows = session.execute(
            select(Lot.id, Lot.supplier_id, Lot.number).where(Lot.id.in_(some)).order_by(Lot.id)
        )
        found.extend((row[0], row[1], row[2]) for row in rows)
    return found
