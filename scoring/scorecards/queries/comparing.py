"""Finding whom to compare: who was chosen, and who of the same category could be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Category, Supplier, supplier_category
from scoring.scorecards.models import Scorecard
from scoring.scorecards.queries.finding import CardFilter, CardRow, list_scorecards, visible

C = Scorecard


class SharedCategory(NamedTuple):
    """A category and its name."""

    id: int
    name_en: str
    name_zh: str

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_en, self.name_zh)


def shared_category(
    session: Session, actor: Actor, period: str, among: Collection[int] = ()
) -> SharedCategory | None:
    """Return the category that most of these suppliers, or of all, share among those rated."""
    actor.must(Permission.SCORECARD_READ, actor.supplier_id)
    rows = (
        select(Category.id, Category.name_en, Category.name_zh)
        .join(supplier_category, supplier_category.c.category_id == Category.id)
        .join(C, C.supplier_id == supplier_category.c.supplier_id)
        .where(C.period == period, C.score_millionths.is_not(None), visible(actor))
        .group_by(Category.id, Category.name_en, Category.name_zh, Category.code)
        .order_by(func.count().desc(), Category.code)
        .limit(1)
    )
    if among:
        rows = rows.where(C.supplier_id.in_(among))
    row = session.execute(rows).one_or_none()
    return SharedCategory(*row) if row else None


class Candidate(NamedTuple):
    """A supplier that was chosen, whether or not it has a card of the period."""

    supplier_id: int
    code: str
    name_en: str
    name_zh: str


def candidates(session: Session, actor: Actor, picked: Sequence[int]) -> list[Candidate]:
    """Return the suppliers that were chosen, in the order in which they were."""
    actor.must(Permission.SCORECARD_READ, actor.supplier_id)
    rows = session.execute(
        select(Supplier.id, Supplier.code, Supplier.name_en, Supplier.name_zh).where(
            Supplier.id.in_(picked), within_reach(actor, Supplier.id)
        )
    )
    return sorted((Candidate(*row) for row in rows), key=lambda one: picked.index(one.supplier_id))


@dataclass(frozen=True)
class Offer:
    """Whom one could add, and which category they share if nothing else was asked for."""

    rows: Sequence[CardRow]
    category: SharedCategory | None = None


def offer_of(
    session: Session, actor: Actor, wanted: CardFilter, picked: Collection[int], most: int
) -> Offer:
    """Return suppliers with a card of the period: those asked for, else of the same category."""

    def others(category_id: int | None) -> list[CardRow]:
        narrowed = CardFilter(wanted.period, wanted.text, category_id=category_id, sort="supplier")
        rows = list_scorecards(session, actor, narrowed, most=most + len(picked))
        return [row for row in rows if row.supplier_id not in picked][:most]

    if wanted.text or wanted.category_id is not None:
        return Offer(others(wanted.category_id))
    shared = shared_category(session, actor, wanted.period, picked)
    alike = others(shared.id) if shared else []
    return Offer(alike, shared) if alike else Offer(others(None))
