"""Signing: both sides over the same bytes, the supplier first, each exactly once."""

from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from agreements.clauses.canonical import canonical, digest
from agreements.contracts.events import AgreementInForce, AgreementSigned, AgreementSuperseded
from agreements.contracts.models import AgreementSignature, AgreementVersion
from agreements.contracts.operations.deciding import FASTER, decide, side_of
from agreements.contracts.operations.hands import Hand, demand_hand, signed_by
from agreements.contracts.operations.negotiating import refuse_overlap
from agreements.contracts.operations.telling import tell_side
from agreements.contracts.queries.contents import content_of
from agreements.contracts.queries.finding import whole_version
from agreements.contracts.queries.papers import PAPER, slot_of
from agreements.contracts.queries.records import record_digest
from agreements.contracts.rules import (
    MEANING,
    SIDE_WORDS,
    SIGNED,
    STATE_WORDS,
    WHEN_SIGNED,
    Days,
    Side,
    VersionState,
    day_before,
    days_in_force,
    term_of,
)
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import NotAllowed, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.jobs.operations import request_job
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier

S = VersionState
ALTERED = N_(
    "The text of this agreement is not what was agreed on. It cannot be signed; an administrator"
    " has to look into it."
)


@dataclass(frozen=True)
class SigningInput:
    """What a signer has seen, typed and ticked."""

    sha256: str
    """Of the text that was shown."""
    hand: Hand


def sign_version(
    session: Session, actor: Actor, version: AgreementVersion, given: SigningInput
) -> AgreementSignature:
    """Sign an agreed version; with the brand's signature, the second, it comes into force.

    Raises Outpaced where it was signed, or changed, since it was shown.
    """
    actor.must(Permission.AGREEMENT_SIGN, version.supplier_id)
    side = side_of(actor)
    session.execute(select(Supplier.id).where(Supplier.id == version.supplier_id).with_for_update())
    version = whole_version(session, version.id)
    _check(actor, side, version, given)
    demand_unaltered(session, version)
    days = days_in_force(term_of([clause.wording for clause in version.clauses]), today())
    if side is Side.BRAND:
        refuse_overlap(session, version, days)
    decide(session, version, {_state_before(side)}, **_values(side, days))
    signature = _signature(actor, side, version, given)
    session.add(signature)
    session.flush()
    signed = AgreementSigned(
        *_about(version), side, signature.id, signature.sha256, record_digest(signature),
        signature.name,
    )  # fmt: skip
    record(session, actor, signed)
    if side is Side.BRAND:
        _put_in_force(session, actor, version, days)
    else:
        tell_side(
            session, Side.BRAND, version,
            N_("Agreement %(number)s, version %(version)s, is signed by the supplier"),
            N_("%(who)s signed version %(version)s of agreement %(number)s for %(supplier)s. A"
               " quality manager signs it for %(brand)s now."),
            who=signature.name,
        )  # fmt: skip
    return signature


def demand_unaltered(session: Session, version: AgreementVersion) -> None:
    """Refuse a version whose rows are not, to the byte, what was agreed on."""
    content = version.content or ""
    if digest(content) != version.sha256 or canonical(content_of(session, version)) != content:
        raise WrongState(ALTERED)


def _check(actor: Actor, side: Side, version: AgreementVersion, given: SigningInput) -> None:
    if WHEN_SIGNED.get(version.state) is not side:
        raise _not_now(side, version)
    if given.sha256 != version.sha256:
        raise Outpaced(FASTER)
    if any(signature.by_id == actor.user_id for signature in version.signatures):
        raise NotAllowed(N_("One person cannot sign for both sides."))
    demand_hand(actor, given.hand)


def _not_now(side: Side, version: AgreementVersion) -> WrongState:
    if any(signature.side is side for signature in version.signatures):
        return Outpaced(N_("This version is signed already."))
    next_one = WHEN_SIGNED.get(version.state)
    if next_one is not None:
        return WrongState(N_("%(side)s signs first."), side=SIDE_WORDS[next_one])
    return WrongState(
        N_("An agreement that is “%(state)s” cannot be signed."), state=STATE_WORDS[version.state]
    )


def _state_before(side: Side) -> VersionState:
    return next(state for state, signer in WHEN_SIGNED.items() if signer is side)


def _values(side: Side, days: Days) -> dict[str, Any]:
    if side is Side.SUPPLIER:
        return {"state": S.HALF_SIGNED}
    return {
        "state": S.IN_FORCE,
        "holds_from": days.first,
        "holds_until": days.last,
        "token": token_hex(24),
    }


def _signature(
    actor: Actor, side: Side, version: AgreementVersion, given: SigningInput
) -> AgreementSignature:
    return AgreementSignature(
        supplier_id=version.supplier_id,
        version_id=version.id,
        sha256=given.sha256,
        meaning=MEANING[side],
        **signed_by(actor, side, given.hand),
    )


def _put_in_force(session: Session, actor: Actor, version: AgreementVersion, days: Days) -> None:
    _supersede(session, actor, version, days)
    args = {"version_id": str(version.id)}
    request_job(session, PAPER, slot=slot_of(version), args=args)
    for side in Side:
        tell_side(
            session, side, version,
            N_("Agreement %(number)s, version %(version)s, is signed by both sides"),
            N_("Agreement %(number)s, version %(version)s, between %(brand)s and %(supplier)s holds"
               " from %(first)s to %(last)s."),
            first=days.first.isoformat(), last=days.last.isoformat(),
        )  # fmt: skip
    in_force = AgreementInForce(
        *_about(version), version.id, version.sha256 or "", days.first, days.last,
        digest(version.token or ""),
    )  # fmt: skip
    record(session, actor, in_force)


def _supersede(session: Session, actor: Actor, version: AgreementVersion, days: Days) -> None:
    """End the versions before this one the day before it begins."""
    earlier = session.scalars(
        select(AgreementVersion).where(
            AgreementVersion.agreement_id == version.agreement_id,
            AgreementVersion.id != version.id,
            AgreementVersion.state.in_(SIGNED),
            AgreementVersion.holds_until >= days.first,
        )
    ).all()
    last = day_before(days.first)
    for one in earlier:
        never_began = one.holds_from is not None and one.holds_from > last
        ends: dict[str, object] = {"holds_from": None, "holds_until": None}
        ends = ends if never_began else {"holds_until": last}
        is_over = days.first <= today() or never_began
        if is_over:
            ends |= {"state": S.SUPERSEDED, "closed_at": now()}
        session.execute(
            update(AgreementVersion)
            .where(AgreementVersion.id == one.id)
            .values(revision=AgreementVersion.revision + 1, **ends)
            .execution_options(synchronize_session=False)
        )
        session.expire(one)
        superseded = AgreementSuperseded(
            version.supplier_id, version.agreement_id, version.agreement.number, one.number,
            one.id, version.number, last, S.SUPERSEDED if is_over else one.state, never_began,
        )  # fmt: skip
        record(session, actor, superseded)


def _about(version: AgreementVersion) -> tuple[int, int, str, int]:
    return version.supplier_id, version.agreement_id, version.agreement.number, version.number
