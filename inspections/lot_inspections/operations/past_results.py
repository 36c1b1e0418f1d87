"""Taking in results of lots that were inspected before: set by set, each once, by their days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from inspections.lot_inspections.events import PastResultsMerged
from inspections.sampling.models import SwitchingLine, SwitchingPair
from inspections.sampling.operations.ledger import entries_of, open_pairs
from inspections.sampling.queries.ledger import locked_pairs
from inspections.sampling.queries.schemes import governing_scheme, tier_policy
from inspections.sampling.rules.ledger import Entry, add_mark, begun, folded, since, step
from inspections.sampling.rules.plans import accepted_one_step_tighter, find_plan
from inspections.sampling.rules.schemes import Scheme
from inspections.sampling.rules.sentences import sentence
from inspections.sampling.rules.switching import Standing, State
from inspections.sampling.rules.vocabulary import Kind, Level, Regime
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Supplier

L, P = SwitchingLine, SwitchingPair


@dataclass(frozen=True)
class PastRow:
    """What one lot once showed of one class; without a result it follows from what was found."""

    supplier: str
    sku: str
    lot: str
    inspected_on: date
    lot_size: int
    aql: str
    found: int | None = None
    result: str = ""
    """As it was decided: `accepted`, `not_accepted`, or not said."""
    level: Level = Level.II
    defect_class: DefectClass = DefectClass.MAJOR
    resubmitted: bool = False

    @property
    def key(self) -> tuple[str, str, str, date]:
        """Return what makes it the same result again."""
        return (self.supplier, self.lot, self.defect_class.value, self.inspected_on)


@dataclass(frozen=True)
class PastCount:
    """What came of a list."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


def merge_past_results(session: Session, actor: Actor, rows: Sequence[PastRow]) -> PastCount:
    """Count past lots in the switching ledger in the order of their days; each counts once.

    Each affected pair is locked. Lots that come after everything a pair knows go on from its
    state; where one comes before, the pair is folded anew from its lines.
    """
    actor.must(Permission.IMPORT_RUN)
    books = _Books(session, rows)
    wanted = {books.key_of(row): row for row in rows}
    fresh = [row for key, row in wanted.items() if key not in books.known]
    fresh.sort(key=lambda row: row.inspected_on)
    by_pair = sorted(((books.pair_of(row).id, row) for row in fresh), key=lambda pair: pair[0])
    lines: list[dict[str, Any]] = []
    for pair_id, own in groupby(by_pair, key=lambda pair: pair[0]):
        lines += _take(session, actor, books.pairs[pair_id], [row for _, row in own])
    if lines:
        session.execute(insert(L), lines)
    count = PastCount(created=len(fresh), unchanged=len(rows) - len(fresh))
    record(session, actor, PastResultsMerged(None, 0, count.created, count.unchanged))
    return count


class _Books:
    """Everything that a list is about, read once: products, schemes, pairs, known lots."""

    def __init__(self, session: Session, rows: Sequence[PastRow]) -> None:
        self.session = session
        codes, skus = {row.supplier for row in rows}, {row.sku for row in rows}
        suppliers = session.scalars(select(Supplier).where(Supplier.code.in_(codes)))
        products = session.scalars(select(Product).where(Product.sku.in_(skus)))
        self.suppliers = {supplier.code: supplier for supplier in suppliers}
        self.products = {product.sku: product for product in products}
        self._schemes: dict[tuple[int, int | None], Scheme] = {}
        self._of: dict[tuple[Any, ...], int] = {}
        self._open(rows)
        self.pairs: Mapping[int, SwitchingPair] = locked_pairs(session, set(self._of.values()))
        self.known = self._known(rows)

    def pair_of(self, row: PastRow) -> SwitchingPair:
        """Return the pair that a row counts in."""
        return self.pairs[self._of[_terms_key(row)]]

    def key_of(self, row: PastRow) -> tuple[int, str, date]:
        """Return what makes a row the same line again."""
        return (self._of[_terms_key(row)], row.lot, row.inspected_on)

    def _open(self, rows: Sequence[PastRow]) -> None:
        """Find the pairs of all rows in one question; open those that are missing."""
        known = self.session.execute(
            select(P.supplier_id, P.product_id, P.terms, P.defect_class, P.id).where(
                P.supplier_id.in_([supplier.id for supplier in self.suppliers.values()]),
                P.product_id.in_([product.id for product in self.products.values()]),
            )
        )
        ids = {tuple(row[:4]): row.id for row in known}
        for key in {_terms_key(row) for row in rows}:
            code, sku, level, aql, name = key
            supplier, product = self.suppliers[code], self.products[sku]
            scheme = self._scheme(supplier, product)
            asked = replace(scheme, level=level, aqls={name: aql})
            found = ids.get((supplier.id, product.id, asked.terms(name), name))
            self._of[key] = found or self._opened(supplier, product, asked, name)

    def _opened(
        self, supplier: Supplier, product: Product, asked: Scheme, name: DefectClass
    ) -> int:
        start = tier_policy(self.session, supplier.tier).start
        pairs = open_pairs(self.session, supplier.id, product.id, asked, {name: start})
        return pairs[name].id

    def _scheme(self, supplier: Supplier, product: Product) -> Scheme:
        """Return the scheme that governs; sources look at a product's category and no further."""
        key = (supplier.id, product.category_id)
        if key not in self._schemes:
            self._schemes[key] = governing_scheme(self.session, supplier.id, product).scheme
        return self._schemes[key]

    def _known(self, rows: Sequence[PastRow]) -> set[tuple[int, str, date]]:
        found = self.session.execute(
            select(L.pair_id, L.lot_number, L.on_day).where(
                L.pair_id.in_(self.pairs), L.lot_number.in_({row.lot for row in rows})
            )
        )
        return {(row.pair_id, row.lot_number, row.on_day) for row in found}


def _terms_key(row: PastRow) -> tuple[str, str, Level, str, DefectClass]:
    return (row.supplier, row.sku, row.level, row.aql, row.defect_class)


def _take(
    session: Session, actor: Actor, pair: SwitchingPair, rows: Sequence[PastRow]
) -> list[dict[str, Any]]:
    """Return the lines of the rows and leave the pair where all its lines lead."""
    late = pair.last_day is not None and rows[0].inspected_on < pair.last_day
    entries = entries_of(session, pair.id) if late else []
    before = pair.standing
    state = State.of(pair.state)
    day = pair.last_day
    lines = []
    for row in rows:
        used = state.standing
        token, ac = _token(pair, row, used)
        state, done = step(state, token, ac, pair.rules)
        pair.lines += 1
        line = _line(actor, pair, row, token, ac) | {
            "severity_used": used.severity,
            "standing_next": done.next,
            "score": done.score,
        }
        lines.append(line)
        pair.recent = add_mark(pair.recent, token)
        day = max(row.inspected_on, day or row.inspected_on)
        if done.why is not None:
            pair.since = line["at"]
            on = row.inspected_on.isoformat()
            pair.reason = [one.as_json() for one in since(done.why, on)]
    if late:
        state, pair.recent = _refolded(pair, entries, lines)
        if state.standing is not before:
            why = sentence(N_("Worked out anew because past results were taken in."))
            pair.reason = [one.as_json() for one in since(why, now().date().isoformat())]
            pair.since = now()
    pair.state, pair.standing, pair.last_day = state.as_json(), state.standing, day
    return lines


def _refolded(
    pair: SwitchingPair, entries: Sequence[Entry], lines: Iterable[Mapping[str, Any]]
) -> tuple[State, str]:
    fresh = [Entry(one["number"], one["token"], one["ac"], one["on_day"]) for one in lines]
    return folded(begun(pair.start, pair.approved_from_start), [*entries, *fresh], pair.rules)


def _line(actor: Actor, pair: SwitchingPair, row: PastRow, token: str, ac: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "supplier_id": pair.supplier_id,
        "pair_id": pair.id,
        "number": pair.lines,
        "token": token,
        "ac": ac,
        "on_day": row.inspected_on,
        "lot_number": row.lot,
        "by_id": actor.user_id,
        "at": datetime.combine(row.inspected_on, time(), UTC),
    }


def _token(pair: SwitchingPair, row: PastRow, standing: Standing) -> tuple[str, int]:
    """Return what a past lot counts as, and Ac of the single plan under the pair's severity."""
    rules = pair.rules
    regime = Regime(pair.terms.split("|")[4])
    plan = find_plan(
        row.lot_size, row.aql, row.level, standing.severity, Kind.SINGLE, rules.edition, regime
    ).plan
    last = plan.stages[0]
    accepted = row.result == "accepted" if row.result else (row.found or 0) < last.re
    if row.resubmitted:
        return ("a" if accepted else "r"), last.ac
    if not accepted:
        return "R", last.ac
    if row.found is not None and last.ac < row.found < last.re:
        return "Ag", last.ac
    if rules.kind is not Kind.SINGLE:
        # How many samples it took is not told: it does not speak for reduced inspection.
        return "A7", last.ac
    if last.ac < 2:
        return "A", last.ac
    tighter = row.found is not None and accepted_one_step_tighter(plan, row.found)
    return ("A+" if tighter else "A-"), last.ac


def demand_sense(row: PastRow, known: tuple[frozenset[str], frozenset[str]], day: date) -> None:
    """Refuse a row about what is not there, or that cannot have been."""
    suppliers, products = known
    if row.supplier not in suppliers:
        raise Invalid(N_("There is no supplier %(code)s."), field="supplier", code=row.supplier)
    if row.sku not in products:
        raise Invalid(N_("There is no product %(sku)s."), field="sku", sku=row.sku)
    if row.inspected_on > day:
        raise Invalid(N_("This day is in the future."), field="inspected_on")
    if row.found is None and not row.result:
        raise Invalid(N_("Give what was found, or the result."), field="found")
    find_plan(row.lot_size, row.aql, row.level)
