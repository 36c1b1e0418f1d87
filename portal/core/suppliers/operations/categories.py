"""Categories of goods, which requirements hang on."""

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.errors import Invalid, Outpaced, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.suppliers.events import CategoryAdded, CategoryEdited, CategoryRemoved
from portal.core.suppliers.models import Category, supplier_category


@dataclass(frozen=True)
class CategoryInput:
    """A kind of goods as somebody names it."""

    code: str
    name_en: str
    name_zh: str = ""


def add_category(session: Session, actor: Actor, given: CategoryInput) -> Category:
    """Add a category under a code that is not taken."""
    actor.must(Permission.DOCUMENT_REQUIRE)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", given.code):
        raise Invalid(N_("A code is of small letters, digits and dashes."), field="code")
    if session.scalar(select(Category.id).where(Category.code == given.code)):
        raise Invalid(N_("This code is already taken."), field="code")
    category = Category(**vars(given))
    session.add(category)
    record(session, actor, CategoryAdded(None, category.id, category.code))
    return category


def edit_category(
    session: Session, actor: Actor, category: Category, given: CategoryInput, revision: int
) -> None:
    """Change a category's names; its code stays, because files of others use it."""
    actor.must(Permission.DOCUMENT_REQUIRE)
    if category.revision != revision:
        raise Outpaced(N_("Somebody else changed this since you opened it."))
    category.name_en, category.name_zh = given.name_en, given.name_zh
    record(session, actor, CategoryEdited(None, category.id), changed(category))


def remove_category(session: Session, actor: Actor, category: Category) -> None:
    """Remove a category that neither a supplier nor a requirement has; raises WrongState."""
    actor.must(Permission.DOCUMENT_REQUIRE)
    used = session.scalar(
        select(func.count()).where(supplier_category.c.category_id == category.id)
    )
    if used:
        raise WrongState(
            N_("%(count)s suppliers have this category; take it from them first."), count=used
        )
    gone = CategoryRemoved(None, category.id, category.code)
    try:
        # Requirements belong to a room above this one: only the database sees them.
        with session.begin_nested():
            session.delete(category)
    except IntegrityError:
        raise WrongState(
            N_("The requirement matrix has lines for this category; remove them first.")
        ) from None
    record(session, actor, gone)
