"""Opening a nonconformity, holding its goods along the genealogy, and letting single lots go."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.errors import Invalid, NotFound, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.nonconformities.events import (
    HoldsSpread,
    NonconformityEdited,
    NonconformityOpened,
)
from portal.core.nonconformities.models import (
    ComplaintNote,
    Nonconformity,
)
from portal.core.nonconformities.operations.moving import cause_of, named
from portal.core.nonconformities.rules import (
    UNDECIDED,
    FoundBy,
    NonconformityState,
)
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of
from portal.core.permissions import Permission
from portal.core.products.rules import DefectClass
from portal.core.traceability.models import Lot, LotHold
from portal.core.traceability.operations.holding import hold_lots, release_hold
from portal.core.traceability.rules import Direction

LARGEST = 10_000_000


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
        holds = hold_lots(session, actor, cause_of(opened), [lot.id], given.spread)
    _tell_opened(session, opened, lot)
    happened = NonconformityOpened(
        *named(opened), given.source, given.severity, given.quantity, given.lot_id, holds
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
    edited = NonconformityEdited(*named(nonconformity))
    record(session, actor, edited, changed(nonconformity))


def spread_holds(
    session: Session, actor: Actor, nonconformity: Nonconformity, direction: Direction
) -> int:
    """Keep back what the genealogy leads to as well; return how many more lots."""
    actor.must(Permission.NONCONFORMITY_EDIT, nonconformity.supplier_id)
    if nonconformity.state is NonconformityState.CLOSED:
        raise WrongState(N_("This nonconformity is closed."))
    if nonconformity.lot_id is None:
        raise WrongState(N_("The nonconformity names no lot to keep back."))
    starts = [nonconformity.lot_id]
    holds = hold_lots(session, actor, cause_of(nonconformity), starts, direction)
    record(session, actor, HoldsSpread(*named(nonconformity), holds))
    return holds


def let_lots_go(
    session: Session,
    actor: Actor,
    nonconformity: Nonconformity,
    holds: Sequence[LotHold],
    reason: str,
) -> None:
    """Release some of the record's holds; each keeps the reason, the others stay."""
    actor.must(Permission.HOLD_RELEASE, nonconformity.supplier_id)
    if not holds:
        raise Invalid(N_("Tick the lots that may go on."), field="hold")
    if any(hold.nonconformity_id != nonconformity.id for hold in holds):
        raise NotFound
    for hold in holds:
        lot = session.get_one(Lot, hold.lot_id)
        release_hold(session, actor, hold, lot, cause_of(nonconformity), reason)


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
