"""Finding which scheme holds for a product, and what a tier makes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agreements.contracts.queries.governing import sampling_on, version_in_force
from inspections.sampling.models import SamplingScheme, TierSampling
from inspections.sampling.rules.agreed import agreed_reason, scheme_agreed
from inspections.sampling.rules.schemes import (
    BRAND,
    BRAND_REASON,
    TIER_POLICIES,
    UNTIERED,
    Basis,
    Governing,
    Scheme,
    TierPolicy,
    category_reason,
)
from inspections.sampling.rules.vocabulary import Level
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.errors import NotFound
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Category
from portal.core.suppliers.rules import Tier

SchemeSource = Callable[[Session, int, Product], Governing | None]
"""Looks for the scheme of a supplier's product in one place; None where that place has none."""


def _of_agreement(session: Session, supplier_id: int, product: Product) -> Governing | None:
    held = version_in_force(session, supplier_id, product, today())
    if held is None:
        return None
    basis = Basis(held.agreement, held.number, held.sha256)
    usual = _of_category(session, supplier_id, product) or _of_brand(session, supplier_id, product)
    scheme = scheme_agreed(sampling_on(session, held), usual.scheme.skip_one_in)
    return Governing(scheme, f"agreement:{held.agreement}", agreed_reason(basis), basis)


def _of_category(session: Session, supplier_id: int, product: Product) -> Governing | None:
    if product.category_id is None:
        return None
    found = session.execute(
        select(SamplingScheme, Category)
        .join(Category, Category.id == SamplingScheme.category_id)
        .where(SamplingScheme.category_id == product.category_id)
    ).one_or_none()
    if found is None:
        return None
    scheme, category = found
    reason = category_reason(category.name)
    return Governing(scheme_of(scheme), f"category:{category.code}", reason)


def _of_brand(session: Session, supplier_id: int, product: Product) -> Governing:
    row = session.scalar(select(SamplingScheme).where(SamplingScheme.scope == ""))
    return Governing(scheme_of(row) if row else Scheme(), BRAND, BRAND_REASON)


SOURCES: Sequence[SchemeSource] = (_of_agreement, _of_category, _of_brand)
"""Where a scheme may come from, the strongest first; the last one always has one."""


def governing_scheme(session: Session, supplier_id: int, product: Product) -> Governing:
    """Return the scheme that holds for lots of a product made by a supplier."""
    found = (source(session, supplier_id, product) for source in SOURCES)
    return next(governing for governing in found if governing is not None)


def scheme_of(row: SamplingScheme) -> Scheme:
    """Return what a stored scheme asks for."""
    return Scheme(
        edition=row.edition,
        level=Level(row.level),
        kind=row.kind,
        regime=row.regime,
        aqls={
            DefectClass.CRITICAL: row.critical_aql,
            DefectClass.MAJOR: row.major_aql,
            DefectClass.MINOR: row.minor_aql,
        },
        critical_mode=row.critical_mode,
        largest_letter=row.largest_letter,
        switching=row.switching,
        reduced_approved=row.reduced_approved,
        skip_one_in=row.skip_one_in,
    )


@dataclass(frozen=True)
class SchemeLine:
    """One scheme as the settings show it; revision 0 is what holds before anyone set it."""

    scheme: Scheme
    category: Category | None
    revision: int


def scheme_lines(session: Session, actor: Actor) -> list[SchemeLine]:
    """Return the brand's default first, then the schemes of categories by code."""
    actor.must(Permission.SAMPLING_SET)
    rows = session.scalars(
        select(SamplingScheme)
        .options(joinedload(SamplingScheme.category))
        .order_by(SamplingScheme.scope)
    )
    lines = [SchemeLine(scheme_of(row), row.category, row.revision) for row in rows]
    if not lines or lines[0].category is not None:
        lines.insert(0, SchemeLine(Scheme(), None, 0))
    return lines


def find_scheme(session: Session, actor: Actor, category: Category | None) -> SchemeLine:
    """Return the scheme of a category, or the brand's default; NotFound where there is none."""
    actor.must(Permission.SAMPLING_SET)
    scope = category.code if category else ""
    row = session.scalar(select(SamplingScheme).where(SamplingScheme.scope == scope))
    if row is not None:
        return SchemeLine(scheme_of(row), category, row.revision)
    if category is None:
        return SchemeLine(Scheme(), None, 0)
    raise NotFound


def tier_policy(session: Session, tier: Tier | None) -> TierPolicy:
    """Return what a tier means for how hard we look."""
    wanted = tier or UNTIERED
    row = session.scalar(select(TierSampling).where(TierSampling.tier == wanted))
    return policy_of(row) if row else TIER_POLICIES[wanted]


def policy_of(row: TierSampling) -> TierPolicy:
    """Return a stored policy as a value."""
    return TierPolicy(row.floor, row.start, row.reduced_allowed, row.skip_lot_allowed)


def tier_policies(session: Session, actor: Actor) -> Mapping[Tier, tuple[TierPolicy, int]]:
    """Return every tier's policy and its revision; 0 is what holds before anyone set it."""
    actor.must(Permission.SAMPLING_SET)
    stored = {row.tier: row for row in session.scalars(select(TierSampling))}
    return {
        tier: (policy_of(stored[tier]), stored[tier].revision)
        if tier in stored
        else (TIER_POLICIES[tier], 0)
        for tier in Tier
    }
