"""Sessions: who is behind a cookie, and where somebody is signed in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.core.accounts.models import (
    User,
    UserSession,
)
from portal.core.accounts.rules import (
    FRESH_FOR,
    SESSION_IDLE,
    SESSION_LIFE,
    UserState,
)
from portal.core.actor import Actor
from portal.core.clock import now
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
        actor_of(row, address),
        row.id,
        row.seen_at,
        row.fresh_at,
        row.totp_confirmed_at is not None,
        secret,
    )


def actor_of(row: Any, address: str, scopes: frozenset[Permission] | None = None) -> Actor:
    """Return who acts, from the columns of a person."""
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
