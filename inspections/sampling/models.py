"""What is asked for by category and tier, and the switching ledger of each supplier's products."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspections.sampling.rules.switching import Regulation, Standing
from inspections.sampling.rules.vocabulary import CriticalMode, Edition, Kind, Regime, Severity
from portal.core.db import Base, CreatedAt, Id, Key, OfSupplier, OptionalUserRef
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Category
from portal.core.suppliers.rules import Tier


class SamplingScheme(Base):
    """How lots of a category are inspected, or (without one) all that nothing else governs."""

    __tablename__ = "sampling_scheme"

    id: Mapped[Id]
    category_id: Mapped[int | None] = mapped_column(Key, ForeignKey("category.id"))
    scope: Mapped[str] = mapped_column(String(40), unique=True, default="")
    """The category's code, or nothing for the brand's default."""
    edition: Mapped[Edition]
    level: Mapped[str] = mapped_column(String(4), default="II")
    kind: Mapped[Kind]
    regime: Mapped[Regime]
    critical_aql: Mapped[str] = mapped_column(String(8), default="0")
    major_aql: Mapped[str] = mapped_column(String(8), default="2.5")
    minor_aql: Mapped[str] = mapped_column(String(8), default="4.0")
    critical_mode: Mapped[CriticalMode]
    largest_letter: Mapped[bool] = mapped_column(default=False)
    switching: Mapped[bool] = mapped_column(default=True)
    reduced_approved: Mapped[bool] = mapped_column(default=False)
    """Whether the responsible authority approves reduced inspection (ISO 2859-1, 9.3.3.1 c)."""
    skip_one_in: Mapped[int | None]
    """Of proven products one lot in so many is inspected; None: every lot is."""
    revision: Mapped[int] = mapped_column(default=1)

    category: Mapped[Category | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": revision}


class TierSampling(Base):
    """What a supplier's tier means for how hard we look."""

    __tablename__ = "tier_sampling"

    id: Mapped[Id]
    tier: Mapped[Tier] = mapped_column(unique=True)
    floor: Mapped[Severity]
    """Never less severe than this."""
    start: Mapped[Severity]
    """Where a new pair begins."""
    reduced_allowed: Mapped[bool] = mapped_column(default=False)
    skip_lot_allowed: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}


class SwitchingPair(OfSupplier, Base):
    """Where one supplier's product stands, for one defect class under one plan.

    The state is the replay of its lines; it is kept here so that nobody has to replay them.
    """

    __tablename__ = "switching_pair"
    __table_args__ = (
        UniqueConstraint("supplier_id", "product_id", "defect_class", "terms"),
        Index(None, "standing", "id"),
    )

    id: Mapped[Id]
    product_id: Mapped[int] = mapped_column(Key, ForeignKey("product.id"), index=True)
    defect_class: Mapped[DefectClass]
    terms: Mapped[str] = mapped_column(String(80))
    """Edition, kind, level and AQL as one word: what is agreed anew begins anew."""
    start: Mapped[Severity]
    approved_from_start: Mapped[bool] = mapped_column(default=False)
    """Whether reduced inspection was approved before the first lot."""
    standing: Mapped[Standing]
    """Of the next lot."""
    since: Mapped[datetime]
    """When this standing began."""
    reason: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Why it stands there, as sentences with their values."""
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    lines: Mapped[int] = mapped_column(default=0)
    last_day: Mapped[date | None]
    """Of the line that counts last."""
    recent: Mapped[str] = mapped_column(String(20), default="")
    """The last lots, oldest first: A accepted, R not accepted."""
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}

    @property
    def rules(self) -> Regulation:
        """Return which switching rules hold for it."""
        edition, kind, *_ = self.terms.split("|")
        return Regulation(Edition(edition), Kind(kind))


class SwitchingLine(OfSupplier, Base):
    """One event of a pair: a lot's result, or what people decided; never changed."""

    __tablename__ = "switching_line"
    __table_args__ = (
        UniqueConstraint("pair_id", "number"),
        Index(None, "inspection_id"),
        Index(None, "pair_id", "lot_number"),
    )

    id: Mapped[Id]
    pair_id: Mapped[int] = mapped_column(Key, ForeignKey("switching_pair.id"))
    number: Mapped[int]
    token: Mapped[str] = mapped_column(String(40))
    """What happened, in the words of the switching rules."""
    corrects: Mapped[int | None]
    """The number of the line that this one replaces; replay puts this token in its place."""
    on_day: Mapped[date]
    """When it happened; lines count in the order of their days, then of their numbers."""
    inspection_id: Mapped[int | None] = mapped_column(Key)
    lot_number: Mapped[str] = mapped_column(String(60), default="")
    severity_used: Mapped[Severity]
    ac: Mapped[int] = mapped_column(default=0)
    """Acceptance number of the single plan that the lot was judged by."""
    standing_next: Mapped[Standing]
    score: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[OptionalUserRef]
    at: Mapped[CreatedAt]
