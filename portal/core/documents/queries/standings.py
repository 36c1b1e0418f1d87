"""What a supplier still has to prove, and which suppliers are at risk; always set-based."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.documents.models import IS_WAITING, DocumentType, DocumentVersion, Requirement
from portal.core.documents.queries.paging import AnyRow
from portal.core.documents.rules import RequirementLevel, VersionState
from portal.core.documents.rules.requirements import (
    EXPIRING_DAYS,
    MET,
    STRENGTH,
    MatrixLine,
    Proof,
    Standing,
    required_types,
    standing,
)
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier, supplier_category
from portal.core.suppliers.rules import SupplierState

WATCHED = (
    SupplierState.REGISTERED,
    SupplierState.UNDER_REVIEW,
    SupplierState.APPROVED,
    SupplierState.CONDITIONAL,
    SupplierState.SUSPENDED,
)
"""States of suppliers whose proof matters today."""


@dataclass(frozen=True)
class ProofLine:
    """How a supplier stands with one required type."""

    type_id: int
    code: str
    name: Bilingual
    guidance: Bilingual
    level: RequirementLevel
    standing: Standing
    expires_on: date | None
    document_id: int | None
    version_id: int | None

    @property
    def is_met(self) -> bool:
        return self.standing in MET


def matrix(session: Session) -> list[MatrixLine]:
    """Return the requirement matrix of the active types."""
    rows = session.execute(
        select(
            Requirement.type_id, Requirement.level, Requirement.category_id,
            Requirement.tier, Requirement.market,
        )
        .join(DocumentType, DocumentType.id == Requirement.type_id)
        .where(DocumentType.is_active)
    )  # fmt: skip
    return [MatrixLine(*row) for row in rows]


def requirements_of(
    session: Session, supplier_ids: Collection[int] | None = None
) -> dict[int, dict[int, RequirementLevel]]:
    """Return supplier -> type -> strongest level, for these suppliers or all that are watched."""
    lines = matrix(session)
    if not lines:
        return {}
    mine = Supplier.state.in_(WATCHED) if supplier_ids is None else Supplier.id.in_(supplier_ids)
    categories: dict[int, set[int]] = defaultdict(set)
    pairs = select(supplier_category.c.supplier_id, supplier_category.c.category_id)
    if supplier_ids is not None:
        pairs = pairs.where(supplier_category.c.supplier_id.in_(supplier_ids))
    for supplier_id, category_id in session.execute(pairs):
        categories[supplier_id].add(category_id)
    rows = session.execute(select(Supplier.id, Supplier.tier, Supplier.markets).where(mine))
    return {
        row.id: required_types(lines, categories.get(row.id, ()), row.tier, row.markets)
        for row in rows
    }


def proof_of(session: Session, actor: Actor, supplier_id: int, today: date) -> list[ProofLine]:
    """Return how a supplier stands with every required type, what is unmet first."""
    actor.must(Permission.DOCUMENT_READ, supplier_id)
    required = requirements_of(session, [supplier_id])
    if supplier_id not in required:
        if session.get(Supplier, supplier_id) is None:
            raise NotFound
        return []
    levels = required[supplier_id]
    kinds = session.scalars(select(DocumentType).where(DocumentType.id.in_(levels)))
    found = _proofs(session, [supplier_id], levels)
    lines = [
        _line(kind, levels[kind.id], found.get((supplier_id, kind.id), ()), today) for kind in kinds
    ]
    return sorted(
        lines,
        key=lambda line: (line.is_met, -STRENGTH.index(line.level), line.code),
    )


def _line(
    kind: DocumentType, level: RequirementLevel, proofs: Iterable[Proof], today: date
) -> ProofLine:
    how, proof = standing(proofs, today)
    return ProofLine(
        kind.id,
        kind.code,
        kind.name,
        kind.guidance,
        level,
        how,
        proof.expires_on if proof else None,
        proof.document_id if proof else None,
        proof.version_id if proof else None,
    )


def _proofs(
    session: Session, supplier_ids: Collection[int], type_ids: Collection[int]
) -> dict[tuple[int, int], list[Proof]]:
    """Return (supplier, type) -> its versions, without those that were superseded or withdrawn."""
    rows = session.execute(
        select(
            DocumentVersion.supplier_id, DocumentVersion.type_id, DocumentVersion.state,
            DocumentVersion.expires_on, DocumentVersion.id, DocumentVersion.document_id,
        ).where(
            DocumentVersion.supplier_id.in_(supplier_ids),
            DocumentVersion.type_id.in_(type_ids),
            DocumentVersion.state.not_in((VersionState.SUPERSEDED, VersionState.WITHDRAWN)),
        )
    )  # fmt: skip
    found: dict[tuple[int, int], list[Proof]] = defaultdict(list)
    for row in rows:
        proof = Proof(row.state, row.expires_on, row.id, row.document_id)
        found[row.supplier_id, row.type_id].append(proof)
    return found


def other_proofs(
    session: Session, supplier_ids: Collection[int], but: Collection[int]
) -> dict[tuple[int, int], list[Proof]]:
    """Return (supplier, type) -> approved versions `but` those that are about to stop counting."""
    rows = session.execute(
        select(
            DocumentVersion.supplier_id, DocumentVersion.type_id, DocumentVersion.state,
            DocumentVersion.expires_on, DocumentVersion.id, DocumentVersion.document_id,
        ).where(
            DocumentVersion.supplier_id.in_(supplier_ids),
            DocumentVersion.state == VersionState.APPROVED,
        )
    )  # fmt: skip
    gone, found = set(but), defaultdict(list)
    for row in rows:
        if row.id not in gone:
            proof = Proof(row.state, row.expires_on, row.id, row.document_id)
            found[row.supplier_id, row.type_id].append(proof)
    return found


@dataclass(frozen=True)
class SupplierAtRisk:
    """A supplier with proof that is missing, expired or about to expire."""

    supplier_id: int
    code: str
    name: Bilingual
    level: RequirementLevel | None
    """The strongest unmet requirement; None where something only expires soon."""
    missing: int
    waiting: int
    expiring: int
    next_expiry: date | None

    @property
    def rank(self) -> tuple[int, int, date]:
        """Return the place in the list: the worst first."""
        strength = STRENGTH.index(self.level) + 1 if self.level else 0
        return (-strength, -self.missing - self.waiting, self.next_expiry or date.max)


def suppliers_at_risk(session: Session, actor: Actor, today: date) -> list[SupplierAtRisk]:
    """Return the watched suppliers with unmet requirements or proof expiring soon, worst first."""
    actor.must(Permission.SUPPLIER_READ, actor.supplier_id)
    if actor.is_supplier:
        return []
    required = requirements_of(session)
    if not required:
        return []
    covered, awaited = _covered(session, today), _awaited(session)
    names = {
        row.id: row
        for row in session.execute(
            select(Supplier.id, Supplier.code, Supplier.name_en, Supplier.name_zh).where(
                within_reach(actor, Supplier.id), Supplier.state.in_(WATCHED)
            )
        )
    }
    found = (
        _risk(names[supplier_id], levels, covered, awaited, today)
        for supplier_id, levels in required.items()
        if supplier_id in names
    )
    return sorted((risk for risk in found if risk), key=lambda risk: risk.rank)


def _covered(session: Session, today: date) -> dict[tuple[int, int], date]:
    """Return (supplier, type) -> the last day that approved versions cover, from today on."""
    rows = session.execute(
        select(
            DocumentVersion.supplier_id,
            DocumentVersion.type_id,
            func.max(DocumentVersion.ends_on).label("last"),
        )
        .where(DocumentVersion.state == VersionState.APPROVED, DocumentVersion.ends_on >= today)
        .group_by(DocumentVersion.supplier_id, DocumentVersion.type_id)
    )
    return {(row.supplier_id, row.type_id): row.last for row in rows}


def _awaited(session: Session) -> set[tuple[int, int]]:
    """Return the (supplier, type) of which something waits for review."""
    rows = session.execute(
        select(DocumentVersion.supplier_id, DocumentVersion.type_id).where(IS_WAITING).distinct()
    )
    return {(row.supplier_id, row.type_id) for row in rows}


def _risk(
    row: AnyRow,
    levels: dict[int, RequirementLevel],
    covered: dict[tuple[int, int], date],
    awaited: set[tuple[int, int]],
    today: date,
) -> SupplierAtRisk | None:
    soon, unmet, missing, waiting = today + timedelta(days=EXPIRING_DAYS), [], 0, 0
    ends: list[date] = []
    for type_id, level in levels.items():
        last = covered.get((row.id, type_id))
        if last is None:
            unmet.append(level)
            waits = (row.id, type_id) in awaited
            waiting, missing = waiting + waits, missing + (not waits)
        elif last <= soon:
            ends.append(last)
    if not unmet and not ends:
        return None
    return SupplierAtRisk(
        row.id,
        row.code,
        Bilingual(row.name_en, row.name_zh),
        max(unmet, key=STRENGTH.index, default=None),
        missing,
        waiting,
        len(ends),
        min(ends, default=None),
    )
