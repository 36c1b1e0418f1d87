"""Ending what was signed, by a signature: withdrawn before both had, terminated after (R-SIG-6)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from agreements.clauses.canonical import Ending, canonical, digest
from agreements.contracts.events import AgreementTerminated, AgreementWithdrawn, EndingSigned
from agreements.contracts.models import AgreementEnding, AgreementVersion
from agreements.contracts.operations.deciding import decide, side_of
from agreements.contracts.operations.hands import Hand, demand_hand, signed_by
from agreements.contracts.operations.telling import tell_side
from agreements.contracts.queries.records import record_digest
from agreements.contracts.rules import (
    ENDED_BY,
    ENDING_MEANING,
    STATE_WORDS,
    EndingKind,
    Side,
    VersionState,
)
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Invalid, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission

S = VersionState


@dataclass(frozen=True)
class EndingInput:
    """As of when a version ends and why, and the hand that signs it."""

    last_day: date | None
    """None for a withdrawal: it never held."""
    reason: str
    hand: Hand


def end_version(
    session: Session, actor: Actor, version: AgreementVersion, revision: int, given: EndingInput
) -> AgreementEnding:
    """End a signed version by a signature of one's own; what was inspected under it stays."""
    actor.must(Permission.AGREEMENT_SIGN, version.supplier_id)
    kind, reason = _kind(version), given.reason.strip()
    if not reason:
        raise Invalid(N_("Say why; the other side reads it."), field="reason")
    if kind is EndingKind.TERMINATION:
        _demand_day(version, given.last_day)
    demand_hand(actor, given.hand)
    columns = {"closed_at": now(), "closing_reason": reason}
    if kind is EndingKind.TERMINATION:
        columns |= {"state": S.TERMINATED, "holds_until": given.last_day}
    else:
        columns |= {"state": S.WITHDRAWN}
    decide(session, version, {version.state}, revision, **columns)
    ending = _ending(actor, version, kind, given)
    session.add(ending)
    session.flush()
    about = version.supplier_id, version.agreement_id, version.agreement.number, version.number
    signed = EndingSigned(
        *about, ending.side, kind, ending.id, ending.sha256, record_digest(ending), ending.name
    )
    record(session, actor, signed)
    if kind is EndingKind.TERMINATION and given.last_day:
        _tell_terminated(session, version, given.last_day, reason)
        record(session, actor, AgreementTerminated(*about, version.id, given.last_day, reason))
    else:
        _tell_withdrawn(session, ending, version, reason)
        record(session, actor, AgreementWithdrawn(*about, reason))
    return ending


def _kind(version: AgreementVersion) -> EndingKind:
    kind = ENDED_BY.get(version.state)
    if kind is None:
        raise WrongState(
            N_("An agreement that is “%(state)s” is not ended by a signature."),
            state=STATE_WORDS[version.state],
        )
    return kind


def _demand_day(version: AgreementVersion, last_day: date | None) -> None:
    first, last = version.holds_from, version.holds_until
    if first is None or last is None or last_day is None:
        raise Invalid(N_("Give the last day."), field="last_day")
    if not max(today(), first) <= last_day <= last:
        raise Invalid(
            N_("The last day is from today to %(last)s."), field="last_day", last=last.isoformat()
        )


def _ending(
    actor: Actor, version: AgreementVersion, kind: EndingKind, given: EndingInput
) -> AgreementEnding:
    side = side_of(actor)
    declared = Ending(
        number=version.agreement.number,
        version=version.number,
        sha256=version.sha256 or "",
        kind=kind.value,
        side=side.value,
        last_day=given.last_day if kind is EndingKind.TERMINATION else None,
        reason=given.reason.strip(),
    )
    content = canonical(declared)
    return AgreementEnding(
        supplier_id=version.supplier_id,
        version_id=version.id,
        kind=kind,
        content=content,
        sha256=digest(content),
        meaning=ENDING_MEANING[kind, side],
        **signed_by(actor, side, given.hand),
    )


def _tell_terminated(
    session: Session, version: AgreementVersion, last_day: date, reason: str
) -> None:
    for side in Side:
        tell_side(
            session, side, version,
            N_("Agreement %(number)s is terminated"),
            N_("Version %(version)s of agreement %(number)s ends on %(last)s: %(reason)s"),
            last=last_day.isoformat(), reason=reason,
        )  # fmt: skip


def _tell_withdrawn(
    session: Session, ending: AgreementEnding, version: AgreementVersion, reason: str
) -> None:
    tell_side(
        session, ending.side.other, version,
        N_("Agreement %(number)s, version %(version)s, was withdrawn"),
        N_("%(who)s withdrew version %(version)s of agreement %(number)s: %(reason)s"),
        who=ending.name, reason=reason,
    )  # fmt: skip
