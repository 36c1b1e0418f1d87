"""The list of people with the companies they belong to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, UnaryExpression, func, or_, select
from sqlalchemy.orm import Session

from portal.core.accounts.models import User
from portal.core.accounts.queries.people import holds_role
from portal.core.accounts.rules import UserState
from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission, Role
from portal.core.suppliers.models import Supplier

Chosen = TypeVar("Chosen", bound=Select[*tuple[Any, ...]])

PAGE = 50

SORTS = {
    "name": User.name,
    "email": User.email,
    "company": Supplier.name_en,
    "state": User.state,
    "seen": User.last_sign_in_at,
}


@dataclass(frozen=True)
class PeopleFilter:
    """Which people a list shows, in which order, from which page."""

    text: str = ""
    role: Role | None = None
    state: UserState | None = None
    supplier_id: int | None = None
    brand_only: bool = False
    sort: str = "name"
    page: int = 1


@dataclass(frozen=True)
class PersonLine:
    """One person in the list."""

    id: int
    name: str
    email: str
    roles: tuple[Role, ...]
    state: UserState
    invited_until: datetime | None
    last_sign_in_at: datetime | None
    has_second_factor: bool
    company: Bilingual | None


def list_people(
    session: Session, actor: Actor, wanted: PeopleFilter
) -> tuple[list[PersonLine], int]:
    """Return one page of the people within reach, and how many there are in all."""
    actor.must(Permission.PERSON_READ, actor.supplier_id)
    total = session.scalar(_narrowed(select(func.count(User.id)), actor, wanted)) or 0
    rows = session.execute(
        _narrowed(
            select(
                User.id,
                User.name,
                User.email,
                User.role_names,
                User.state,
                User.invited_until,
                User.last_sign_in_at,
                User.totp_confirmed_at,
                User.supplier_id,
                Supplier.name_en,
                Supplier.name_zh,
            ),
            actor,
            wanted,
        )
        .order_by(*_order(wanted.sort))
        .limit(PAGE)
        .offset((wanted.page - 1) * PAGE)
    )
    return [
        PersonLine(
            row.id,
            row.name,
            row.email,
            tuple(sorted(Role(name) for name in row.role_names)),
            row.state,
            row.invited_until,
            row.last_sign_in_at,
            row.totp_confirmed_at is not None,
            Bilingual(row.name_en, row.name_zh) if row.supplier_id else None,
        )
        for row in rows
    ], total


def company_of(session: Session, actor: Actor, supplier_id: int | None) -> Supplier | None:
    """Return the company a person belongs to, if any."""
    if supplier_id is None:
        return None
    actor.must(Permission.PERSON_READ, supplier_id)
    return session.get(Supplier, supplier_id)


def companies_to_invite(session: Session, actor: Actor) -> list[tuple[int, Bilingual, str]]:
    """Return id, name and code of the suppliers whose people the actor may invite."""
    actor.must(Permission.PERSON_READ, actor.supplier_id)
    rows = session.execute(
        select(Supplier.id, Supplier.name_en, Supplier.name_zh, Supplier.code)
        .where(within_reach(actor, Supplier.id))
        .order_by(Supplier.name_en, Supplier.id)
        .limit(2000)
    )
    return [(row.id, Bilingual(row.name_en, row.name_zh), row.code) for row in rows]


def _narrowed(statement: Chosen, actor: Actor, wanted: PeopleFilter) -> Chosen:
    narrowed = statement.select_from(User).join(
        Supplier, Supplier.id == User.supplier_id, isouter=True
    )
    narrowed = narrowed.where(within_reach(actor, User.supplier_id))
    if wanted.text:
        part = f"%{_escape(wanted.text)}%"
        narrowed = narrowed.where(
            or_(*(
                column.ilike(part, escape="\\")
                for column in (User.name, User.email, Supplier.name_en, Supplier.name_zh)
            ))
        )  # fmt: skip
    if wanted.role:
        narrowed = narrowed.where(holds_role(wanted.role))
    if wanted.state:
        narrowed = narrowed.where(User.state == wanted.state)
    if wanted.supplier_id:
        narrowed = narrowed.where(User.supplier_id == wanted.supplier_id)
    if wanted.brand_only:
        narrowed = narrowed.where(User.supplier_id.is_(None))
    return narrowed


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _order(sort: str) -> tuple[UnaryExpression[Any], ...]:
    column = SORTS.get(sort.removeprefix("-"), User.name)
    if sort.startswith("-"):
        return column.desc().nulls_last(), User.id.desc()
    return column.asc().nulls_last(), User.id.asc()
