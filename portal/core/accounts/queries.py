"""Finding people, sessions, links and tokens."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from portal.core.accounts.models import (
    ApiToken,
    OneTimeLink,
    RecoveryCode,
    SignInFailure,
    User,
    UserSession,
)
from portal.core.accounts.rules import (
    FAILURE_WINDOW,
    FAILURES_EVERYWHERE,
    FRESH_FOR,
    KNOWN_ADDRESS_FOR,
    SESSION_IDLE,
    SESSION_LIFE,
    LinkKind,
    Tries,
    UserState,
)
from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.permissions import Permission, Role


def digest(secret: str) -> str:
    """Return the SHA-256 of a random secret, 64 hex digits; never for passwords."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class SignedIn:
    """A live session and whose it is."""

    actor: Actor
    session_id: int
    seen_at: datetime
    fresh_at: datetime | None
    has_second_factor: bool
    secret: str

    def is_fresh(self, at: datetime) -> bool:
        """Return whether the password was entered within the last minutes."""
        return self.fresh_at is not None and at - self.fresh_at <= FRESH_FOR


_SIGNED_IN = (
    select(
        UserSession.id,
        UserSession.created_at,
        UserSession.seen_at,
        UserSession.fresh_at,
        UserSession.ended_at,
        User.id.label("user_id"),
        User.name,
        User.role_names,
        User.supplier_id,
        User.state,
        User.locale,
        User.time_zone,
        User.totp_confirmed_at,
    )
    .join(User, User.id == UserSession.user_id)
    .where(UserSession.secret_sha256 == bindparam("secret"))
)


def find_signed_in(session: Session, secret: str, address: str = "") -> SignedIn | None:
    """Return the live session behind a cookie's secret, or None if it is over."""
    row = session.connection().execute(_SIGNED_IN, {"secret": digest(secret)}).one_or_none()
    at = now()
    if (
        row is None
        or row.ended_at is not None
        or row.state is not UserState.ACTIVE
        or at - row.seen_at > SESSION_IDLE
        or at - row.created_at > SESSION_LIFE
    ):
        return None
    return SignedIn(
        _actor(row, address),
        row.id,
        row.seen_at,
        row.fresh_at,
        row.totp_confirmed_at is not None,
        secret,
    )


def _actor(row: Any, address: str, scopes: frozenset[Permission] | None = None) -> Actor:
    return Actor(
        name=row.name,
        roles=frozenset(Role(name) for name in row.role_names),
        user_id=row.user_id,
        supplier_id=row.supplier_id,
        locale=row.locale,
        time_zone=row.time_zone,
        address=address,
        scopes=scopes,
    )


_TOKEN = (
    select(
        ApiToken.scopes,
        ApiToken.expires_at,
        ApiToken.revoked_at,
        User.id.label("user_id"),
        User.name,
        User.role_names,
        User.supplier_id,
        User.state,
        User.locale,
        User.time_zone,
    )
    .join(User, User.id == ApiToken.user_id)
    .where(ApiToken.secret_sha256 == bindparam("secret"))
)


def find_token_actor(session: Session, secret: str, address: str) -> Actor | None:
    """Return who acts through an API token, narrowed to its scopes, or None if it is no good."""
    row = session.execute(_TOKEN, {"secret": digest(secret)}).one_or_none()
    if row is None or row.revoked_at is not None or row.expires_at <= now():
        return None
    if row.state is not UserState.ACTIVE:
        return None
    known = {permission.value: permission for permission in Permission}
    return _actor(row, address, frozenset(known[name] for name in row.scopes if name in known))


@dataclass(frozen=True)
class Credentials:
    """What is needed to judge a password."""

    user_id: int
    supplier_id: int | None
    email: str
    password_hash: str | None
    has_second_factor: bool
    is_waiting: bool


_CREDENTIALS = select(
    User.id,
    User.supplier_id,
    User.email,
    User.password_hash,
    User.totp_confirmed_at,
    User.state,
).where(User.email == bindparam("email"), User.state.in_((UserState.ACTIVE, UserState.WAITING)))


def find_credentials(session: Session, email: str) -> Credentials | None:
    """Return the credentials of the person with that address who may come in, or waits to."""
    row = session.connection().execute(_CREDENTIALS, {"email": email.strip().lower()}).one_or_none()
    if row is None:
        return None
    return Credentials(
        row.id,
        row.supplier_id,
        row.email,
        row.password_hash,
        row.totp_confirmed_at is not None,
        row.state is UserState.WAITING,
    )


def account_digest(email: str) -> str:
    """Return what failures of an account are counted under; says nothing about who exists."""
    return digest(email.strip().lower())


def _count(*conditions: ColumnElement[bool]) -> Any:
    return select(func.count(SignInFailure.id)).where(*conditions).scalar_subquery()


_RECENT = SignInFailure.at > bindparam("since", type_=SignInFailure.at.type)
_HERE = (_RECENT, SignInFailure.address == bindparam("address"))
_TRIES = select(
    _count(*_HERE, SignInFailure.account_sha256 == bindparam("account")).label("account"),
    _count(*_HERE).label("address"),
    _count(_RECENT).label("everywhere"),
    select(func.min(SignInFailure.at)).where(*_HERE).scalar_subquery().label("oldest"),
)


def count_tries(session: Session, email: str, address: str) -> tuple[Tries, int]:
    """Return the failures within the window, and the seconds until the oldest leaves it."""
    at = now()
    asked = {"since": at - FAILURE_WINDOW, "address": address, "account": account_digest(email)}
    row = session.connection().execute(_TRIES, asked).one()
    is_known = row.everywhere >= FAILURES_EVERYWHERE and _is_known(session, email, address)
    wait = FAILURE_WINDOW - (at - row.oldest) if row.oldest else FAILURE_WINDOW
    tries = Tries(row.account, row.address, row.everywhere, is_known)
    return tries, max(1, int(wait.total_seconds()))


def _is_known(session: Session, email: str, address: str) -> bool:
    """Return whether this person signed in from this address lately."""
    found = session.scalar(
        select(UserSession.id)
        .join(User, User.id == UserSession.user_id)
        .where(
            User.email == email.strip().lower(),
            UserSession.address == address,
            UserSession.created_at > now() - KNOWN_ADDRESS_FOR,
        )
        .limit(1)
    )
    return found is not None


def find_link_holder(session: Session, kind: LinkKind, secret: str) -> User | None:
    """Return whose live link this is, or None if it is used, too old or never was."""
    return session.scalar(
        select(User)
        .join(OneTimeLink, OneTimeLink.user_id == User.id)
        .where(
            OneTimeLink.secret_sha256 == digest(secret),
            OneTimeLink.kind == kind,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now(),
        )
    )


def may_renew_invitation(session: Session, secret: str) -> bool:
    """Return whether the holder of this old link may be mailed a new one."""
    found = session.scalar(
        select(User.id)
        .join(OneTimeLink, OneTimeLink.user_id == User.id)
        .where(
            OneTimeLink.secret_sha256 == digest(secret),
            OneTimeLink.kind == LinkKind.INVITATION,
            User.state == UserState.INVITED,
            User.invited_until > now(),
        )
    )
    return found is not None


def find_person(session: Session, actor: Actor, user_id: int) -> User:
    """Return a person within reach; raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    actor.must(Permission.PERSON_READ, user.supplier_id)
    return user


def find_me(session: Session, actor: Actor) -> User:
    """Return the row of the person asking."""
    user = session.get(User, actor.user_id) if actor.user_id else None
    if user is None:
        raise NotFound
    return user


@dataclass(frozen=True)
class SessionLine:
    """A session as its owner sees it."""

    id: int
    agent: str
    address: str
    created_at: datetime
    seen_at: datetime


def sessions_of(session: Session, user_id: int) -> list[SessionLine]:
    """Return a person's live sessions, the latest used first."""
    at = now()
    rows = session.execute(
        select(
            UserSession.id,
            UserSession.agent,
            UserSession.address,
            UserSession.created_at,
            UserSession.seen_at,
        )
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.seen_at > at - SESSION_IDLE,
            UserSession.created_at > at - SESSION_LIFE,
        )
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )
    return [SessionLine(*row) for row in rows]


def count_recovery_codes(session: Session, user_id: int) -> int:
    """Return how many recovery codes are left."""
    found = session.scalar(
        select(func.count(RecoveryCode.id)).where(
            RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
        )
    )
    return found or 0


def tokens_of(session: Session, actor: Actor) -> list[ApiToken]:
    """Return the person's own API tokens, newest first; revoked ones are gone."""
    return list(
        session.scalars(
            select(ApiToken)
            .where(ApiToken.user_id == actor.user_id, ApiToken.revoked_at.is_(None))
            .order_by(ApiToken.id.desc())
        )
    )


def find_token(session: Session, actor: Actor, token_id: int) -> ApiToken:
    """Return one of the person's own tokens; raises NotFound."""
    token = session.get(ApiToken, token_id)
    if token is None or token.user_id != actor.user_id:
        raise NotFound
    return token


def holds_role(role: Role) -> ColumnElement[bool]:
    """Return the condition that a person has `role` (roles are words in one column)."""
    words = literal(" ") + type_coerce(User.role_names, String) + literal(" ")
    return words.like(f"% {role.value} %")


@dataclass(frozen=True)
class TrailLine:
    """One line of a person's history."""

    at: datetime
    event: str
    by: str
    address: str
    facts: dict[str, Any]


def history_of(session: Session, actor: Actor, user: User, *, limit: int = 40) -> list[TrailLine]:
    """Return what lately happened to a person, newest first."""
    actor.must(Permission.PERSON_READ, user.supplier_id)
    rows = session.execute(
        select(AuditEntry.at, AuditEntry.event, AuditEntry.personal, AuditEntry.facts)
        .where(AuditEntry.subject_kind == "person", AuditEntry.subject_id == user.id)
        .order_by(AuditEntry.seq.desc())
        .limit(limit)
    )
    return [
        TrailLine(
            row.at,
            row.event,
            (row.personal or {}).get("by", ""),
            (row.personal or {}).get("from", ""),
            row.facts,
        )
        for row in rows
    ]
