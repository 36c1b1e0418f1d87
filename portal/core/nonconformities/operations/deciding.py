"""Deciding what becomes of the goods, and closing a nonconformity."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, NotAllowed, NotFound, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.nonconformities.events import (
    DispositionDecided,
    DispositionProposed,
    DispositionSaid,
    NonconformityClosed,
)
from portal.core.nonconformities.models import (
    Disposition,
    DispositionVoice,
    Nonconformity,
)
from portal.core.nonconformities.operations.moving import move_nonconformity, named
from portal.core.nonconformities.rules import (
    LIFE,
    DispositionKind,
    NonconformityState,
    missing_roles,
    role_to_speak_for,
)
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_with
from portal.core.permissions import Permission, Role
from portal.core.traceability.models import LotHold

S = NonconformityState


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
    move_nonconformity(session, nonconformity, revision, S.OPEN, state=S.PROPOSED)
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
    happened = DispositionProposed(*named(nonconformity), kind, reason.strip())
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
    said = DispositionSaid(*named(nonconformity), proposed.kind, role, agrees)
    given = _given(session, proposed)
    is_whole = agrees and not missing_roles(proposed.kind, given)
    if agrees and not is_whole:
        record(session, actor, said)
        return nonconformity.state
    state = S.DECIDED if is_whole else S.OPEN
    LIFE.move(nonconformity.state, state)
    move_nonconformity(session, nonconformity, nonconformity.revision, S.PROPOSED, state=state)
    proposed.decided_at, proposed.is_accepted = now(), is_whole
    if is_whole:
        record(session, actor, DispositionDecided(*named(nonconformity), proposed.kind))
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
    move_nonconformity(session, nonconformity, revision, S.DECIDED, state=S.CLOSED, closed_at=now())
    record(session, actor, NonconformityClosed(*named(nonconformity)))


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
