"""How agreements end: by their last day, by a successor, or by termination."""

from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, joinedload

from agreements.contracts.events import (
    AgreementExpired,
    AgreementSuperseded,
    AgreementTerminated,
    RenewalReminded,
)
from agreements.contracts.models import Agreement, AgreementVersion
from agreements.contracts.operations.deciding import decide
from agreements.contracts.operations.telling import tell_side
from agreements.contracts.rules import OPEN, SIGNED, Side, VersionState
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.permissions import Permission

S = VersionState


def terminate_version(
    session: Session,
    actor: Actor,
    version: AgreementVersion,
    revision: int,
    last_day: date,
    reason: str,
) -> None:
    """End an agreement before its last day; what was inspected under it stays as it was."""
    actor.must(Permission.AGREEMENT_SIGN)
    if not reason.strip():
        raise Invalid(N_("Say why; the supplier reads it."), field="reason")
    if version.holds_from is None or version.holds_until is None:
        raise Invalid(N_("Only an agreement in force can be terminated."), field="last_day")
    if not max(today(), version.holds_from) <= last_day <= version.holds_until:
        raise Invalid(
            N_("The last day is from today to %(last)s."),
            field="last_day",
            last=version.holds_until.isoformat(),
        )
    decide(
        session, version, {S.IN_FORCE}, revision, state=S.TERMINATED, holds_until=last_day,
        closed_at=now(), closing_reason=reason.strip(),
    )  # fmt: skip
    for side in Side:
        tell_side(
            session, side, version,
            N_("Agreement %(number)s is terminated"),
            N_("Version %(version)s of agreement %(number)s ends on %(last)s: %(reason)s"),
            last=last_day.isoformat(), reason=reason.strip(),
        )  # fmt: skip
    terminated = AgreementTerminated(
        version.supplier_id, version.agreement_id, version.agreement.number, version.number,
        version.id, last_day, reason.strip(),
    )  # fmt: skip
    record(session, actor, terminated)


def expire_versions(session: Session, actor: Actor, day: date) -> int:
    """Note of agreements whose last day has passed that they expired or were superseded."""
    actor.must(Permission.SYSTEM_RUN)
    over = session.scalars(
        select(AgreementVersion)
        .options(joinedload(AgreementVersion.agreement).joinedload(Agreement.supplier))
        .where(AgreementVersion.state == S.IN_FORCE, AgreementVersion.holds_until < day)
        .order_by(AgreementVersion.id)
    ).all()
    for version in over:
        successor = _successor(session, version)
        to = S.SUPERSEDED if successor else S.EXPIRED
        decide(session, version, {S.IN_FORCE}, state=to, closed_at=now())
        about = (
            version.supplier_id, version.agreement_id, version.agreement.number, version.number,
            version.id,
        )  # fmt: skip
        if successor and version.holds_until:
            happened = AgreementSuperseded(*about, successor, version.holds_until)
            record(session, actor, happened)
            continue
        for side in Side:
            tell_side(
                session, side, version,
                N_("Agreement %(number)s has expired"),
                N_("Version %(version)s of agreement %(number)s ended on %(last)s. Nothing is"
                   " agreed for these goods any more."),
                last=version.holds_until.isoformat() if version.holds_until else "",
            )  # fmt: skip
        record(session, actor, AgreementExpired(*about))
    return len(over)


def remind_of_renewal(session: Session, actor: Actor, day: date) -> int:
    """Tell both sides, once, that an agreement ends soon and nothing follows it yet."""
    actor.must(Permission.SYSTEM_RUN)
    later = aliased(AgreementVersion)
    follows = exists().where(
        later.agreement_id == AgreementVersion.agreement_id,
        later.number > AgreementVersion.number,
        later.state.in_(OPEN | SIGNED),
    )
    held = session.scalars(
        select(AgreementVersion)
        .options(joinedload(AgreementVersion.agreement).joinedload(Agreement.supplier))
        .where(
            AgreementVersion.state == S.IN_FORCE,
            AgreementVersion.holds_until >= day,
            AgreementVersion.reminded_at.is_(None),
            ~follows,
        )
        .order_by(AgreementVersion.id)
    ).all()
    due = [one for one in held if one.holds_until and _is_due(one, day)]
    for version in due:
        decide(session, version, {S.IN_FORCE}, reminded_at=now())
        last = version.holds_until or day
        for side in Side:
            tell_side(
                session, side, version,
                N_("Agreement %(number)s ends on %(last)s"),
                N_("Version %(version)s of agreement %(number)s ends on %(last)s. Begin its renewal"
                   " now, so that the goods stay covered without a gap."),
                last=last.isoformat(),
            )  # fmt: skip
        reminded = RenewalReminded(
            version.supplier_id, version.agreement_id, version.agreement.number, version.number,
            last,
        )  # fmt: skip
        record(session, actor, reminded)
    return len(due)


nightly_steps = (expire_versions, remind_of_renewal)
"""In this order."""


def _is_due(version: AgreementVersion, day: date) -> bool:
    last, notice = version.holds_until, version.notice_days or 0
    return last is not None and (last - day).days <= notice


def _successor(session: Session, version: AgreementVersion) -> int | None:
    return session.scalar(
        select(AgreementVersion.number).where(
            AgreementVersion.agreement_id == version.agreement_id,
            AgreementVersion.number > version.number,
            AgreementVersion.state.in_(SIGNED),
        )
    )
