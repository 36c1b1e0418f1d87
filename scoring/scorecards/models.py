"""Scorecards with everything they were made of copied in."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, CreatedAt, Id, OfSupplier, OptionalUserRef
from portal.core.suppliers.models import Supplier
from scoring.metrics.rules.lines import Line, line_of
from scoring.metrics.rules.periods import Period
from scoring.metrics.rules.rating import Band
from scoring.scorecards.rules import CardState

MILLION = 1_000_000


class Scorecard(OfSupplier, Base):
    """One supplier in one period."""

    __tablename__ = "scorecard"
    __table_args__ = (
        UniqueConstraint("supplier_id", "period"),
        UniqueConstraint("supplier_id", "id"),
        Index(None, "period", "score_millionths", "id"),
        Index(None, "period", "state"),
        Index(None, "supplier_id", "first_on"),
    )

    id: Mapped[Id]
    period: Mapped[str] = mapped_column(String(7))
    first_on: Mapped[date]
    last_on: Mapped[date]
    state: Mapped[CardState] = mapped_column(default=CardState.DRAFT)

    score_millionths: Mapped[int | None] = mapped_column(BigInteger)
    """Cut, not rounded, so that what is shown never reaches a grade that it has not."""
    grade: Mapped[str | None] = mapped_column(String(4))
    rated_weight: Mapped[int]
    """Percent of the weights that had a rating, cut; the score is over these."""
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Every metric with numerator, denominator, goal, weight and points."""
    bands: Mapped[list[list[str]]] = mapped_column(JSON)
    scope: Mapped[str] = mapped_column(String(40))
    """The category whose rules held, or nothing for the brand's."""
    setting_number: Mapped[int]
    early_days: Mapped[int | None]
    late_days: Mapped[int]
    zone: Mapped[str] = mapped_column(String(60))
    computed_at: Mapped[CreatedAt]
    computed_by: Mapped[str] = mapped_column(String(120))

    opened_at: Mapped[datetime | None]
    opened_by_id: Mapped[OptionalUserRef]
    objection_until: Mapped[date | None]
    """The last day on which the supplier can object."""
    objection: Mapped[str] = mapped_column(Text, default="")
    objected_at: Mapped[datetime | None]
    objected_by: Mapped[str] = mapped_column(String(120), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(String(120), default="")
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[OptionalUserRef]
    published_by: Mapped[str] = mapped_column(String(120), default="")
    revision: Mapped[int] = mapped_column(default=1)

    supplier: Mapped[Supplier] = relationship(
        lazy="raise_on_sql", foreign_keys="Scorecard.supplier_id"
    )

    __mapper_args__ = {"version_id_col": revision}

    @property
    def score(self) -> Decimal | None:
        return score_of(self.score_millionths)

    @cached_property
    def metrics(self) -> list[Line]:
        """Return the lines as values."""
        return [line_of(kept) for kept in self.lines]

    @property
    def grades(self) -> list[Band]:
        return [Band(name, Fraction(low), Fraction(high)) for name, low, high in self.bands]

    @property
    def span(self) -> Period:
        return Period.parse(self.period)


def score_of(millionths: int | None) -> Decimal | None:
    """Return a stored score as a number."""
    return None if millionths is None else Decimal(millionths) / MILLION
