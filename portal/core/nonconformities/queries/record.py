"""What stands in the record of one nonconformity."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.nonconformities.models import (
    ComplaintNote,
    Disposition,
    DispositionVoice,
    Nonconformity,
    NonconformityCost,
    NonconformityPhoto,
)
from portal.core.permissions import Permission, Role


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
