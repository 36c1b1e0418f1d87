"""What a nonconformity looks like and what it costs: pictures and amounts."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.errors import Invalid
from portal.core.files.models import StoredFile
from portal.core.files.queries import find_same_file
from portal.core.i18n import N_
from portal.core.nonconformities.events import (
    CostNoted,
    PhotoAdded,
)
from portal.core.nonconformities.models import (
    Nonconformity,
    NonconformityCost,
    NonconformityPhoto,
)
from portal.core.nonconformities.operations.moving import named
from portal.core.nonconformities.queries.record import photos_of
from portal.core.nonconformities.rules import (
    CURRENCIES,
    CostKind,
)
from portal.core.permissions import Permission

MOST_COST = Decimal(10) ** 12


@dataclass(frozen=True)
class PhotoInput:
    """A picture whose bytes are stored already."""

    sha256: str
    size: int
    media_type: str
    file_name: str


@dataclass(frozen=True)
class CostInput:
    """A bill."""

    kind: CostKind
    amount: Decimal
    currency: str
    note: str = ""


def add_photo(
    session: Session, actor: Actor, nonconformity: Nonconformity, given: PhotoInput
) -> NonconformityPhoto:
    """Add a picture to what was found; the same one is kept once."""
    actor.must(Permission.NONCONFORMITY_EDIT, nonconformity.supplier_id)
    of = nonconformity.supplier_id
    if find_same_file(session, of, given.sha256) is None:
        session.add(
            StoredFile(
                supplier_id=of,
                sha256=given.sha256,
                size=given.size,
                media_type=given.media_type,
            )
        )
        session.flush()
    same = next(
        (
            photo
            for photo in photos_of(session, actor, nonconformity)
            if photo.sha256 == given.sha256
        ),
        None,
    )
    if same is not None:
        raise Invalid(N_("This picture is there already."), field="photo")
    photo = NonconformityPhoto(
        supplier_id=of,
        nonconformity_id=nonconformity.id,
        sha256=given.sha256,
        file_name=given.file_name[:255],
        by=actor.name,
    )
    session.add(photo)
    record(session, actor, PhotoAdded(*named(nonconformity), given.sha256))
    return photo


def note_cost(
    session: Session, actor: Actor, nonconformity: Nonconformity, given: CostInput
) -> NonconformityCost:
    """Write a bill down, in its own currency."""
    actor.must(Permission.NONCONFORMITY_EDIT, nonconformity.supplier_id)
    exponent = given.amount.as_tuple().exponent
    is_exact = isinstance(exponent, int) and exponent >= -2
    if not is_exact or not 0 < given.amount < MOST_COST:
        raise Invalid(
            N_("An amount is more than 0 and has at most two decimal places."), field="amount"
        )
    if given.currency not in CURRENCIES:
        raise Invalid(N_("This currency is not known here."), field="currency")
    cost = NonconformityCost(
        nonconformity_id=nonconformity.id,
        kind=given.kind,
        amount=given.amount,
        currency=given.currency,
        note=given.note.strip(),
        by=actor.name,
    )
    session.add(cost)
    noted = CostNoted(
        None, nonconformity.id, nonconformity.number, given.kind, given.amount, given.currency
    )
    record(session, actor, noted)
    return cost
