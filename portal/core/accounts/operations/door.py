"""Coming in: tries are counted before they are judged, and a session is new each time.

Whoever calls these opens one transaction for each step: the count must be on disk before the
password is checked, and a refusal must not take it back.
"""

from sqlalchemy import bindparam, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from portal.core.accounts.codes import matching_step, plain_code, recovery_digest
from portal.core.accounts.events import (
    RecoveryCodeUsed,
    SignedIn,
    SignedOut,
    SignInFailed,
    SignInLimited,
)
from portal.core.accounts.letters import issue_link
from portal.core.accounts.models import (
    OneTimeLink,
    RecoveryCode,
    SignInFailure,
    User,
    UserSession,
)
from portal.core.accounts.queries.sessions import digest
from portal.core.accounts.queries.signing_in import Credentials, account_digest, count_tries
from portal.core.accounts.rules import (
    CODE_STEP_LIFE,
    FAILURES_PER_ACCOUNT,
    LinkKind,
    UserState,
)
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, TooMany, WrongState
from portal.core.i18n import N_
from portal.core.numbering import new_id, new_secret
from portal.core.permissions import Permission, Role
from portal.core.sealing import unseal

CHANGED = N_("The account has changed just now. Sign in again.")
LINK_OVER = N_("This link has been used already or is too old.")
WRONG_CODE = N_("This code is not right, or was used already.")

_COUNT = insert(SignInFailure.__table__)  # type: ignore[arg-type]
_OPEN = insert(UserSession.__table__)  # type: ignore[arg-type]
_FORGIVE = delete(SignInFailure.__table__).where(  # type: ignore[arg-type]
    SignInFailure.account_sha256 == bindparam("account"),
    SignInFailure.address == bindparam("here"),
)
_COME_IN = (
    update(User.__table__)  # type: ignore[arg-type]
    .where(
        User.id == bindparam("user_id"),
        User.state == UserState.ACTIVE,
        User.password_hash == bindparam("password_seen"),
        User.totp_confirmed_at.is_(None),
    )
    .values(last_sign_in_at=bindparam("at"))
    .returning(User.name, User.role_names)
)
"""Statements of the sign-in, made once: it shall cost little beyond the password check."""


def count_try(session: Session, actor: Actor, email: str) -> int:
    """Count a try as a failure until it turns out right; raises TooMany while limited.

    Tries are lined up so that no two of them see the same count: R-AUTH-1.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE sign_in_failure IN SHARE ROW EXCLUSIVE MODE"))
    tries, wait_seconds = count_tries(session, email, actor.address)
    if tries.is_too_many:
        refusal = TooMany(
            N_("Too many tries. Wait %(minutes)s min, or have a link mailed to you."),
            minutes=-(-wait_seconds // 60),
        )
        refusal.retry_after_seconds = wait_seconds
        raise refusal
    failure_id = new_id()
    values = {"id": failure_id, "account_sha256": account_digest(email), "address": actor.address}
    session.connection().execute(_COUNT, values | {"at": now()})
    return failure_id


def forgive_try(session: Session, failure_id: int) -> None:
    """Take back one counted try that was right, and leave the earlier ones."""
    session.execute(delete(SignInFailure).where(SignInFailure.id == failure_id))


def note_failed_sign_in(
    session: Session, actor: Actor, email: str, user: Credentials | None, reason: str
) -> None:
    """Write down a try that was wrong; the same for an address nobody has."""
    supplier_id, user_id = (user.supplier_id, user.user_id) if user else (None, 0)
    tries, wait_seconds = count_tries(session, email, actor.address)
    if tries.account >= FAILURES_PER_ACCOUNT:
        record(session, actor, SignInLimited(supplier_id, user_id, wait_seconds))
    record(session, actor, SignInFailed(supplier_id, user_id, reason))


def open_session(session: Session, actor: Actor, proven: Credentials, agent: str) -> str:
    """Open a new session for a person whose password was right, and return its secret."""
    seen = {"user_id": proven.user_id, "password_seen": proven.password_hash, "at": now()}
    person = session.connection().execute(_COME_IN, seen).one_or_none()
    if person is None:
        raise WrongState(CHANGED)
    roles = frozenset(Role(name) for name in person.role_names)
    who = Actor(person.name, roles, proven.user_id, proven.supplier_id, address=actor.address)
    return _open(session, who, proven.email, agent)


def begin_code_step(session: Session, proven: Credentials, failure_id: int) -> str:
    """Remember that the password was right, and return the secret that the browser keeps."""
    forgive_try(session, failure_id)
    user = _still_active(session, proven.user_id)
    return issue_link(session, user, LinkKind.CODE_STEP, life=CODE_STEP_LIFE)


def finish_code_step(session: Session, actor: Actor, secret: str, code: str, agent: str) -> str:
    """Open a session for a person whose password and code were right; raises Invalid."""
    user = _still_active(session, use_link(session, LinkKind.CODE_STEP, secret).user_id)
    use_code(session, _as(user, actor), user, code)
    return open_for(session, actor, user, agent)


def use_code(session: Session, actor: Actor, user: User, code: str) -> None:
    """Accept a code of the second factor, or a recovery code, once; raises Invalid."""
    if user.totp_secret is None:
        raise Invalid(WRONG_CODE, field="code")
    typed = plain_code(code)
    step = matching_step(unseal(user.totp_secret), typed, now())
    if step is None:
        _use_recovery_code(session, actor, user, typed)
    elif not _claim_step(session, user, step):
        raise Invalid(WRONG_CODE, field="code")


def freshen_session(session: Session, actor: Actor, session_id: int, code: str) -> None:
    """Note that the person has just shown again who they are."""
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    user = _still_active(session, actor.user_id or 0)
    if user.totp_confirmed_at is not None:
        use_code(session, actor, user, code)
    _forgive_here(session, user.email, actor.address)
    session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.user_id == user.id)
        .values(fresh_at=now())
    )


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


def use_link(session: Session, kind: LinkKind, secret: str) -> OneTimeLink:
    """Spend a one-time link; of two at once the database lets one through (R-AUTH-10)."""
    at = now()
    link: OneTimeLink | None = session.scalar(
        update(OneTimeLink)
        .where(
            OneTimeLink.secret_sha256 == digest(secret),
            OneTimeLink.kind == kind,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > at,
        )
        .values(used_at=at)
        .returning(OneTimeLink)
    )
    if link is None:
        raise WrongState(LINK_OVER)
    return link


def open_for(session: Session, actor: Actor, user: User, agent: str) -> str:
    """Open a session for somebody who has just shown more than a password."""
    session.execute(
        update(User)
        .where(User.id == user.id)
        .values(last_sign_in_at=now())
        .execution_options(synchronize_session=False)
    )
    return _open(session, _as(user, actor), user.email, agent)


def forgive_account(session: Session, user: User) -> None:
    """Forget the failures of an account, wherever they came from."""
    session.execute(
        delete(SignInFailure).where(SignInFailure.account_sha256 == account_digest(user.email))
    )


def _open(session: Session, person: Actor, email: str, agent: str) -> str:
    secret, session_id, at = new_secret(), new_id(), now()
    live = {
        "id": session_id,
        "user_id": person.user_id,
        "secret_sha256": digest(secret),
        "created_at": at,
        "seen_at": at,
        "fresh_at": at,
        "address": person.address,
        "agent": agent[:300],
    }
    session.connection().execute(_OPEN, live)
    _forgive_here(session, email, person.address)
    record(session, person, SignedIn(person.supplier_id, person.user_id or 0, session_id))
    return secret


def _forgive_here(session: Session, email: str, address: str) -> None:
    """Forget the failures of an account from one network address."""
    session.connection().execute(_FORGIVE, {"account": account_digest(email), "here": address})


def _still_active(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None or user.state is not UserState.ACTIVE:
        raise WrongState(CHANGED)
    return user


def _claim_step(session: Session, user: User, step: int) -> bool:
    """Return whether this code is used for the first time; no older one works after it."""
    claimed = session.execute(
        update(User)
        .where(
            User.id == user.id,
            (User.totp_last_step.is_(None)) | (User.totp_last_step < step),
        )
        .values(totp_last_step=step)
        .execution_options(synchronize_session=False)
        .returning(User.id)
    )
    return claimed.one_or_none() is not None


def _use_recovery_code(session: Session, actor: Actor, user: User, typed: str) -> None:
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_sha256 == recovery_digest(user.id, typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
        .returning(RecoveryCode.id)
    ).one_or_none()
    if used is None:
        raise Invalid(WRONG_CODE, field="code")
    left = session.scalar(
        select(func.count(RecoveryCode.id)).where(
            RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None)
        )
    )
    record(session, actor, RecoveryCodeUsed(user.supplier_id, user.id, left or 0))


def _as(user: User, caller: Actor) -> Actor:
    return Actor(user.name, user.roles, user.id, user.supplier_id, address=caller.address)
