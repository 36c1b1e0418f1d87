"""Keys of programs to the API."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.core.accounts.models import (
    ApiToken,
    User,
)
from portal.core.accounts.queries.sessions import actor_of, digest
from portal.core.accounts.rules import (
    UserState,
)
from portal.core.actor import Actor
from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.permissions import Permission

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
    scopes = frozenset(_KNOWN[name] for name in row.scopes if name in _KNOWN)
    return actor_of(row, address, scopes)


_KNOWN = {permission.value: permission for permission in Permission}


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
