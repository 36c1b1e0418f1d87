"""The list of agreements: each with the version that people mean by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, UnaryExpression, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from agreements.contracts.models import (
    Agreement,
    AgreementCover,
    AgreementSignature,
    AgreementVersion,
    ClauseProposal,
)
from agreements.contracts.rules import ProposalState, Side, VersionState
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.db import containing, within_reach
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier

Chosen = TypeVar("Chosen", bound=Select[*tuple[Any, ...]])
PAGE = 50
ENDING_DAYS = 90


@dataclass(frozen=True)
class AgreementFilter:
    """Which agreements a list shows, and in which order."""

    text: str = ""
    state: VersionState | None = None
    supplier_id: int | None = None
    category_id: int | None = None
    ending: bool = False
    """Only those that end within 90 days."""
    after: int = 0
    """Only those that were begun after the agreement with this id."""
    sort: str = "-changed"


@dataclass(frozen=True)
class AgreementLine:
    """One agreement in the list, as its newest version stands."""

    id: int
    number: str
    version: int
    title: Bilingual
    supplier: Bilingual
    supplier_code: str
    state: VersionState
    holds_from: date | None
    holds_until: date | None
    open_proposals: int
    covers: str
    in_force: int | None
    """The number of the version that holds today."""


SORTS: dict[str, Any] = {
    "number": Agreement.number,
    "title": AgreementVersion.title_en,
    "title_zh": AgreementVersion.title_zh,
    "supplier": Supplier.name_en,
    "supplier_zh": Supplier.name_zh,
    "state": AgreementVersion.state,
    "until": AgreementVersion.holds_until,
    "begun": Agreement.id,
    "changed": AgreementVersion.id,
}


def count_agreements(session: Session, actor: Actor, wanted: AgreementFilter) -> int:
    """Return how many agreements there are like that."""
    actor.must(Permission.AGREEMENT_READ, actor.supplier_id)
    return session.scalar(_narrowed(select(func.count(Agreement.id)), actor, wanted)) or 0


def list_agreements(
    session: Session, actor: Actor, wanted: AgreementFilter, begin: int = 0, limit: int = PAGE
) -> list[AgreementLine]:
    """Return one page of the agreements within reach."""
    actor.must(Permission.AGREEMENT_READ, actor.supplier_id)
    query = _narrowed(
        select(
            Agreement.id,
            Agreement.number,
            AgreementVersion.number.label("version"),
            AgreementVersion.title_en,
            AgreementVersion.title_zh,
            Supplier.name_en,
            Supplier.name_zh,
            Supplier.code,
            AgreementVersion.state,
            AgreementVersion.holds_from,
            AgreementVersion.holds_until,
            _proposals().label("proposals"),
            _covers().label("covers"),
            _held().label("held"),
        ),
        actor,
        wanted,
    )
    rows = session.execute(query.order_by(*_order(wanted.sort)).offset(begin).limit(limit))
    return [
        AgreementLine(
            row.id,
            row.number,
            row.version,
            Bilingual(row.title_en, row.title_zh),
            Bilingual(row.name_en, row.name_zh),
            row.code,
            row.state,
            row.holds_from,
            row.holds_until,
            row.proposals,
            row.covers or "",
            row.held,
        )
        for row in rows
    ]


def signatures_of(
    session: Session, actor: Actor, lines: Sequence[AgreementLine]
) -> Mapping[tuple[int, Side], AgreementSignature]:
    """Return who signed the versions of a list, by agreement and side."""
    actor.must(Permission.AGREEMENT_READ, actor.supplier_id)
    shown = {line.id: line.version for line in lines}
    rows = session.execute(
        select(AgreementVersion.agreement_id, AgreementVersion.number, AgreementSignature)
        .join(AgreementSignature, AgreementSignature.version_id == AgreementVersion.id)
        .where(within_reach(actor, AgreementVersion.supplier_id))
    )
    return {
        (agreement_id, signature.side): signature
        for agreement_id, number, signature in rows
        if shown.get(agreement_id) == number
    }


def agreements_after(
    session: Session, actor: Actor, cursor: int | None, limit: int, state: VersionState | None
) -> list[AgreementLine]:
    """Return agreements in the order in which they were begun, after the one of the cursor."""
    actor.must(Permission.AGREEMENT_READ, actor.supplier_id)
    wanted = AgreementFilter(state=state, after=cursor or 0, sort="begun")
    return list_agreements(session, actor, wanted, limit=limit)


def _narrowed(query: Chosen, actor: Actor, wanted: AgreementFilter) -> Chosen:
    return (
        query.select_from(Agreement)
        .join(AgreementVersion, _is_leading(actor))
        .join(Supplier, Supplier.id == Agreement.supplier_id)
        .where(within_reach(actor, Agreement.supplier_id), *_conditions(wanted))
    )


def _is_leading(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the newest version that the actor may know of."""
    other = aliased(AgreementVersion)
    newest = select(func.max(other.number)).where(other.agreement_id == Agreement.id)
    if actor.is_supplier:
        newest = newest.where(other.sent_at.is_not(None))
    return and_(
        AgreementVersion.agreement_id == Agreement.id,
        AgreementVersion.number == newest.correlate(Agreement).scalar_subquery(),
    )


def _conditions(wanted: AgreementFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.text:
        part = containing(wanted.text)
        columns = (
            Agreement.number, AgreementVersion.title_en, AgreementVersion.title_zh,
            Supplier.name_en, Supplier.name_zh,
        )  # fmt: skip
        found.append(or_(*(func.lower(column).like(part, escape="\\") for column in columns)))
    if wanted.state:
        found.append(AgreementVersion.state == wanted.state)
    if wanted.supplier_id:
        found.append(Agreement.supplier_id == wanted.supplier_id)
    if wanted.category_id:
        found.append(
            AgreementVersion.id.in_(
                select(AgreementCover.version_id).where(
                    AgreementCover.category_id == wanted.category_id
                )
            )
        )
    if wanted.after:
        found.append(Agreement.id > wanted.after)
    if wanted.ending:
        last = today() + timedelta(days=ENDING_DAYS)
        found.append(AgreementVersion.state == VersionState.IN_FORCE)
        found.append(AgreementVersion.holds_until <= last)
    return found


def _proposals() -> ColumnElement[int]:
    return (
        select(func.count(ClauseProposal.id))
        .where(
            ClauseProposal.version_id == AgreementVersion.id,
            ClauseProposal.state == ProposalState.OPEN,
        )
        .correlate(AgreementVersion)
        .scalar_subquery()
    )


def _covers() -> ColumnElement[str]:
    joined = func.aggregate_strings(AgreementCover.code, ", ")
    return (
        select(joined)
        .where(AgreementCover.version_id == AgreementVersion.id)
        .correlate(AgreementVersion)
        .scalar_subquery()
    )


def _held() -> ColumnElement[int]:
    other, day = aliased(AgreementVersion), today()
    return (
        select(func.max(other.number))
        .where(
            other.agreement_id == Agreement.id, other.holds_from <= day, other.holds_until >= day
        )
        .correlate(Agreement)
        .scalar_subquery()
    )


def _order(sort: str) -> tuple[UnaryExpression[Any], ...]:
    column = SORTS.get(sort.removeprefix("-"), AgreementVersion.id)
    if sort.startswith("-"):
        return column.desc().nulls_last(), Agreement.id.desc()
    return column.asc().nulls_last(), Agreement.id.asc()
