"""What people do with accounts."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core.accounts.events import PersonAdded, SignedOut
from portal.core.accounts.events import SignedIn as SignedInEvent
from portal.core.accounts.models import User, UserSession
from portal.core.accounts.passwords import hash_password, is_password
from portal.core.accounts.queries import digest
from portal.core.accounts.rules import UserState
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.numbering import new_secret
from portal.core.permissions import SUPPLIER_ROLES, Permission, Role


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
    if bool(person.roles & SUPPLIER_ROLES) is not (person.supplier_id is not None):
        raise Invalid(N_("Supplier roles need a supplier, brand roles must not have one."))
    email = clean_email(person.email)
    if session.scalar(select(func.count()).where(User.email == email)):
        raise Invalid(N_("There is already a person with this address."), field="email")
    user = User(
        email=email,
        name=person.name,
        role_names=frozenset(role.value for role in person.roles),
        supplier_id=person.supplier_id,
        locale=person.locale,
        time_zone=person.time_zone,
        state=UserState.ACTIVE if person.password else UserState.INVITED,
        password_hash=hash_password(person.password) if person.password else None,
    )
    session.add(user)
    record(
        session,
        actor,
        PersonAdded(user.supplier_id, user.id, tuple(sorted(person.roles)), email, person.name),
    )
    return user


def sign_in(session: Session, actor: Actor, email: str, password: str, agent: str) -> str | None:
    """Open a session and return its secret, or None if the address or password is wrong."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    known = user.password_hash if user and user.state is UserState.ACTIVE else None
    if not is_password(known, password) or user is None:
        return None
    secret = new_secret()
    live = UserSession(
        user_id=user.id,
        secret_sha256=digest(secret),
        fresh_at=now(),
        address=actor.address,
        agent=agent[:300],
    )
    session.add(live)
    user.last_sign_in_at = now()
    record(session, _as(user, actor), SignedInEvent(user.supplier_id, user.id, live.id))
    return secret


def sign_out(session: Session, actor: Actor, session_id: int) -> None:
    """End a session for good, on the server."""
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.user_id == actor.user_id)
        .values(ended_at=now())
    )
    record(session, actor, SignedOut(actor.supplier_id, actor.user_id or 0, session_id))


def touch_session(session: Session, session_id: int) -> None:
    """Note that a session is in use."""
    session.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=now()))


def _as(user: User, caller: Actor) -> Actor:
    return Actor(user.name, user.roles, user.id, user.supplier_id, address=caller.address)
