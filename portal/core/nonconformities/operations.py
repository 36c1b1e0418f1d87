"""Opening a nonconformity, deciding what becomes of the goods, and closing it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.clock import now
from portal.core.errors import Invalid, NotAllowed, NotFound, Outpaced, WrongState
from portal.core.files.models import StoredFile
from portal.core.files.queries import find_same_file
from portal.core.i18n import N_
from portal.core.nonconformities.events import (
    CostNoted,
    DispositionDecided,
    DispositionProposed,
    DispositionSaid,
    HoldsSpread,
    NonconformityClosed,
    NonconformityEdited,
    NonconformityOpened,
    PhotoAdded,
)
from portal.core.nonconformities.models import (
    ComplaintNote,
    Disposition,
    DispositionVoice,
    Nonconformity,
    NonconformityCost,
    NonconformityPhoto,
)
from portal.core.nonconformities.queries import photos_of
from portal.core.nonconformities.rules import (
    CURRENCIES,
    LIFE,
    UNDECIDED,
    CostKind,
    DispositionKind,
    FoundBy,
    NonconformityState,
    missing_roles,
    role_to_speak_for,
)
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of, people_with
from portal.core.permissions import Permission, Role
from portal.core.products.rules import DefectClass
from portal.core.traceability.models import Lot, LotHold
from portal.core.traceability.operations.holding import HoldCause, hold_lots, release_hold
from portal.core.traceability.rules import Direction

LARGEST = 10_000_000
MOST_COST = Decimal(10) ** 12
S = NonconformityState


@dataclass(frozen=True)
class NonconformityInput:
    """What somebody found."""

    supplier_id: int
    source: FoundBy
    severity: DefectClass
    quantity: int
    description: str = ""
    lot_id: int | None = None
    inspection_id: int | None = None
    document_id: int | None = None
    complaint: str = ""
    """A customer's words: the supplier never reads them."""
    order_number: str = ""
    holds: bool = True
    spread: Direction | None = Direction.FORWARD
    """Along which way other lots are kept back as well."""


@dataclass(frozen=True)
class CostInput:
    """A bill."""

    kind: CostKind
    amount: Decimal
    currency: str
    note: str = ""


def open_nonconformity(session: Session, actor: Actor, given: NonconformityInput) -> Nonconformity:
    """Write down that goods are not as they should be, and keep back what is concerned."""
    actor.must(Permission.NONCONFORMITY_EDIT, given.supplier_id)
    lot = _lot(session, given)
    _check(given, lot)
    opened = Nonconformity(
        supplier_id=given.supplier_id,
        source=given.source,
        severity=given.severity,
        lot_id=given.lot_id,
        quantity=given.quantity,
        description=given.description.strip(),
        inspection_id=given.inspection_id,
        document_id=given.document_id,
        opened_by_id=actor.user_id,
        opened_by=actor.name if actor.user_id else "",
    )
    session.add(opened)
    session.flush()
    if given.complaint.strip() or given.order_number.strip():
        session.add(
            ComplaintNote(
                nonconformity_id=opened.id,
                words=given.complaint.strip(),
                order_number=given.order_number.strip(),
            )
        )
    holds = 0
    if lot is not None and given.holds:
        holds = hold_lots(session, actor, _cause(opened), [lot.id], given.spread)
    _tell_opened(session, opened, lot)
    happened = NonconformityOpened(
        *_of(opened), given.source, given.severity, given.quantity, given.lot_id, holds
    )
    record(session, actor, happened)
    return opened


def edit_nonconformity(
    session: Session,
    actor: Actor,
    nonconformity: Nonconformity,
    given: NonconformityInput,
    revision: int,
) -> None:
    """Change severity, quantity and description while nothing is decided."""
    actor.must(Permission.NONCONFORMITY_EDIT, nonconformity.supplier_id)
    if nonconformity.revision != revision:
        raise Outpaced(N_("Somebody else changed this nonconformity since you opened it."))
    if nonconformity.state not in UNDECIDED:
        raise WrongState(N_("What becomes of the goods is decided; the record stays as it is."))
    _check(given, _lot(session, given))
    nonconformity.severity, nonconformity.quantity = given.severity, given.quantity
    nonconformity.description = given.description.strip()
    edited = NonconformityEdited(*_of(nonconformity))
    record(session, actor, edited, changed(nonconformity))


def spread_holds(
    session: Session, actor: Actor, nonconformity: Nonconformity, direction: Direction
) -> int:
    """Keep back what the genealogy leads to as well; return how many more lots."""
    actor.must(Permission.NONCONFORMITY_EDIT, nonconformity.supplier_id)
    if nonconformity.state is S.CLOSED:
        raise WrongState(N_("This nonconformity is closed."))
    if nonconformity.lot_id is None:
        raise WrongState(N_("The nonconformity names no lot to keep back."))
    starts = [nonconformity.lot_id]
    holds = hold_lots(session, actor, _cause(nonconformity), starts, direction)
    record(session, actor, HoldsSpread(*_of(nonconformity), holds))
    return holds


def let_lot_go(
    session: Session, actor: Actor, nonconformity: Nonconformity, hold: LotHold, reason: str
) -> None:
    """Release one of the record's holds, with a reason."""
    actor.must(Permission.HOLD_RELEASE, hold.supplier_id)
    if hold.nonconformity_id != nonconformity.id:
        raise NotFound
    lot = session.get_one(Lot, hold.lot_id)
    release_hold(session, actor, hold, lot, _cause(nonconformity), reason)


@dataclass(frozen=True)
class PhotoInput:
    """A picture whose bytes are stored already."""

    sha256: str
    size: int
    media_type: str
    file_name: str


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
    record(session, actor, PhotoAdded(*_of(nonconformity), given.sha256))
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


def propose_disposition(
    session: Session,
    actor: Actor,
    nonconformity: Nonconformity,
    kind: DispositionKind,
    reason: str,
    revision: int,
) -> Disposition:
    """Propose what becomes of the goods; the required roles then say yes or no."""
    actor.must(Permission.NONCONFORMITY_EDIT, nonconformity.supplier_id)
    if not reason.strip():
        raise Invalid(N_("Say why; those who decide read it."), field="reason")
    LIFE.move(nonconformity.state, S.PROPOSED)
    _move(session, nonconformity, revision, S.OPEN, state=S.PROPOSED)
    before = session.scalar(
        select(func.max(Disposition.round)).where(Disposition.nonconformity_id == nonconformity.id)
    )
    proposed = Disposition(
        supplier_id=nonconformity.supplier_id,
        nonconformity_id=nonconformity.id,
        round=(before or 0) + 1,
        kind=kind,
        reason=reason.strip(),
        proposed_by_id=actor.user_id,
        proposed_by=actor.name,
    )
    session.add(proposed)
    _tell_proposed(session, nonconformity)
    happened = DispositionProposed(*_of(nonconformity), kind, reason.strip())
    record(session, actor, happened)
    return proposed


def say_to_disposition(
    session: Session,
    actor: Actor,
    nonconformity: Nonconformity,
    proposed: Disposition,
    agrees: bool,
    comment: str = "",
) -> NonconformityState:
    """Agree or refuse for one of the required roles; return where the record stands then.

    The last missing role decides; one refusal opens the question again.
    """
    actor.must(Permission.DISPOSITION_DECIDE, nonconformity.supplier_id)
    role = _speaking(session, actor, nonconformity, proposed)
    if not agrees and not comment.strip():
        raise Invalid(N_("Say why not; whoever proposed it reads it."), field="comment")
    session.add(
        DispositionVoice(
            supplier_id=nonconformity.supplier_id,
            disposition_id=proposed.id,
            role=role,
            agrees=agrees,
            comment=comment.strip(),
            by_id=actor.user_id,
            by=actor.name,
        )
    )
    session.flush()
    said = DispositionSaid(*_of(nonconformity), proposed.kind, role, agrees)
    given = _given(session, proposed)
    is_whole = agrees and not missing_roles(proposed.kind, given)
    if agrees and not is_whole:
        record(session, actor, said)
        return nonconformity.state
    state = S.DECIDED if is_whole else S.OPEN
    LIFE.move(nonconformity.state, state)
    _move(session, nonconformity, nonconformity.revision, S.PROPOSED, state=state)
    proposed.decided_at, proposed.is_accepted = now(), is_whole
    if is_whole:
        record(session, actor, DispositionDecided(*_of(nonconformity), proposed.kind))
    record(session, actor, said)
    return state


def close_nonconformity(
    session: Session, actor: Actor, nonconformity: Nonconformity, revision: int
) -> None:
    """Close a record whose goods are decided about and of which nothing is kept back."""
    actor.must(Permission.DISPOSITION_DECIDE, nonconformity.supplier_id)
    LIFE.move(nonconformity.state, S.CLOSED)
    held = session.scalar(
        select(func.count(LotHold.id)).where(
            LotHold.nonconformity_id == nonconformity.id, LotHold.released_at.is_(None)
        )
    )
    if held:
        raise WrongState(N_("%(held)s lots are still on hold. Let each go first."), held=held)
    _move(session, nonconformity, revision, S.DECIDED, state=S.CLOSED, closed_at=now())
    record(session, actor, NonconformityClosed(*_of(nonconformity)))


def _lot(session: Session, given: NonconformityInput) -> Lot | None:
    if given.lot_id is None:
        return None
    lot = session.get(Lot, given.lot_id)
    if lot is None or lot.supplier_id != given.supplier_id:
        raise NotFound
    return lot


def _check(given: NonconformityInput, lot: Lot | None) -> None:
    most = lot.quantity if lot is not None else LARGEST
    if not 1 <= given.quantity <= most:
        raise Invalid(
            N_("The quantity is a whole number from 1 to %(most)s."), field="quantity", most=most
        )
    if given.source is not FoundBy.INSPECTION and not given.description.strip():
        raise Invalid(N_("Say what is not as it should be."), field="description")


def _speaking(
    session: Session, actor: Actor, nonconformity: Nonconformity, proposed: Disposition
) -> Role:
    """Return for which role the person speaks; each speaks once and for one role."""
    if proposed.nonconformity_id != nonconformity.id:
        raise NotFound
    if nonconformity.state is not S.PROPOSED or proposed.decided_at is not None:
        raise WrongState(N_("This proposal is decided already."))
    if actor.user_id is None:
        raise NotAllowed(N_("Only a person can decide about goods."))
    said = session.scalar(
        select(DispositionVoice.id).where(
            DispositionVoice.disposition_id == proposed.id, DispositionVoice.by_id == actor.user_id
        )
    )
    if said is not None:
        raise Outpaced(N_("You have said it already; each person speaks once."))
    role = role_to_speak_for(proposed.kind, actor.roles, _given(session, proposed))
    if role is None:
        raise NotAllowed(N_("This decision is for other roles: ask those that are named."))
    return role


def _given(session: Session, proposed: Disposition) -> frozenset[Role]:
    return frozenset(
        session.scalars(
            select(DispositionVoice.role).where(
                DispositionVoice.disposition_id == proposed.id, DispositionVoice.agrees
            )
        )
    )


def _move(
    session: Session,
    nonconformity: Nonconformity,
    revision: int,
    was: NonconformityState,
    **values: Any,
) -> None:
    """Change the record if it still is what was seen; else somebody was faster."""
    won = session.execute(
        update(Nonconformity)
        .where(
            Nonconformity.id == nonconformity.id,
            Nonconformity.revision == revision,
            Nonconformity.state == was,
        )
        .values(revision=Nonconformity.revision + 1, **values)
        .returning(Nonconformity.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    session.refresh(nonconformity)
    if won is None:
        raise Outpaced(N_("Somebody else changed this nonconformity since you opened it."))


def _cause(nonconformity: Nonconformity) -> HoldCause:
    return HoldCause(nonconformity.id, nonconformity.number)


def _of(nonconformity: Nonconformity) -> tuple[int, int, str]:
    return nonconformity.supplier_id, nonconformity.id, nonconformity.number


def _tell_opened(session: Session, nonconformity: Nonconformity, lot: Lot | None) -> None:
    notice = NoticeInput(
        subject=N_("Nonconformity %(number)s"),
        body=N_("Goods are not as they should be. Lot: %(lot)s. Do not ship what is on hold."),
        link=f"/nonconformities/{nonconformity.id}",
        values={"number": nonconformity.number, "lot": lot.number if lot else "–"},
        supplier_id=nonconformity.supplier_id,
        dedupe=f"nonconformity:{nonconformity.id}",
    )
    tell(session, people_of(nonconformity.supplier_id), notice)


def _tell_proposed(session: Session, nonconformity: Nonconformity) -> None:
    notice = NoticeInput(
        subject=N_("Decide about nonconformity %(number)s"),
        body=N_("Somebody proposed what becomes of the goods. Say yes or no."),
        link=f"/nonconformities/{nonconformity.id}",
        values={"number": nonconformity.number},
        supplier_id=nonconformity.supplier_id,
        dedupe=f"disposition:{nonconformity.id}:{nonconformity.revision}",
    )
    tell(session, people_with(Permission.DISPOSITION_DECIDE), notice)
