"""What is asked at the door: the password's hash, and how often somebody tried."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from portal.core.accounts.models import (
    RecoveryCode,
    SignInFailure,
    User,
    UserSession,
)
from portal.core.accounts.queries.sessions import digest
from portal.core.accounts.rules import (
    FAILURE_WINDOW,
    FAILURES_EVERYWHERE,
    KNOWN_ADDRESS_FOR,
    Tries,
    UserState,
)
from portal.core.clock import now


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


def count_recovery_codes(session: Session, user_id: int) -> int:
    """Return how many recovery codes are left."""
    found = session.scalar(
        select(func.count(RecoveryCode.id)).where(
            RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
        )
    )
    return found or 0
