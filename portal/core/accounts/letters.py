"""The mails of accounts, in the recipient's language, and the one-time links in them."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.accounts.models import OneTimeLink, User
from portal.core.accounts.queries.sessions import digest
from portal.core.accounts.rules import LINK_LIFE, LINKS_PER_HOUR, LinkKind
from portal.core.clock import now
from portal.core.i18n import N_, Message, say
from portal.core.notifications.operations import post_letter
from portal.core.numbering import new_secret

PATHS = {
    LinkKind.RESET: "/reset/",
    LinkKind.INVITATION: "/invitation/",
    LinkKind.ADDRESS: "/address/",
}

GREETING = N_("Hello %(name)s,")
REGARDS = N_("If you did not expect this mail, you need not do anything.")


def issue_link(
    session: Session,
    user: User,
    kind: LinkKind,
    *,
    life: timedelta = LINK_LIFE,
    address: str | None = None,
) -> str:
    """Write down a one-time link and return its secret, which is kept nowhere."""
    secret = new_secret()
    session.add(
        OneTimeLink(
            kind=kind,
            user_id=user.id,
            secret_sha256=digest(secret),
            expires_at=now() + life,
            address=address,
        )
    )
    return secret


def may_mail(session: Session, user_id: int) -> bool:
    """Return whether the person may be mailed another link within this hour."""
    mailed = session.scalar(
        select(func.count())
        .select_from(OneTimeLink)
        .where(
            OneTimeLink.user_id == user_id,
            OneTimeLink.kind != LinkKind.CODE_STEP,
            OneTimeLink.created_at > now() - timedelta(hours=1),
        )
    )
    return (mailed or 0) < LINKS_PER_HOUR


def mail_invitation(session: Session, user: User, inviter: str) -> None:
    """Mail the way in to somebody invited."""
    text = N_(
        "%(inviter)s invites you to the supplier quality portal. Open the link below to choose"
        " your password. It works once and for one hour; if it is too old, the page sends you a"
        " new one."
    )
    secret = issue_link(session, user, LinkKind.INVITATION)
    path = PATHS[LinkKind.INVITATION] + secret
    mail_person(
        session, user, N_("Your invitation to the supplier quality portal"), text, path, inviter
    )


def mail_reset(session: Session, user: User) -> None:
    """Mail the way to a new password."""
    text = N_(
        "Somebody asked for a new password for your account. Open the link below to choose one. It"
        " works once and for one hour."
    )
    secret = issue_link(session, user, LinkKind.RESET)
    mail_person(session, user, N_("Choose a new password"), text, PATHS[LinkKind.RESET] + secret)


def mail_person(
    session: Session,
    user: User,
    subject: Message,
    text: Message,
    path: str | None = None,
    inviter: str = "",
    *,
    to: str = "",
    reason: str = "",
) -> None:
    """Put one mail for `user` into the outbox."""
    parts = (
        say(user.locale, GREETING, name=user.name or to or user.email),
        say(user.locale, text, inviter=inviter, reason=reason) if inviter or reason
        else say(user.locale, text),
        say(user.locale, REGARDS) if path else "",
    )  # fmt: skip
    body = "\n\n".join(part for part in parts if part)
    post_letter(
        session, user.id, to or user.email, say(user.locale, subject), body, secret_link=path
    )
