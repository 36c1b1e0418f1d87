"""Making mails of notices, and the steps of handing a mail over, each one conditional update."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Update, update
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.i18n import N_, say
from portal.core.jobs.working import rows_changed
from portal.core.notifications.models import Notice, OutgoingMail
from portal.core.notifications.queries import notices_to_spread
from portal.core.notifications.rules import (
    LEASE,
    SECRETS_KEPT,
    Letterhead,
    MailState,
    Recipient,
    unpack,
    wait_after,
)
from portal.core.sealing import unseal

log = structlog.get_logger("portal.mail")

PeopleIn = Callable[[Session, str], Sequence[Recipient]]

GREETING = N_("Hello %(name)s,")
BEFORE_LINK = N_("Open it here:")


def spread_notices(session: Session, head: Letterhead, people_in: PeopleIn) -> int:
    """Make one mail per person of each new notice, in their language; return how many notices.

    A notice that cannot be said keeps the reason and does not stand in the way of the others.
    """
    count = 0
    for notice_id in notices_to_spread(session):
        mine = update(Notice).where(Notice.id == notice_id, Notice.spread_at.is_(None))
        if not rows_changed(session, mine.values(spread_at=now())):
            continue
        count += 1
        notice = session.get_one(Notice, notice_id)
        try:
            session.add_all(_mails(notice, people_in(session, notice.audience), head))
        except (KeyError, TypeError, ValueError) as error:
            notice.failure = repr(error)[:500]
            log.error("notice.broken", notice=notice.id, reason=notice.failure)
    return count


def _mails(notice: Notice, people: Sequence[Recipient], head: Letterhead) -> list[OutgoingMail]:
    return [
        _mail(notice, person, head)
        for person in people
        if person.may_be_told_of(notice.supplier_id)
    ]


def _mail(notice: Notice, person: Recipient, head: Letterhead) -> OutgoingMail:
    values = unpack(notice.values)
    parts = [
        say(person.locale, GREETING, name=person.name),
        say(person.locale, notice.body, **values),
    ]
    if notice.link:
        parts.append(f"{say(person.locale, BEFORE_LINK)}\n{head.absolute(notice.link)}")
    return OutgoingMail(
        notice_id=notice.id,
        user_id=person.user_id,
        to=person.email,
        subject=say(person.locale, notice.subject, **values)[:300],
        body="\n\n".join(parts) + "\n",
    )


@dataclass(frozen=True)
class MailClaim:
    """The right to hand one mail over, for as long as the lease lasts."""

    mail_id: int
    to: str
    subject: str
    body: str
    secret_link: str | None
    attempt: int

    def text(self, head: Letterhead) -> str:
        """Return the whole text; raises SealBroken for a link that cannot be read any more."""
        link = ""
        if self.secret_link is not None:
            link = f"\n{head.absolute(unseal(self.secret_link))}\n"
        return f"{self.body.rstrip()}\n{link}\n{head.foot()}"


def claim_mail(session: Session, mail_id: int) -> MailClaim | None:
    """Take a mail to hand it over; None if another worker has it."""
    at = now()
    taken = session.execute(
        update(OutgoingMail)
        .where(
            OutgoingMail.id == mail_id,
            OutgoingMail.state == MailState.QUEUED,
            OutgoingMail.not_before <= at,
        )
        .values(attempts=OutgoingMail.attempts + 1, not_before=at + LEASE)
        .returning(
            OutgoingMail.id,
            OutgoingMail.to,
            OutgoingMail.subject,
            OutgoingMail.body,
            OutgoingMail.secret_link,
            OutgoingMail.attempts,
        ),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    return MailClaim(*taken) if taken else None


def mail_left(session: Session, claim: MailClaim) -> bool:
    """Note that the mail was handed over, and forget its one-time link."""
    values = {"state": MailState.SENT, "sent_at": now(), "failure": None, "secret_link": None}
    return rows_changed(session, _held(claim).values(values)) == 1


def mail_stayed(
    session: Session, claim: MailClaim, reason: str, *, is_hopeless: bool = False
) -> bool:
    """Note why the mail was not taken, and when to try again; return whether it failed for good."""
    wait = None if is_hopeless else wait_after(claim.attempt)
    failed = wait is None
    rows_changed(
        session,
        _held(claim).values(
            state=MailState.FAILED if wait is None else MailState.QUEUED,
            not_before=now() + (wait or LEASE),
            failure=reason[:500],
        ),
    )
    return failed


def forget_links(session: Session) -> int:
    """Wipe the one-time links of mails that could not leave in time; return how many."""
    old = update(OutgoingMail).where(
        OutgoingMail.secret_link.is_not(None), OutgoingMail.created_at < now() - SECRETS_KEPT
    )
    return rows_changed(session, old.values(secret_link=None))


def _held(claim: MailClaim) -> Update:
    return update(OutgoingMail).where(
        OutgoingMail.id == claim.mail_id,
        OutgoingMail.state == MailState.QUEUED,
        OutgoingMail.attempts == claim.attempt,
    )
