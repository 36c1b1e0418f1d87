"""Finding nonconformities, by what they are about, and what stands in the way of a lot."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.errors import NotFound, WrongState
from portal.core.i18n import N_
from portal.core.nonconformities.models import (
    ComplaintNote,
    Nonconformity,
)
from portal.core.permissions import Permission
from portal.core.traceability.models import Lot, LotHold


def find_nonconformity(session: Session, actor: Actor, nonconformity_id: int) -> Nonconformity:
    """Return a nonconformity, or refuse as if it did not exist."""
    found = session.scalar(
        select(Nonconformity).where(
            Nonconformity.id == nonconformity_id, within_reach(actor, Nonconformity.supplier_id)
        )
    )
    if found is None:
        raise NotFound
    actor.must(Permission.NONCONFORMITY_READ, found.supplier_id)
    return found


def start_of(session: Session, actor: Actor, number: str) -> tuple[int | None, str]:
    """Return where a trace begins from a record's number: its lot, and the customer's order."""
    actor.must(Permission.TRACE_READ)
    found = session.execute(
        select(Nonconformity.lot_id, ComplaintNote.order_number)
        .outerjoin(ComplaintNote, ComplaintNote.nonconformity_id == Nonconformity.id)
        .where(
            Nonconformity.number == number.upper(), within_reach(actor, Nonconformity.supplier_id)
        )
    ).one_or_none()
    return (found.lot_id, found.order_number or "") if found else (None, "")


def records_of_order(session: Session, actor: Actor, order: str) -> list[Nonconformity]:
    """Return the records that name a customer's order, the newest first."""
    actor.must(Permission.TRACE_READ)
    if not order:
        return []
    return list(
        session.scalars(
            select(Nonconformity)
            .join(ComplaintNote, ComplaintNote.nonconformity_id == Nonconformity.id)
            .where(
                ComplaintNote.order_number == order,
                within_reach(actor, Nonconformity.supplier_id),
            )
            .order_by(Nonconformity.id.desc())
        )
    )


def of_inspection(session: Session, inspection_id: int) -> Nonconformity | None:
    """Return the record that a rejected inspection opened."""
    return session.scalar(select(Nonconformity).where(Nonconformity.inspection_id == inspection_id))


def nonconformities_of_lot(session: Session, actor: Actor, lot: Lot) -> list[Nonconformity]:
    """Return the records for which a lot is kept back now, or that are about it."""
    actor.must(Permission.NONCONFORMITY_READ, lot.supplier_id)
    holding = select(LotHold.nonconformity_id).where(
        LotHold.lot_id == lot.id, LotHold.released_at.is_(None)
    )
    return list(
        session.scalars(
            select(Nonconformity)
            .where(
                or_(Nonconformity.lot_id == lot.id, Nonconformity.id.in_(holding)),
                within_reach(actor, Nonconformity.supplier_id),
            )
            .order_by(Nonconformity.id.desc())
            .limit(20)
        )
    )


def refuse_held_elsewhere(session: Session, lot: Lot, inspection_id: int | None) -> None:
    """Raise WrongState for a lot on hold for another reason than that inspection.

    An inspection's own record keeps the lot back until it is inspected again or conceded, which
    it must not stand in the way of.
    """
    held = (
        select(LotHold.id)
        .join(Nonconformity, Nonconformity.id == LotHold.nonconformity_id)
        .where(LotHold.lot_id == lot.id, LotHold.released_at.is_(None))
    )
    if inspection_id is not None:
        other = or_(
            Nonconformity.inspection_id.is_(None), Nonconformity.inspection_id != inspection_id
        )
        held = held.where(other)
    if session.scalar(held.limit(1)) is not None:
        raise WrongState(
            N_("Lot %(number)s is on hold until its nonconformity is settled."), number=lot.number
        )
