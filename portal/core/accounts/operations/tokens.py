"""Keys for programs."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from portal.core.accounts.events import TokenCreated, TokenRevoked
from portal.core.accounts.models import ApiToken, User
from portal.core.accounts.queries.sessions import digest
from portal.core.accounts.rules import TOKEN_DAYS_MAX, TOKEN_PREFIX, TOKEN_TOUCH, UserState
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, WrongState
from portal.core.i18n import N_
from portal.core.numbering import new_secret
from portal.core.permissions import GRANTS, SCOPES, Permission


@dataclass(frozen=True)
class TokenInput:
    """What a program's key is called, may do, and for how long."""

    name: str
    scopes: frozenset[Permission]
    days: int


def scopes_for(user: User) -> frozenset[Permission]:
    """Return what a token of this person may be given: never more than the person may."""
    granted = frozenset[Permission]().union(*(GRANTS[role] for role in user.roles))
    return granted & SCOPES


def create_token(session: Session, actor: Actor, user: User, token: TokenInput) -> str:
    """Make a key that acts for `user`, and return it: it is shown once and kept as its hash."""
    actor.must(Permission.TOKEN_MANAGE, user.supplier_id)
    if user.state is not UserState.ACTIVE:
        raise WrongState(N_("Only an active person can have a key."))
    if not token.scopes or not token.scopes <= scopes_for(user):
        raise Invalid(N_("Choose what the key may do, within what the person may."), field="scopes")
    if not 1 <= token.days <= TOKEN_DAYS_MAX:
        raise Invalid(N_("A key lives from 1 to %(most)s days."), field="days", most=TOKEN_DAYS_MAX)
    secret = TOKEN_PREFIX + new_secret()
    row = ApiToken(
        user_id=user.id,
        name=token.name,
        secret_sha256=digest(secret),
        hint=secret[-4:],
        scopes=frozenset(scope.value for scope in token.scopes),
        expires_at=now() + timedelta(days=token.days),
    )
    session.add(row)
    scopes = tuple(sorted(row.scopes))
    record(
        session,
        actor,
        TokenCreated(user.supplier_id, row.id, user.id, token.name, scopes, token.days),
    )
    return secret


def revoke_token(session: Session, actor: Actor, token: ApiToken) -> None:
    """Make a key useless at once."""
    actor.must(Permission.ACCOUNT_MANAGE, actor.supplier_id)
    if token.revoked_at is not None:
        raise WrongState(N_("This key has been revoked already."))
    token.revoked_at = now()
    record(session, actor, TokenRevoked(actor.supplier_id, token.id, token.user_id, token.name))


def touch_token(session: Session, secret: str) -> None:
    """Note that a key is in use, at most once a minute."""
    at = now()
    session.execute(
        update(ApiToken)
        .where(
            ApiToken.secret_sha256 == digest(secret),
            or_(ApiToken.used_at.is_(None), ApiToken.used_at < at - TOKEN_TOUCH),
        )
        .values(used_at=at)
    )
