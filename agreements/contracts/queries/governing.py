"""What an agreement says on a day: for inspections now, for corrective action to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session, aliased

from agreements.clauses.kinds import ClauseKind
from agreements.clauses.law import LiabilityTerms, Limit, NonconformityTerms
from agreements.clauses.sampling import SamplingTerms
from agreements.contracts.models import (
    Agreement,
    AgreementClause,
    AgreementCover,
    AgreementGate,
    AgreementVersion,
)
from agreements.contracts.rules import SIGNED, Days, GateLevel
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Category


@dataclass(frozen=True)
class InForce:
    """The version that holds on a day, and what it is known by."""

    version_id: int
    agreement: str
    number: int
    sha256: str
    days: Days


def version_in_force(
    session: Session, supplier_id: int, product: Product, day: date
) -> InForce | None:
    """Return the version that holds for a product on a day; one for it goes before its category."""
    found = session.execute(
        select(
            AgreementVersion.id,
            Agreement.number.label("agreement"),
            AgreementVersion.number,
            AgreementVersion.sha256,
            AgreementVersion.holds_from,
            AgreementVersion.holds_until,
        )
        .join(Agreement, Agreement.id == AgreementVersion.agreement_id)
        .join(AgreementCover, AgreementCover.version_id == AgreementVersion.id)
        .where(
            AgreementVersion.supplier_id == supplier_id,
            AgreementVersion.state.in_(SIGNED),
            AgreementVersion.holds_from <= day,
            AgreementVersion.holds_until >= day,
            _covers(product),
        )
        .order_by(case((AgreementCover.product_id == product.id, 0), else_=1))
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    return InForce(
        found.id, found.agreement, found.number, found.sha256,
        Days(found.holds_from, found.holds_until),
    )  # fmt: skip


def sampling_on(session: Session, held: InForce) -> SamplingTerms:
    """Return the sampling plan that a version agreed on."""
    kept = _kept(session, held, ClauseKind.SAMPLING)
    assert kept is not None  # noqa: S101 - nothing is sent without a sampling clause
    return SamplingTerms.of(kept)


def time_limits_on(
    session: Session, supplier_id: int, product: Product, day: date
) -> Mapping[DefectClass, Limit] | None:
    """Return how fast nonconformities of a product are answered and corrected, if agreed."""
    held = version_in_force(session, supplier_id, product, day)
    kept = _kept(session, held, ClauseKind.NONCONFORMITY) if held else None
    return NonconformityTerms.of(kept).limits if kept else None


def cost_split_on(
    session: Session, supplier_id: int, product: Product, day: date
) -> LiabilityTerms | None:
    """Return which share of the cost the supplier bears by cause, and up to what, if agreed."""
    held = version_in_force(session, supplier_id, product, day)
    kept = _kept(session, held, ClauseKind.LIABILITY) if held else None
    return LiabilityTerms.of(kept) if kept else None


def _kept(session: Session, held: InForce, kind: ClauseKind) -> Mapping[str, object] | None:
    return session.scalar(
        select(AgreementClause.terms).where(
            AgreementClause.version_id == held.version_id, AgreementClause.kind == kind
        )
    )


def _covers(product: Product) -> ColumnElement[bool]:
    named = AgreementCover.product_id == product.id
    if product.category_id is None:
        return named
    return or_(named, AgreementCover.category_id == product.category_id)


@dataclass(frozen=True)
class Overlap:
    """Another agreement that holds for the same goods on the same days."""

    agreement: str
    what: str
    days: Days


def overlaps_of(session: Session, version: AgreementVersion, days: Days) -> Sequence[Overlap]:
    """Return which other agreements of the supplier hold for the same goods in those days."""
    mine, theirs = aliased(AgreementCover), aliased(AgreementCover)
    rows = session.execute(
        select(
            Agreement.number,
            AgreementVersion.holds_from,
            AgreementVersion.holds_until,
            Category.code,
            Product.sku,
        )
        .join(AgreementVersion, AgreementVersion.agreement_id == Agreement.id)
        .join(theirs, theirs.version_id == AgreementVersion.id)
        .join(
            mine,
            or_(
                and_(mine.category_id.is_not(None), mine.category_id == theirs.category_id),
                and_(mine.product_id.is_not(None), mine.product_id == theirs.product_id),
            ),
        )
        .outerjoin(Category, Category.id == theirs.category_id)
        .outerjoin(Product, Product.id == theirs.product_id)
        .where(
            mine.version_id == version.id,
            AgreementVersion.supplier_id == version.supplier_id,
            AgreementVersion.agreement_id != version.agreement_id,
            AgreementVersion.state.in_(SIGNED),
            AgreementVersion.holds_from <= days.last,
            AgreementVersion.holds_until >= days.first,
        )
        .order_by(AgreementVersion.holds_from, Agreement.number)
    )
    return [
        Overlap(row.number, row.code or row.sku, Days(row.holds_from, row.holds_until))
        for row in rows
    ]


def gate_level(session: Session, category_id: int | None) -> GateLevel:
    """Return what bookings ask for in a category: its own level, else the general one, else off."""
    rows = session.execute(
        select(AgreementGate.category_id, AgreementGate.level).where(
            or_(AgreementGate.scope == "", AgreementGate.category_id == category_id)
        )
    )
    levels = {row.category_id: row.level for row in rows}
    return levels.get(category_id) or levels.get(None) or GateLevel.OFF


def gates(session: Session) -> Mapping[str, tuple[GateLevel, int]]:
    """Return the level and the revision by scope (a category's code, or nothing)."""
    return {
        row.scope: (row.level, row.revision)
        for row in session.execute(
            select(AgreementGate.scope, AgreementGate.level, AgreementGate.revision)
        )
    }
