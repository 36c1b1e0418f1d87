"""What people do with their own account."""

from dataclasses import dataclass

from sqlalchemy import CursorResult, delete, update
from sqlalchemy.orm import Session

from portal.core.accounts.codes import (
    matching_step,
    new_recovery_codes,
    new_totp_secret,
    plain_code,
    recovery_digest,
)
from portal.core.accounts.events import (
    PasswordChanged,
    ProfileChanged,
    RecoveryCodesMade,
    SecondFactorAdded,
    SecondFactorRemoved,
    SessionsEnded,
)
from portal.core.accounts.letters import mail_person
from portal.core.accounts.models import RecoveryCode, User, UserSession
from portal.core.accounts.operations.door import WRONG_CODE
from portal.core.accounts.operations.people import clear_second_factor
from portal.core.accounts.passwords import hash_password
from portal.core.accounts.queries.people import find_me
from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.clock import now
from portal.core.errors import Invalid, NotFound, WrongState
from portal.core.i18n import LOCALES, N_
from portal.core.permissions import Permission
from portal.core.sealing import seal, unseal


@dataclass(frozen=True)
class ProfileInput:
    """How a person wants to be known and spoken to."""

    name: str
    locale: str
    time_zone: str


def change_profile(session: Session, actor: Actor, profile: ProfileInput) -> None:
    """Change one's name, language and time zone."""
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    if profile.locale not in LOCALES:
        raise Invalid(N_("Not a valid choice."), field="locale")
    user = find_me(session, actor)
    user.name, user.locale, user.time_zone = profile.name, profile.locale, profile.time_zone
    changes = changed(user)
    changes.pop("name", None)
    record(session, actor, ProfileChanged(user.supplier_id, user.id), changes)


def change_password(session: Session, actor: Actor, password: str, session_id: int) -> None:
    """Set a new password and end every other session; the caller has proven the old one."""
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    hashed = hash_password(password, field="new_password")
    user = find_me(session, actor)
    user.password_hash = hashed
    _end_sessions(session, actor, keep=session_id)
    text = N_("The password of your account was changed. If that was not you, tell the brand.")
    mail_person(session, user, N_("Your password was changed"), text)
    record(session, actor, PasswordChanged(user.supplier_id, user.id))


def end_session(session: Session, actor: Actor, session_id: int) -> None:
    """End one of one's own sessions."""
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    ended = _end_sessions(session, actor, only=session_id)
    if not ended:
        raise NotFound
    record(session, actor, SessionsEnded(actor.supplier_id, actor.user_id or 0, ended))


def end_other_sessions(session: Session, actor: Actor, session_id: int) -> None:
    """End all of one's sessions but this one."""
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    ended = _end_sessions(session, actor, keep=session_id)
    record(session, actor, SessionsEnded(actor.supplier_id, actor.user_id or 0, ended))


def begin_second_factor(session: Session, actor: Actor) -> None:
    """Make a secret for an authenticator; it counts only after a code of it was entered."""
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    user = find_me(session, actor)
    if user.totp_confirmed_at is not None:
        raise WrongState(N_("The second factor is on already. Turn it off first."))
    user.totp_secret, user.totp_last_step = seal(new_totp_secret()), None


def confirm_second_factor(session: Session, actor: Actor, code: str) -> list[str]:
    """Turn the second factor on with a first code, and return the recovery codes to show once."""
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    user = find_me(session, actor)
    if user.totp_secret is None or user.totp_confirmed_at is not None:
        raise WrongState(N_("Begin again: there is no secret waiting for its first code."))
    step = matching_step(unseal(user.totp_secret), plain_code(code), now())
    if step is None:
        raise Invalid(WRONG_CODE, field="code")
    user.totp_confirmed_at, user.totp_last_step = now(), step
    codes = _write_recovery_codes(session, user)
    record(session, actor, SecondFactorAdded(user.supplier_id, user.id))
    return codes


def renew_recovery_codes(session: Session, actor: Actor) -> list[str]:
    """Make ten new recovery codes, to be shown once; the old ones no longer work."""
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    user = find_me(session, actor)
    if user.totp_confirmed_at is None:
        raise WrongState(N_("There is no second factor to turn off."))
    codes = _write_recovery_codes(session, user)
    record(session, actor, RecoveryCodesMade(user.supplier_id, user.id, len(codes)))
    return codes


def remove_second_factor(session: Session, actor: Actor) -> None:
    """Turn one's second factor off; the caller has proven the password."""
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    user = find_me(session, actor)
    if user.totp_confirmed_at is None:
        raise WrongState(N_("There is no second factor to turn off."))
    clear_second_factor(session, user)
    text = N_("The second factor of your account was turned off. If that was not you, act now.")
    mail_person(session, user, N_("Your second factor was turned off"), text)
    record(session, actor, SecondFactorRemoved(user.supplier_id, user.id))


def _write_recovery_codes(session: Session, user: User) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = new_recovery_codes()
    session.add_all(
        RecoveryCode(user_id=user.id, code_sha256=recovery_digest(user.id, code)) for code in codes
    )
    return codes


def _end_sessions(
    session: Session, actor: Actor, *, keep: int | None = None, only: int | None = None
) -> int:
    ending = update(UserSession).where(
        UserSession.user_id == actor.user_id, UserSession.ended_at.is_(None)
    )
    if keep is not None:
        ending = ending.where(UserSession.id != keep)
    if only is not None:
        ending = ending.where(UserSession.id == only)
    ended = session.execute(ending.values(ended_at=now()))
    return ended.rowcount if isinstance(ended, CursorResult) else 0
