"""Categories of goods."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.permissions import Permission
from portal.core.suppliers.models import (
    Category,
    supplier_category,
)


def find_category(session: Session, actor: Actor, category_id: int) -> Category:
    """Return a category."""
    actor.must(Permission.SUPPLIER_READ, actor.supplier_id)
    category = session.get(Category, category_id)
    if category is None:
        raise NotFound
    return category


def all_categories(session: Session, actor: Actor) -> Sequence[Category]:
    """Return every category, by code."""
    actor.must(Permission.SUPPLIER_READ, actor.supplier_id)
    return session.scalars(select(Category).order_by(Category.code)).all()


def count_category_uses(session: Session, actor: Actor) -> dict[int, int]:
    """Return category id -> number of suppliers that have it."""
    actor.must(Permission.SUPPLIER_READ)
    link = supplier_category.c
    counted = session.execute(select(link.category_id, func.count()).group_by(link.category_id))
    return {row[0]: row[1] for row in counted}
