"""Who belongs to an audience of a notice: only people who can sign in."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.core.accounts.models import User
from portal.core.accounts.rules import UserState
from portal.core.notifications.rules import Recipient
from portal.core.permissions import GRANTS, Permission, Role


def people_in(session: Session, audience: str) -> Sequence[Recipient]:
    """Return the active people of `brand:<permission>`, `supplier:<id>` or `person:<id>`."""
    kind, _, which = audience.partition(":")
    if kind == "brand":
        found = _active(session, User.supplier_id.is_(None))
        permission = Permission(which)
        return [who for who, roles in found if any(permission in GRANTS[role] for role in roles)]
    column = {"supplier": User.supplier_id, "person": User.id}[kind]
    return [who for who, _ in _active(session, column == int(which))]


def _active(
    session: Session, condition: ColumnElement[bool]
) -> list[tuple[Recipient, frozenset[Role]]]:
    query = (
        select(User.id, User.email, User.name, User.locale, User.supplier_id, User.role_names)
        .where(User.state == UserState.ACTIVE, condition)
        .order_by(User.id)
    )
    return [
        (Recipient(*row[:5]), frozenset(Role(name) for name in row.role_names))
        for row in session.execute(query)
    ]
