"""Bringing people in, changing what they may do, and showing them out."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal.core.accounts.events import (
    InvitationRenewed,
    InvitationRevoked,
    PersonAdded,
    PersonApproved,
    PersonDisabled,
    PersonEnabled,
    PersonInvited,
    PersonRefused,
    RolesChanged,
    SecondFactorRemoved,
)
from portal.core.accounts.letters import mail_invitation, mail_person, may_mail
from portal.core.accounts.models import OneTimeLink, RecoveryCode, User, UserSession
from portal.core.accounts.passwords import hash_password
from portal.core.accounts.queries.people import holds_role
from portal.core.accounts.rules import (
    INVITATION_LIFE,
    UserState,
    may_hold,
    needed_to_invite,
)
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, NotAllowed, TooMany, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission, Role

KNOWN_ALREADY = N_("There is already a person with this address.")
ROLES_DO_NOT_FIT = N_("Choose at least one role; supplier roles need a supplier.")
NOT_YOURSELF = N_("You cannot do this to your own account. Ask another administrator.")


@dataclass(frozen=True)
class PersonInput:
    """A new person, as an administrator or the command line names them."""

    email: str
    name: str
    roles: frozenset[Role]
    supplier_id: int | None = None
    locale: str = "en"
    time_zone: str = "Asia/Shanghai"
    password: str | None = None


def clean_email(email: str) -> str:
    """Return the address in the one form we keep; raises Invalid."""
    try:
        return validate_email(
            email.strip(), check_deliverability=False, test_environment=True
        ).normalized.lower()
    except EmailNotValidError:
        raise Invalid(N_("This is not a mail address."), field="email") from None


def add_person(session: Session, actor: Actor, person: PersonInput) -> User:
    """Add a person who can sign in at once; raises Invalid for an address already known."""
    actor.must(Permission.PERSON_MANAGE, person.supplier_id)
    email = _free_email(session, actor, person)
    user = _row(person, email)
    user.state = UserState.ACTIVE if person.password else UserState.INVITED
    user.password_hash = hash_password(person.password) if person.password else None
    session.add(user)
    record(
        session,
        actor,
        PersonAdded(user.supplier_id, user.id, tuple(sorted(person.roles)), email, person.name),
    )
    return user


def invite_person(session: Session, actor: Actor, person: PersonInput) -> User:
    """Mail somebody the way in.

    Whether the address has an account with another supplier does not show: the invitation is
    written and mailed all the same, and refused to its reader when it is accepted.
    """
    actor.must(needed_to_invite(person.roles, from_brand=not actor.is_supplier), person.supplier_id)
    email = _free_email(session, actor, person)
    user = _row(person, email)
    user.state, user.invited_until = UserState.INVITED, now() + INVITATION_LIFE
    session.add(user)
    session.flush()
    mail_invitation(session, user, actor.name)
    record(
        session,
        actor,
        PersonInvited(user.supplier_id, user.id, tuple(sorted(person.roles)), email),
    )
    return user


def invite_again(session: Session, actor: Actor, user: User) -> None:
    """Mail a new link to somebody who has not come in yet, and give them two more weeks."""
    _must_manage_invitation(actor, user)
    if user.state is not UserState.INVITED:
        raise WrongState(N_("This person has an account already."))
    if not may_mail(session, user.id):
        raise TooMany(N_("Enough mails went to this address for now. Try again in an hour."))
    user.invited_until = now() + INVITATION_LIFE
    mail_invitation(session, user, actor.name)
    record(session, actor, InvitationRenewed(user.supplier_id, user.id))


def revoke_invitation(session: Session, actor: Actor, user: User) -> None:
    """Take an invitation back; its links no longer work."""
    _must_manage_invitation(actor, user)
    if user.state is not UserState.INVITED or user.invited_until is None:
        raise WrongState(N_("This invitation has been accepted or taken back already."))
    user.invited_until = None
    _spend_links(session, user)
    record(session, actor, InvitationRevoked(user.supplier_id, user.id))


def change_roles(session: Session, actor: Actor, user: User, roles: frozenset[Role]) -> None:
    """Change what a person may do, from the next request on."""
    actor.must(Permission.PERSON_MANAGE, user.supplier_id)
    _not_oneself(actor, user)
    if not may_hold(roles, user.supplier_id):
        raise Invalid(ROLES_DO_NOT_FIT, field="roles")
    if Role.ADMIN in user.roles and Role.ADMIN not in roles:
        _must_leave_an_admin(session, user)
    before, user.role_names = user.role_names, frozenset(role.value for role in roles)
    record(
        session,
        actor,
        RolesChanged(
            user.supplier_id, user.id, tuple(sorted(before)), tuple(sorted(user.role_names))
        ),
    )


def disable_person(session: Session, actor: Actor, user: User) -> None:
    """Close a person's account at once; the name stays in the trail."""
    actor.must(Permission.PERSON_MANAGE, user.supplier_id)
    _not_oneself(actor, user)
    if user.state is not UserState.ACTIVE:
        raise WrongState(N_("Only an open account can be closed."))
    if Role.ADMIN in user.roles:
        _must_leave_an_admin(session, user)
    user.state = UserState.DISABLED
    _spend_links(session, user)
    session.execute(
        update(UserSession)
        .where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
        .values(ended_at=now())
    )
    record(session, actor, PersonDisabled(user.supplier_id, user.id))


def enable_person(session: Session, actor: Actor, user: User) -> None:
    """Let a person in again who was shown out."""
    actor.must(Permission.PERSON_MANAGE, user.supplier_id)
    _not_oneself(actor, user)
    if user.state is not UserState.DISABLED or user.password_hash is None:
        raise WrongState(N_("Only a closed account can be opened again."))
    user.state = UserState.ACTIVE
    record(session, actor, PersonEnabled(user.supplier_id, user.id))


def approve_person(session: Session, actor: Actor, user: User) -> None:
    """Let in somebody who registered a company."""
    actor.must(Permission.SUPPLIER_INVITE, user.supplier_id)
    if user.state is not UserState.WAITING:
        raise WrongState(N_("This registration has been decided already."))
    user.state = UserState.ACTIVE
    text = N_("Your registration has been approved. You can sign in now.")
    mail_person(session, user, N_("Your registration has been approved"), text)
    record(session, actor, PersonApproved(user.supplier_id, user.id))


def refuse_person(session: Session, actor: Actor, user: User, reason: str) -> None:
    """Turn down somebody who registered a company, and tell them why."""
    actor.must(Permission.SUPPLIER_INVITE, user.supplier_id)
    if user.state is not UserState.WAITING:
        raise WrongState(N_("This registration has been decided already."))
    if not reason.strip():
        raise Invalid(N_("Say why: the person gets this sentence by mail."), field="reason")
    user.state = UserState.DISABLED
    text = N_("Your registration was not accepted: %(reason)s")
    subject = N_("Your registration was not accepted")
    mail_person(session, user, subject, text, reason=reason.strip())
    record(session, actor, PersonRefused(user.supplier_id, user.id, reason.strip()))


def drop_second_factor(session: Session, actor: Actor, user: User) -> None:
    """Turn off the second factor of somebody who lost the telephone and the recovery codes."""
    actor.must(Permission.PERSON_MANAGE, user.supplier_id)
    _not_oneself(actor, user)
    if user.totp_confirmed_at is None:
        raise WrongState(N_("There is no second factor to turn off."))
    clear_second_factor(session, user)
    text = N_("An administrator turned off the second factor of your account. Set it up again.")
    mail_person(session, user, N_("Your second factor was turned off"), text)
    record(session, actor, SecondFactorRemoved(user.supplier_id, user.id))


def clear_second_factor(session: Session, user: User) -> None:
    """Forget a person's second factor and recovery codes."""
    user.totp_secret = user.totp_confirmed_at = user.totp_last_step = None
    session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
        .values(used_at=now())
    )


def _row(person: PersonInput, email: str) -> User:
    return User(
        email=email,
        name=person.name.strip(),
        role_names=frozenset(role.value for role in person.roles),
        supplier_id=person.supplier_id,
        locale=person.locale,
        time_zone=person.time_zone,
    )


def _free_email(session: Session, actor: Actor, person: PersonInput) -> str:
    """Return the cleaned address if the actor may use it here; raises Invalid."""
    if not may_hold(person.roles, person.supplier_id):
        raise Invalid(ROLES_DO_NOT_FIT, field="roles")
    email = clean_email(person.email)
    taken = select(User.id).where(User.email == email)
    if actor.is_supplier:
        taken = taken.where(User.supplier_id == actor.supplier_id)
    else:
        taken = taken.where(
            or_(User.state != UserState.INVITED, User.supplier_id == person.supplier_id)
        )
    if session.scalar(taken.limit(1)):
        raise Invalid(KNOWN_ALREADY, field="email")
    return email


def _must_manage_invitation(actor: Actor, user: User) -> None:
    actor.must(needed_to_invite(user.roles, from_brand=not actor.is_supplier), user.supplier_id)


def _not_oneself(actor: Actor, user: User) -> None:
    if actor.user_id == user.id:
        raise NotAllowed(NOT_YOURSELF)


def _must_leave_an_admin(session: Session, leaving: User) -> None:
    """Refuse to remove the last administrator; the rows are locked so that two cannot race."""
    admins = session.scalars(
        select(User.id)
        .where(User.state == UserState.ACTIVE, holds_role(Role.ADMIN))
        .order_by(User.id)
        .with_for_update()
    ).all()
    if leaving.id in admins and len(admins) == 1:
        raise WrongState(N_("This is the last administrator. Make somebody else one first."))


def _spend_links(session: Session, user: User) -> None:
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now())
    )
