"""How agreements end by the calendar: on their last day, announced before."""

from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, joinedload

from agreements.contracts.events import (
    AgreementExpired,
    AgreementSuperseded,
    RenewalReminded,
)
from agreements.contracts.models import Agreement, AgreementVersion
from agreements.contracts.operations.deciding import decide
from agreements.contracts.operations.telling import tell_side
from agreements.contracts.rules import OPEN, SIGNED, Side, VersionState
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.i18n import N_
from portal.core.permissions import Permission

S = VersionState


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
            happened = AgreementSuperseded(*about, successor, version.holds_until, to)
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
