"""Companies, their places and their steps, made for tests."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit.models import AuditEntry
from portal.core.db import Base
from portal.core.suppliers.models import Contact, Site, Supplier, SupplierStateChange
from portal.core.suppliers.operations import (
    ContactInput,
    SiteInput,
    StateInput,
    SupplierInput,
    add_contact,
    add_site,
    add_supplier,
    move_supplier,
)
from portal.core.suppliers.rules import SupplierState
from tests.people import BEN, MAYA, Person
from tests.world import World

HAISHENG = SupplierInput(
    name_en="Quanzhou Haisheng Footwear Co., Ltd.",
    name_zh="泉州海盛鞋业有限公司",
    country="CN",
    registration_number="91350582MA31RL8H81",
)


Row = TypeVar("Row", bound=Base)


def lasting(session: Session, row: Row) -> Row:
    """Return a row that can be read after its transaction is over."""
    session.flush()
    session.refresh(row)
    session.expunge(row)
    return row


def supplier(world: World, code: str = "S-LIN") -> Supplier:
    """Return the company as it stands now."""
    with world.looking() as session:
        return session.scalars(select(Supplier).where(Supplier.code == code)).one()


def added(world: World, given: SupplierInput = HAISHENG, by: Person = BEN) -> Supplier:
    """Add a company and return it."""
    actor = world.actor(by)
    with world.database.transaction() as session:
        return lasting(session, add_supplier(session, actor, given))


def moved(
    world: World, to: SupplierState, by: Person = MAYA, code: str = "S-LIN", **step: object
) -> Supplier:
    """Move a company and return it."""
    actor = world.actor(by)
    with world.database.transaction() as session:
        found = session.scalars(select(Supplier).where(Supplier.code == code)).one()
        told = {"reason": "Because.", "revision": found.revision, **step}
        move_supplier(session, actor, found, StateInput(to, **told))  # type: ignore[arg-type]
    return supplier(world, code)


def site_of(world: World, code: str = "S-LIN", name: str = "Tongxiang mill") -> Site:
    """Give a company one more site."""
    actor = world.actor(BEN)
    with world.database.transaction() as session:
        found = session.scalars(select(Supplier).where(Supplier.code == code)).one()
        return lasting(session, add_site(session, actor, found, SiteInput(name, country="CN")))


def contact_of(world: World, code: str = "S-LIN", site_id: int | None = None) -> Contact:
    """Give a company a person to call."""
    actor = world.actor(BEN)
    with world.database.transaction() as session:
        found = session.scalars(select(Supplier).where(Supplier.code == code)).one()
        given = ContactInput("何瑞", email="he@linhe.example", site_id=site_id)
        return lasting(session, add_contact(session, actor, found, given))


def steps(world: World, code: str = "S-LIN") -> Sequence[SupplierStateChange]:
    """Return the steps of a company's state, oldest first."""
    with world.looking() as session:
        own = select(SupplierStateChange).join(
            Supplier, Supplier.id == SupplierStateChange.supplier_id
        )
        found = session.scalars(own.where(Supplier.code == code).order_by(SupplierStateChange.id))
        return found.all()


def trail(world: World, event: str) -> Sequence[AuditEntry]:
    """Return the lines of the trail of one kind."""
    with world.looking() as session:
        return session.scalars(select(AuditEntry).where(AuditEntry.event == event)).all()


def refusal(act: Callable[[], object]) -> Exception | None:
    """Return what an act was refused with, if it was."""
    try:
        act()
    except Exception as error:
        return error
    return None
