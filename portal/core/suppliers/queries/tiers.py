"""Which tier a supplier had on a day, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier, TierChange
from portal.core.suppliers.rules import Tier


def tier_on(session: Session, supplier_id: int, day: date) -> Tier | None:
    """Return the tier that held at the end of a day; None where nobody had decided yet."""
    return session.scalar(
        select(TierChange.tier_after)
        .where(TierChange.supplier_id == supplier_id, TierChange.on_day <= day)
        .order_by(TierChange.on_day.desc(), TierChange.id.desc())
        .limit(1)
    )


def tiers_of(session: Session, actor: Actor, supplier: Supplier) -> Sequence[TierChange]:
    """Return the decisions about a supplier's tier, the newest first."""
    actor.must(Permission.SUPPLIER_READ, supplier.id)
    own = select(TierChange).where(TierChange.supplier_id == supplier.id)
    return session.scalars(own.order_by(TierChange.on_day.desc(), TierChange.id.desc())).all()


@dataclass(frozen=True)
class DueReview:
    """A supplier whose tier is to be decided anew."""

    code: str
    name: Bilingual
    tier: Tier | None
    requalify_on: date


def reviews_due(session: Session, actor: Actor, until: date, limit: int = 20) -> list[DueReview]:
    """Return whose tier is to be decided anew by a day, the longest due first."""
    actor.must(Permission.SUPPLIER_DECIDE)
    rows = session.execute(
        select(
            Supplier.code, Supplier.name_en, Supplier.name_zh, Supplier.tier, Supplier.requalify_on
        )
        .where(Supplier.requalify_on <= until)
        .order_by(Supplier.requalify_on, Supplier.id)
        .limit(limit)
    )
    return [
        DueReview(row.code, Bilingual(row.name_en, row.name_zh), row.tier, row.requalify_on)
        for row in rows
    ]
