"""Finding nonconformities, and what stands in the way of a lot."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import containing, within_reach
from portal.core.errors import NotFound, WrongState
from portal.core.i18n import N_, Bilingual
from portal.core.nonconformities.models import (
    ComplaintNote,
    Disposition,
    DispositionVoice,
    Nonconformity,
    NonconformityCost,
    NonconformityPhoto,
)
from portal.core.nonconformities.rules import FoundBy, NonconformityState
from portal.core.permissions import Permission, Role
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Supplier
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


@dataclass(frozen=True)
class NonconformityFilter:
    """What somebody wants to see of the list."""

    text: str = ""
    state: str = ""
    severity: str = ""
    source: str = ""
    supplier_id: int | None = None
    sort: str = "-opened"


@dataclass(frozen=True)
class NonconformityLine:
    """One line of the list."""

    id: int
    number: str
    source: FoundBy
    state: NonconformityState
    severity: DefectClass
    quantity: int
    opened_at: datetime
    lot: str | None
    product: Bilingual | None
    supplier_code: str
    supplier: Bilingual
    held: int


SORTS: dict[str, Any] = {
    "opened": Nonconformity.id,
    "number": Nonconformity.number,
    "quantity": Nonconformity.quantity,
}
_Lines = Select[*tuple[Any, ...]]


def count_nonconformities(session: Session, actor: Actor, wanted: NonconformityFilter) -> int:
    """Return how many fit."""
    actor.must(Permission.NONCONFORMITY_READ, actor.supplier_id)
    counted = select(func.count(Nonconformity.id)).outerjoin(Lot, Lot.id == Nonconformity.lot_id)
    return session.scalar(_narrowed(counted, actor, wanted)) or 0


def list_nonconformities(
    session: Session,
    actor: Actor,
    wanted: NonconformityFilter,
    *,
    begin: int = 0,
    limit: int = 50,
    before: int | None = None,
) -> list[NonconformityLine]:
    """Return the lines from `begin` on, or those opened before the one with id `before`."""
    actor.must(Permission.NONCONFORMITY_READ, actor.supplier_id)
    key = SORTS.get(wanted.sort.removeprefix("-"), Nonconformity.id)
    order = key.desc() if wanted.sort.startswith("-") else key
    held = (
        select(func.count(LotHold.id))
        .where(LotHold.nonconformity_id == Nonconformity.id, LotHold.released_at.is_(None))
        .scalar_subquery()
    )
    query: _Lines = (
        select(
            Nonconformity.id, Nonconformity.number, Nonconformity.source, Nonconformity.state,
            Nonconformity.severity, Nonconformity.quantity, Nonconformity.opened_at,
            Lot.number.label("lot"), Product.name_en, Product.name_zh, Supplier.code,
            Supplier.name_en.label("maker_en"), Supplier.name_zh.label("maker_zh"),
            held.label("held"),
        )
        .join(Supplier, Supplier.id == Nonconformity.supplier_id)
        .outerjoin(Lot, Lot.id == Nonconformity.lot_id)
        .outerjoin(Product, Product.id == Lot.product_id)
    )  # fmt: skip
    query = _narrowed(query, actor, wanted)
    if before is not None:
        query = query.where(Nonconformity.id < before)
    rows = session.execute(
        query.order_by(order, Nonconformity.id.desc()).offset(begin).limit(limit)
    )
    return [
        NonconformityLine(
            row.id, row.number, row.source, row.state, row.severity, row.quantity, row.opened_at,
            row.lot, Bilingual(row.name_en, row.name_zh) if row.lot else None, row.code,
            Bilingual(row.maker_en, row.maker_zh), row.held,
        )
        for row in rows
    ]  # fmt: skip


def _narrowed(query: _Lines, actor: Actor, wanted: NonconformityFilter) -> _Lines:
    query = query.where(within_reach(actor, Nonconformity.supplier_id))
    if wanted.text:
        like = containing(wanted.text)
        columns = (Nonconformity.number, Lot.number, Nonconformity.description)
        query = query.where(
            or_(*(func.lower(column).like(like, escape="\\") for column in columns))
        )
    for column, value in (
        (Nonconformity.state, wanted.state),
        (Nonconformity.severity, wanted.severity),
        (Nonconformity.source, wanted.source),
    ):
        if value:
            query = query.where(column == value)
    if wanted.supplier_id is not None:
        query = query.where(Nonconformity.supplier_id == wanted.supplier_id)
    return query


@dataclass(frozen=True)
class Voice:
    """What one of the required roles said."""

    role: Role
    agrees: bool
    comment: str
    by_id: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Proposal:
    """A disposition with what was said to it."""

    disposition: Disposition
    voices: list[Voice]


def proposals_of(session: Session, actor: Actor, nonconformity: Nonconformity) -> list[Proposal]:
    """Return the proposals about a nonconformity, the newest first."""
    actor.must(Permission.NONCONFORMITY_READ, nonconformity.supplier_id)
    found = session.scalars(
        select(Disposition)
        .where(Disposition.nonconformity_id == nonconformity.id)
        .order_by(Disposition.round.desc())
    ).all()
    said: dict[int, list[Voice]] = {}
    voices = select(DispositionVoice).where(
        DispositionVoice.disposition_id.in_([one.id for one in found])
    )
    for voice in session.scalars(voices.order_by(DispositionVoice.id)):
        line = Voice(voice.role, voice.agrees, voice.comment, voice.by_id, voice.by, voice.at)
        said.setdefault(voice.disposition_id, []).append(line)
    return [Proposal(one, said.get(one.id, [])) for one in found]


def photos_of(
    session: Session, actor: Actor, nonconformity: Nonconformity
) -> list[NonconformityPhoto]:
    """Return the photos of what was found."""
    actor.must(Permission.NONCONFORMITY_READ, nonconformity.supplier_id)
    return list(
        session.scalars(
            select(NonconformityPhoto)
            .where(NonconformityPhoto.nonconformity_id == nonconformity.id)
            .order_by(NonconformityPhoto.id)
        )
    )


@dataclass(frozen=True)
class Costs:
    """What it cost so far: line by line, and the sum of each currency."""

    lines: list[NonconformityCost]
    sums: dict[str, Decimal]


def costs_of(session: Session, actor: Actor, nonconformity: Nonconformity) -> Costs:
    """Return what it cost the brand; nothing for a supplier."""
    actor.must(Permission.NONCONFORMITY_READ, nonconformity.supplier_id)
    if actor.is_supplier:
        return Costs([], {})
    lines = list(
        session.scalars(
            select(NonconformityCost)
            .where(NonconformityCost.nonconformity_id == nonconformity.id)
            .order_by(NonconformityCost.id)
        )
    )
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.currency] = sums.get(line.currency, Decimal(0)) + line.amount
    return Costs(lines, sums)


def complaint_of(
    session: Session, actor: Actor, nonconformity: Nonconformity
) -> ComplaintNote | None:
    """Return what a customer said; nothing for a supplier."""
    actor.must(Permission.NONCONFORMITY_READ, nonconformity.supplier_id)
    if actor.is_supplier:
        return None
    return session.scalar(
        select(ComplaintNote).where(ComplaintNote.nonconformity_id == nonconformity.id)
    )


def find_photo(
    session: Session, actor: Actor, nonconformity: Nonconformity, photo_id: int
) -> NonconformityPhoto:
    """Return a photo of what was found, or refuse as if it did not exist."""
    actor.must(Permission.NONCONFORMITY_READ, nonconformity.supplier_id)
    photo = session.get(NonconformityPhoto, photo_id)
    if photo is None or photo.nonconformity_id != nonconformity.id:
        raise NotFound
    return photo


def find_proposal(session: Session, actor: Actor, nonconformity: Nonconformity) -> Disposition:
    """Return the proposal that waits for the required roles, or refuse as if there were none."""
    actor.must(Permission.NONCONFORMITY_READ, nonconformity.supplier_id)
    found = session.scalar(
        select(Disposition).where(
            Disposition.nonconformity_id == nonconformity.id, Disposition.decided_at.is_(None)
        )
    )
    if found is None:
        raise NotFound
    return found


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
