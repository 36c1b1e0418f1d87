"""The requirement matrix as people read and change it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.documents.models import DocumentType, Requirement
from portal.core.documents.rules import RequirementLevel
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Category


@dataclass(frozen=True)
class RequirementLine:
    """One cell of the matrix in words; None is any."""

    id: int
    code: str
    type: Bilingual
    category: Bilingual | None
    tier: str | None
    market: str | None
    level: RequirementLevel


def requirement_lines(session: Session, actor: Actor) -> list[RequirementLine]:
    """Return the matrix by type, the general cells of a type first."""
    actor.must(Permission.DOCUMENT_REQUIRE)
    rows = session.execute(
        select(Requirement, DocumentType, Category)
        .join(DocumentType, DocumentType.id == Requirement.type_id)
        .outerjoin(Category, Category.id == Requirement.category_id)
        .order_by(DocumentType.code, Requirement.scope)
    )
    return [
        RequirementLine(
            cell.id,
            kind.code,
            kind.name,
            category.name if category else None,
            cell.tier.value if cell.tier else None,
            cell.market,
            cell.level,
        )
        for cell, kind, category in rows
    ]


def find_requirement(session: Session, actor: Actor, requirement_id: int) -> Requirement:
    """Return one cell; raises NotFound."""
    actor.must(Permission.DOCUMENT_REQUIRE)
    cell = session.get(Requirement, requirement_id)
    if cell is None:
        raise NotFound
    return cell
