"""Which rules hold for a supplier on a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.core.actor import Actor
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Category, supplier_category
from scoring.metrics.models import ScoringSetting
from scoring.metrics.rules.definitions import Metric
from scoring.metrics.rules.lines import goal_of
from scoring.metrics.rules.rating import DEFAULT_GOALS, Band, ScoringRules


@dataclass(frozen=True)
class Held:
    """Rules and where they come from; the scope is a category's code, or nothing."""

    scope: str
    rules: ScoringRules
    number: int = 0
    """0 is what holds before anyone set it."""


def rules_of(row: ScoringSetting) -> ScoringRules:
    """Return a stored setting as a value."""
    return ScoringRules(
        {**DEFAULT_GOALS, **{Metric(code): goal_of(kept) for code, kept in row.goals.items()}},
        bands_of(row.bands),
        row.early_days,
        row.late_days,
    )


def bands_of(kept: Collection[Any]) -> tuple[Band, ...]:
    """Return bands from what is kept."""
    return tuple(Band(grade, Fraction(low), Fraction(high)) for grade, low, high in kept)


def rules_on(session: Session, day: date) -> dict[str, Held]:
    """Return the rules that hold on a day, by scope; the brand's are always there."""
    rows = session.scalars(
        select(ScoringSetting)
        .where(ScoringSetting.valid_from <= day)
        .order_by(ScoringSetting.valid_from, ScoringSetting.number)
    )
    held = {row.scope: Held(row.scope, rules_of(row), row.number) for row in rows}
    return {"": Held("", ScoringRules())} | held


def scopes_of(
    session: Session, held: Mapping[str, Held], supplier_ids: Collection[int] | None
) -> Mapping[int, str]:
    """Return the scope of suppliers with a category that has rules of its own.

    Of several such categories the first by code holds; the card names it.
    """
    if len(held) == 1:
        return {}
    rows = (
        select(supplier_category.c.supplier_id, Category.code)
        .join(Category, Category.id == supplier_category.c.category_id)
        .where(Category.code.in_(held))
    )
    if supplier_ids is not None:
        rows = rows.where(supplier_category.c.supplier_id.in_(supplier_ids))
    found: dict[int, list[str]] = defaultdict(list)
    for supplier_id, code in session.execute(rows):
        found[supplier_id].append(code)
    return {supplier_id: min(codes) for supplier_id, codes in found.items()}


@dataclass(frozen=True)
class SettingLine:
    """One setting in the list of all."""

    scope: str
    category: Bilingual | None
    number: int
    valid_from: date
    set_by: str
    rules: ScoringRules


def setting_lines(session: Session, actor: Actor) -> list[SettingLine]:
    """Return every setting, the brand's first, the newest of a scope first."""
    actor.must(Permission.SCORING_SET)
    rows = session.scalars(
        select(ScoringSetting)
        .options(joinedload(ScoringSetting.category))
        .order_by(ScoringSetting.scope, ScoringSetting.number.desc())
    )
    return [
        SettingLine(
            row.scope, row.category.name if row.category else None, row.number, row.valid_from,
            row.set_by, rules_of(row),
        )
        for row in rows
    ]  # fmt: skip


def newest_setting(session: Session, actor: Actor, scope: str) -> Held:
    """Return the newest rules of a scope; what holds before anyone set them has number 0."""
    actor.must(Permission.SCORING_SET)
    row = session.scalar(
        select(ScoringSetting)
        .where(ScoringSetting.scope == scope)
        .order_by(ScoringSetting.number.desc())
        .limit(1)
    )
    return Held(scope, rules_of(row), row.number) if row else Held(scope, ScoringRules())
