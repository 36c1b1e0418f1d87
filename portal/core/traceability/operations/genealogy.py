"""Saying which lot went into which: never in a circle, never more than there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.errors import Invalid, Refusals
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.traceability.events import GenealogyMerged, LotsLinked
from portal.core.traceability.models import Lot, TraceEdge
from portal.core.traceability.operations.merging import MergeCount
from portal.core.traceability.operations.taking import (
    Count,
    KnownLot,
    Lots,
    Upsert,
    chunks,
    supplier_of,
    suppliers_named,
    take_all,
)
from portal.core.traceability.queries.tracing import edges_of
from portal.core.traceability.rules import Direction, EdgeKind
from portal.core.traceability.rules.genealogy import leads_to


@dataclass(frozen=True)
class EdgeRow:
    """That goods of one lot went into another, as another system tells it."""

    from_lot: str
    to_lot: str
    quantity: Decimal
    kind: EdgeKind = EdgeKind.CONSUMED
    from_supplier: str = ""
    to_supplier: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class LinkInput:
    """How much of a lot went into another, and when."""

    kind: EdgeKind
    quantity: Decimal
    at: datetime | None = None


def demand_edge(row: EdgeRow) -> None:
    """Refuse what cannot be about an edge, whatever the lots are."""
    if row.quantity <= 0:
        raise Invalid(N_("The quantity is more than 0."), field="quantity")
    if (row.from_lot, row.from_supplier) == (row.to_lot, row.to_supplier):
        raise Invalid(N_("A lot does not go into itself."), field="to_lot")


def link_lots(session: Session, actor: Actor, source: Lot, goal: Lot, given: LinkInput) -> None:
    """Say that goods of one lot went into another."""
    actor.must(Permission.IMPORT_RUN)
    demand_edge(EdgeRow(str(source.id), str(goal.id), given.quantity))
    step = _Genealogy(session, [source.id], [goal.id])
    step.demand_no_circle(_known(source), _known(goal))
    step.take(_known(source), _known(goal), given)
    step.write()
    happened = LotsLinked(source.supplier_id, source.id, goal.id, given.kind, given.quantity)
    record(session, actor, happened)


def merge_genealogy(session: Session, actor: Actor, rows: Sequence[EdgeRow]) -> MergeCount:
    """Add the new edges and update the known ones, by both lots and the kind.

    Raises RowsRefused with the rows that name no lot, close a circle or take more than there is.
    """
    actor.must(Permission.IMPORT_RUN)
    merged = take_all(session, rows, _take)
    record(session, actor, GenealogyMerged(None, 0, **vars(merged)))
    return merged


def _take(session: Session, rows: Sequence[EdgeRow], count: Count) -> None:
    suppliers = suppliers_named(
        session, [code for row in rows for code in (row.from_supplier, row.to_supplier)]
    )
    lots = Lots(session, [number for row in rows for number in (row.from_lot, row.to_lot)])

    def meant(number: str, code: str, field: str) -> KnownLot:
        maker = supplier_of(code, suppliers, field.replace("lot", "supplier")) if code else None
        return lots.find(number, maker, field=field)

    pairs, refusals = [], Refusals()
    for at, row in enumerate(rows):
        with refusals.of(at):
            demand_edge(row)
            source = meant(row.from_lot, row.from_supplier, "from_lot")
            pairs.append((row, source, meant(row.to_lot, row.to_supplier, "to_lot")))
    refusals.demand_none()
    step = _Genealogy(session, [one.id for _, one, _ in pairs], [two.id for _, _, two in pairs])
    for at, (row, source, goal) in enumerate(pairs):
        with refusals.of(at):
            step.demand_no_circle(source, goal)
            count.add(step.take(source, goal, LinkInput(row.kind, row.quantity, row.at)))
    refusals.demand_none()
    step.write()


class _Genealogy:
    """The part of the genealogy that some new edges touch."""

    def __init__(self, session: Session, sources: Sequence[int], goals: Sequence[int]) -> None:
        self.upsert = Upsert(
            session, TraceEdge, ("from_lot_id", "to_lot_id", "kind"), ("quantity", "at")
        )
        self.following: dict[int, set[int]] = {}
        self.taken: dict[int, Decimal] = {}
        for edge in edges_of(session, sorted(set(goals)), Direction.FORWARD):
            self.following.setdefault(edge.from_lot_id, set()).add(edge.to_lot_id)
        self._load_taken(session, sources)

    def _load_taken(self, session: Session, sources: Iterable[int]) -> None:
        for some in chunks(sorted(set(sources))):
            edges = session.execute(
                select(
                    TraceEdge.from_lot_id, TraceEdge.to_lot_id, TraceEdge.kind,
                    TraceEdge.quantity, TraceEdge.at,
                ).where(TraceEdge.from_lot_id.in_(some))
            )  # fmt: skip
            for edge in edges:
                key = (edge.from_lot_id, edge.to_lot_id, edge.kind)
                self.upsert.known[key] = dict(edge._mapping)
                already = self.taken.get(edge.from_lot_id, Decimal(0))
                self.taken[edge.from_lot_id] = already + edge.quantity

    def demand_no_circle(self, source: KnownLot, goal: KnownLot) -> None:
        if leads_to(goal.id, source.id, self.following):
            raise Invalid(
                N_("Lot %(to)s went into lot %(of)s already: this would close a circle."),
                field="to_lot",
                to=goal.number,
                of=source.number,
            )

    def take(self, source: KnownLot, goal: KnownLot, given: LinkInput) -> int:
        """Note an edge; refuse it where more would be taken out than the lot had."""
        key = (source.id, goal.id, given.kind)
        before = self.upsert.before(key)
        rest = self.taken.get(source.id, Decimal(0)) - (before["quantity"] if before else 0)
        if rest + given.quantity > source.quantity:
            raise Invalid(
                N_("Lot %(number)s has %(quantity)s, of which %(left)s are left."),
                field="quantity",
                number=source.number,
                quantity=source.quantity,
                left=max(Decimal(0), source.quantity - rest),
            )
        self.taken[source.id] = rest + given.quantity
        self.following.setdefault(source.id, set()).add(goal.id)
        told = dict(zip(self.upsert.keys, key, strict=True))
        return self.upsert.take(told | {"quantity": given.quantity, "at": given.at})

    def write(self) -> None:
        self.upsert.write()


def _known(lot: Lot) -> KnownLot:
    return KnownLot(lot.id, lot.supplier_id, lot.product_id, lot.number, lot.quantity)
