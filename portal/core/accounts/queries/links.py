"""Mailed links and whose they are."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.accounts.models import (
    OneTimeLink,
    User,
)
from portal.core.accounts.queries.sessions import digest
from portal.core.accounts.rules import (
    LinkKind,
    UserState,
)
from portal.core.clock import now


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
