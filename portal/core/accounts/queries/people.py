"""People and what happened to their accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, literal, select, type_coerce
from sqlalchemy.orm import Session

from portal.core.accounts.models import (
    User,
)
from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.errors import NotFound
from portal.core.permissions import Permission, Role


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
