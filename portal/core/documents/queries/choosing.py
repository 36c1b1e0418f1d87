"""What a form about documents offers to choose from."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.documents.models import (
    Document,
)
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Category, Site, Supplier


@dataclass(frozen=True)
class Choice:
    """Something to pick by name."""

    id: int
    code: str
    name: Bilingual


def sites_to_choose(session: Session, actor: Actor, supplier_id: int) -> list[Choice]:
    """Return the supplier's active sites."""
    actor.must(Permission.DOCUMENT_READ, supplier_id)
    rows = session.execute(
        select(Site.id, Site.code, Site.name_en, Site.name_zh)
        .where(Site.supplier_id == supplier_id, Site.is_active)
        .order_by(Site.code)
    )
    return [Choice(row.id, row.code, Bilingual(row.name_en, row.name_zh)) for row in rows]


def suppliers_to_choose(
    session: Session, actor: Actor, words: str = "", limit: int = 500
) -> list[Choice]:
    """Return suppliers within reach, by name."""
    actor.must(Permission.SUPPLIER_READ, actor.supplier_id)
    query = select(Supplier.id, Supplier.code, Supplier.name_en, Supplier.name_zh).where(
        within_reach(actor, Supplier.id)
    )
    if words:
        query = query.where(
            or_(
                Supplier.name_en.icontains(words, autoescape=True),
                Supplier.name_zh.icontains(words, autoescape=True),
                Supplier.code.icontains(words, autoescape=True),
            )
        )
    rows = session.execute(query.order_by(Supplier.name_en, Supplier.id).limit(limit))
    return [Choice(row.id, row.code, Bilingual(row.name_en, row.name_zh)) for row in rows]


def find_category_names(session: Session) -> dict[int, Bilingual]:
    """Return the categories' names by their ids, by code."""
    return {row.id: row.name for row in session.scalars(select(Category).order_by(Category.code))}


def supplier_name(session: Session, actor: Actor, supplier_id: int) -> Bilingual:
    """Return the name of a supplier within reach; raises NotFound."""
    actor.must(Permission.SUPPLIER_READ, supplier_id)
    supplier = session.get(Supplier, supplier_id)
    if supplier is None:
        raise NotFound
    return supplier.name


def site_of(session: Session, actor: Actor, document: Document) -> Site | None:
    """Return the site that a document is about, if it is about one."""
    actor.must(Permission.DOCUMENT_READ, document.supplier_id)
    return session.get(Site, document.site_id) if document.site_id else None
