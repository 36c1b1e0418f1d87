"""Who acts in the demo world."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.accounts.models import User
from portal.core.actor import Actor
from portal.core.suppliers.models import Supplier


def actor_of(session: Session, mail: str) -> Actor:
    """Return a person of the demo world, signed in."""
    user = session.scalars(select(User).where(User.email == mail)).one()
    return Actor(user.name, user.roles, user.id, user.supplier_id, locale=user.locale)


def supplier_of(session: Session, code: str) -> Supplier:
    """Return a supplier of the demo world."""
    return session.scalars(select(Supplier).where(Supplier.code == code)).one()


def clerk_of(session: Session, supplier: Supplier) -> Actor:
    """Return who acts for a supplier: its own first person, else the brand's buyer."""
    own = select(User.email).where(User.supplier_id == supplier.id).order_by(User.id)
    return actor_of(session, session.scalars(own).first() or "buyer@hohenfeld.example")
