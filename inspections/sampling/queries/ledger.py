"""Finding pairs of the switching ledger and what happened to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from inspections.sampling.models import SwitchingLine, SwitchingPair
from inspections.sampling.rules.sentences import Sentence
from inspections.sampling.rules.switching import Standing
from portal.core.accounts.models import User
from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Supplier


def standing_of_pair(pair: SwitchingPair) -> tuple[Standing, tuple[Sentence, ...]]:
    """Return where a pair stands and why; it is kept, nothing is replayed."""
    return pair.standing, tuple(Sentence.of(one) for one in pair.reason)


def pairs_of(
    session: Session, supplier_id: int, product_id: int, terms: Mapping[DefectClass, str]
) -> dict[DefectClass, SwitchingPair]:
    """Return the pairs of a supplier's product that are about exactly these terms."""
    found = session.scalars(
        select(SwitchingPair).where(
            SwitchingPair.supplier_id == supplier_id,
            SwitchingPair.product_id == product_id,
            SwitchingPair.terms.in_(set(terms.values())),
        )
    )
    return {pair.defect_class: pair for pair in found if terms.get(pair.defect_class) == pair.terms}


def locked_pairs(session: Session, pair_ids: Collection[int]) -> dict[int, SwitchingPair]:
    """Return the pairs as they are now, locked in one order, so that nobody waits in a ring."""
    found = session.scalars(
        select(SwitchingPair)
        .where(SwitchingPair.id.in_(pair_ids))
        .order_by(SwitchingPair.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {pair.id: pair for pair in found}


@dataclass(frozen=True)
class PairFilter:
    """What somebody wants to see of the list."""

    text: str = ""
    standing: str = ""
    sort: str = "-since"


@dataclass(frozen=True)
class PairLine:
    """One pair as the list shows it."""

    id: int
    supplier_code: str
    supplier: Bilingual
    sku: str
    product: Bilingual
    defect_class: DefectClass
    terms: str
    standing: Standing
    since: datetime
    score: int | None
    recent: str
    lines: int

    @property
    def aql(self) -> str:
        return self.terms.split("|")[3]


_Lines = Select[*tuple[Any, ...]]

SORTS: Mapping[str, Any] = {
    "since": SwitchingPair.since,
    "supplier": Supplier.code,
    "product": Product.sku,
    "lines": SwitchingPair.lines,
}


def count_pairs(session: Session, actor: Actor, wanted: PairFilter) -> int:
    """Return how many pairs fit."""
    actor.must(Permission.INSPECTION_READ, actor.supplier_id)
    counting = (
        select(func.count(SwitchingPair.id))
        .join(Supplier, Supplier.id == SwitchingPair.supplier_id)
        .join(Product, Product.id == SwitchingPair.product_id)
    )
    return session.scalar(_narrowed(counting, actor, wanted)) or 0


def list_pairs(
    session: Session, actor: Actor, wanted: PairFilter, *, begin: int = 0, limit: int = 50
) -> list[PairLine]:
    """Return the pairs from `begin` on, at most `limit` of them."""
    actor.must(Permission.INSPECTION_READ, actor.supplier_id)
    P = SwitchingPair
    columns = (
        select(
            P.id, Supplier.code, Supplier.name_en, Supplier.name_zh, Product.sku,
            Product.name_en.label("product_en"), Product.name_zh.label("product_zh"),
            P.defect_class, P.terms, P.standing, P.since, P.state, P.recent,
            P.lines,
        )
        .join(Supplier, Supplier.id == P.supplier_id)
        .join(Product, Product.id == P.product_id)
    )  # fmt: skip
    key = SORTS.get(wanted.sort.removeprefix("-"), SORTS["since"])
    down = wanted.sort.startswith("-")
    order = (key.desc(), P.id.desc()) if down else (key, P.id)
    cut = _narrowed(columns, actor, wanted).order_by(*order).offset(begin).limit(limit)
    return [
        PairLine(
            row.id,
            row.code,
            Bilingual(row.name_en, row.name_zh),
            row.sku,
            Bilingual(row.product_en, row.product_zh),
            row.defect_class,
            row.terms,
            row.standing,
            row.since,
            row.state.get("score"),
            row.recent,
            row.lines,
        )
        for row in session.execute(cut)
    ]


def _narrowed(query: _Lines, actor: Actor, wanted: PairFilter) -> _Lines:
    query = query.where(within_reach(actor, SwitchingPair.supplier_id))
    if wanted.text:
        looked_in = (
            Supplier.name_en,
            Supplier.name_zh,
            Supplier.code,
            Product.sku,
            Product.name_en,
            Product.name_zh,
        )
        query = query.where(
            or_(*(field.icontains(wanted.text, autoescape=True) for field in looked_in))
        )
    if wanted.standing in set(Standing):
        query = query.where(SwitchingPair.standing == Standing(wanted.standing))
    return query


def find_pair(session: Session, actor: Actor, pair_id: int) -> SwitchingPair:
    """Return a pair, or refuse as if it did not exist."""
    pair = session.get(SwitchingPair, pair_id)
    if pair is None:
        raise NotFound
    actor.must(Permission.INSPECTION_READ, pair.supplier_id)
    return pair


def pair_line(session: Session, actor: Actor, pair: SwitchingPair) -> PairLine:
    """Return a pair with its supplier and product named."""
    actor.must(Permission.INSPECTION_READ, pair.supplier_id)
    supplier = session.get_one(Supplier, pair.supplier_id)
    product = session.get_one(Product, pair.product_id)
    return PairLine(
        pair.id,
        supplier.code,
        supplier.name,
        product.sku,
        product.name,
        pair.defect_class,
        pair.terms,
        pair.standing,
        pair.since,
        pair.state.get("score"),
        pair.recent,
        pair.lines,
    )


@dataclass(frozen=True)
class HistoryLine:
    """One line of a pair's history, and who made it."""

    line: SwitchingLine
    by: str


def lines_of_pair(
    session: Session, actor: Actor, pair: SwitchingPair, *, begin: int = 0, limit: int = 50
) -> Sequence[HistoryLine]:
    """Return what happened to a pair, newest first."""
    actor.must(Permission.INSPECTION_READ, pair.supplier_id)
    found = session.execute(
        select(SwitchingLine, User.name)
        .outerjoin(User, User.id == SwitchingLine.by_id)
        .where(SwitchingLine.pair_id == pair.id)
        .order_by(SwitchingLine.number.desc())
        .offset(begin)
        .limit(limit)
    )
    return [HistoryLine(line, name or "") for line, name in found]
