"""What a mailed link lets its reader do, once: the secret in it is the permission."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.accounts.events import (
    AddressChangeAsked,
    AddressChanged,
    InvitationAccepted,
    InvitationRenewed,
    PasswordReset,
    ResetAsked,
)
from portal.core.accounts.letters import (
    PATHS,
    issue_link,
    mail_invitation,
    mail_person,
    mail_reset,
    may_mail,
)
from portal.core.accounts.models import OneTimeLink, User, UserSession
from portal.core.accounts.operations.door import (
    LINK_OVER,
    _as,
    count_try,
    forgive_account,
    use_link,
)
from portal.core.accounts.operations.people import clean_email
from portal.core.accounts.passwords import hash_password
from portal.core.accounts.queries.people import find_me
from portal.core.accounts.queries.sessions import digest
from portal.core.accounts.rules import LinkKind, UserState
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, WrongState
from portal.core.i18n import N_
from portal.core.jobs.operations import request_job
from portal.core.permissions import Permission


@dataclass(frozen=True)
class AcceptInput:
    """How somebody invited wants to be known."""

    name: str
    password: str
    locale: str
    time_zone: str


def ask_way_in(session: Session, actor: Actor, email: str) -> None:
    """Ask for a link to be mailed to whoever has this address; raises TooMany while limited.

    The work is done in the background, so that the answer takes the same time for everyone.
    """
    count_try(session, actor, f"reset:{email}")
    request_job(session, "way-in", args={"email": email.strip().lower()[:254]})


def mail_way_in(session: Session, actor: Actor, email: str) -> None:
    """Mail a link to whoever has this address: a new password, or the invitation once more.

    Nobody is told whether there is such a person (R-AUTH-3).
    """
    actor.must(Permission.SYSTEM_RUN)
    user = session.scalar(
        select(User)
        .where(User.email == email.strip().lower())
        .order_by(User.state != UserState.ACTIVE, User.id.desc())
        .limit(1)
    )
    if user is None or not may_mail(session, user.id):
        return
    if user.state is UserState.ACTIVE:
        mail_reset(session, user)
    elif user.state is UserState.INVITED and user.invited_until and user.invited_until > now():
        mail_invitation(session, user, N_("The portal"))
    else:
        return
    record(session, actor, ResetAsked(user.supplier_id, user.id))


def reset_password(session: Session, actor: Actor, secret: str, password: str) -> User:
    """Set a new password by a mailed link; every session ends and the door opens again."""
    hashed = hash_password(password)
    user = _holder(session, LinkKind.RESET, secret)
    if user.state is not UserState.ACTIVE:
        raise WrongState(LINK_OVER)
    user.password_hash = hashed
    at = now()
    for table in (OneTimeLink.used_at, UserSession.ended_at):
        owner = table.class_
        session.execute(
            update(owner).where(owner.user_id == user.id, table.is_(None)).values({table: at})
        )
    forgive_account(session, user)
    text = N_("The password of your account was changed. If that was not you, tell the brand.")
    mail_person(session, user, N_("Your password was changed"), text)
    record(session, _as(user, actor), PasswordReset(user.supplier_id, user.id))
    return user


def accept_invitation(session: Session, actor: Actor, secret: str, accepted: AcceptInput) -> User:
    """Turn an invitation into an account."""
    hashed = hash_password(accepted.password)
    user = _holder(session, LinkKind.INVITATION, secret)
    if user.state is not UserState.INVITED or not _still_invited(user):
        raise WrongState(LINK_OVER)
    if session.scalar(
        select(User.id).where(User.email == user.email, User.state != UserState.INVITED).limit(1)
    ):
        raise Invalid(
            N_(
                "You have an account with this address already. Ask to be invited with another"
                " address."
            )
        )
    user.state, user.password_hash, user.invited_until = UserState.ACTIVE, hashed, None
    user.name, user.locale, user.time_zone = (
        accepted.name, accepted.locale, accepted.time_zone,
    )  # fmt: skip
    record(session, _as(user, actor), InvitationAccepted(user.supplier_id, user.id, accepted.name))
    return user


def renew_invitation(session: Session, actor: Actor, secret: str) -> None:
    """Mail a new link to somebody invited whose link is too old, to the same address."""
    user = session.scalar(
        select(User)
        .join(OneTimeLink, OneTimeLink.user_id == User.id)
        .where(
            OneTimeLink.secret_sha256 == digest(secret),
            OneTimeLink.kind == LinkKind.INVITATION,
        )
    )
    if user is None or user.state is not UserState.INVITED or not _still_invited(user):
        raise WrongState(LINK_OVER)
    if may_mail(session, user.id):
        mail_invitation(session, user, N_("The portal"))
    record(session, _as(user, actor), InvitationRenewed(user.supplier_id, user.id))


def ask_address_change(session: Session, actor: Actor, email: str) -> None:
    """Mail a link to a new address; the old one stays until the link is opened."""
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    user, address = find_me(session, actor), clean_email(email)
    if address == user.email:
        raise Invalid(N_("This is your address already."), field="email")
    if may_mail(session, user.id):
        secret = issue_link(session, user, LinkKind.ADDRESS, address=address)
        text = N_("Open the link below to use this address for signing in. It works once, 1 hour.")
        path = PATHS[LinkKind.ADDRESS] + secret
        mail_person(session, user, N_("Confirm your new address"), text, path, to=address)
    record(session, actor, AddressChangeAsked(user.supplier_id, user.id, address))


def confirm_address(session: Session, actor: Actor, secret: str) -> User:
    """Take the address that a mailed link proves, and tell the old one."""
    link = use_link(session, LinkKind.ADDRESS, secret)
    user = session.get_one(User, link.user_id)
    if user.state is not UserState.ACTIVE or link.address is None:
        raise WrongState(LINK_OVER)
    if session.scalar(
        select(User.id).where(User.email == link.address, User.state != UserState.INVITED)
    ):
        raise WrongState(LINK_OVER)
    before, user.email = user.email, link.address
    text = N_("The address of your account was changed. If that was not you, tell the brand.")
    mail_person(session, user, N_("Your address was changed"), text, to=before)
    record(session, _as(user, actor), AddressChanged(user.supplier_id, user.id, before, user.email))
    return user


def _holder(session: Session, kind: LinkKind, secret: str) -> User:
    return session.get_one(User, use_link(session, kind, secret).user_id)


def _still_invited(user: User) -> bool:
    return user.invited_until is not None and user.invited_until > now()
