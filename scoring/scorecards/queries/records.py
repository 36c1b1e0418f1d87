"""The records behind a figure of a card: what was counted, one line each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.orm import Session

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.models.results import ClassResult, InspectionResult
from inspections.lot_inspections.rules import Verdict
from portal.core.actor import Actor
from portal.core.documents.models import DocumentType, DocumentVersion
from portal.core.documents.queries.standings import requirements_of
from portal.core.errors import NotFound
from portal.core.i18n import N_, Bilingual, Message
from portal.core.permissions import Permission
from portal.core.traceability.models import Lot
from scoring.facts.models import DefectReport, DeliveryLine
from scoring.facts.rules import KIND_WORDS
from scoring.metrics.queries.deliveries import IS_FULL, is_due, is_on_time
from scoring.metrics.queries.documents import was_valid
from scoring.metrics.queries.gathering import gather_tallies
from scoring.metrics.queries.inspections import IS_FIRST, OF_NEWEST_RESULT, decided_within
from scoring.metrics.queries.reports import counts_for
from scoring.metrics.queries.settings import Held
from scoring.metrics.rules.definitions import OF_BASE, Metric, Tally
from scoring.metrics.rules.periods import Window, day_in, window_of
from scoring.metrics.rules.rating import ScoringRules
from scoring.scorecards.models import Scorecard
from scoring.scorecards.rules import SEEN_BY_SUPPLIER

PAGE = 50


@dataclass(frozen=True)
class Record:
    """One record: where it can be read, its cells, and whether the numerator has it."""

    link: str
    cells: tuple[object, ...]
    counts: bool | None = None


@dataclass(frozen=True)
class RecordPage:
    """A page of records under heads of (word, kind of cell)."""

    heads: tuple[tuple[Message, str], ...]
    rows: Sequence[Record]
    total: int


def window_of_card(card: Scorecard) -> Window:
    """Return how the facts of a card were cut when it was computed."""
    return window_of(card.span, day_in(card.zone, card.computed_at), card.zone)


def counted_today(session: Session, actor: Actor, card: Scorecard) -> Mapping[Metric, Tally]:
    """Return what the card's facts come to as they stand now."""
    actor.must(Permission.SCORECARD_READ, card.supplier_id)
    rules = ScoringRules(early_days=card.early_days, late_days=card.late_days)
    held = {"": Held("", rules)}
    found = gather_tallies(session, window_of_card(card), held, {}, [card.supplier_id])
    return found.get(card.supplier_id, {})


def records_of(
    session: Session, actor: Actor, card: Scorecard, metric: Metric, part: str, begin: int = 0
) -> RecordPage:
    """Return a page of the records behind a figure; `part` is `base` for the denominator's own."""
    actor.must(Permission.SCORECARD_READ, card.supplier_id)
    if actor.is_supplier and card.state not in SEEN_BY_SUPPLIER:
        raise NotFound
    find = BASES.get(metric) if part == "base" else LISTS.get(metric)
    if find is None or (part == "base" and _has_copied_base(card, metric)):
        return RecordPage((), (), 0)
    return find(session, card, metric, begin)


def _has_copied_base(card: Scorecard, metric: Metric) -> bool:
    """Return whether the denominator was counted from what was copied in, not from deliveries."""
    line = next(each for each in card.metrics if each.metric is metric)
    return any(each.kind in OF_BASE for each in line.inputs)


Rows = Select[*tuple[Any, ...]]


def _cut(session: Session, rows: Rows, begin: int) -> tuple[Sequence[Any], int]:
    total = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    return session.execute(rows.offset(begin).limit(PAGE)).all(), total


def _lots(session: Session, card: Scorecard, metric: Metric, begin: int) -> RecordPage:
    rows, total = _cut(session, _inspections(card).where(IS_FIRST), begin)
    heads = ((N_("Inspection"), ""), (N_("Lot"), ""), (N_("Decided"), "moment"))
    records = [
        Record(
            f"/inspections/{row.id}", (row.number, row.lot, row.decided_at),
            row.verdict is Verdict.ACCEPTED,
        )
        for row in rows
    ]  # fmt: skip
    return RecordPage(heads, records, total)


def _units(session: Session, card: Scorecard, metric: Metric, begin: int) -> RecordPage:
    looked = (
        select(
            InspectionResult.inspection_id,
            func.max(ClassResult.inspected).label("inspected"),
            func.sum(ClassResult.found).label("found"),
        )
        .join(ClassResult, ClassResult.result_id == InspectionResult.id)
        .join(Inspection, OF_NEWEST_RESULT)
        .where(Inspection.supplier_id == card.supplier_id)
        .group_by(InspectionResult.inspection_id)
        .subquery()
    )
    rows, total = _cut(
        session,
        _inspections(card)
        .join(looked, looked.c.inspection_id == Inspection.id)
        .add_columns(looked.c.inspected, looked.c.found),
        begin,
    )
    heads = (
        (N_("Inspection"), ""), (N_("Lot"), ""), (N_("Decided"), "moment"),
        (N_("Units inspected"), "num"), (N_("Found"), "num"),
    )  # fmt: skip
    records = [
        Record(
            f"/inspections/{row.id}",
            (row.number, row.lot, row.decided_at, row.inspected, int(row.found)),
        )
        for row in rows
    ]
    return RecordPage(heads, records, total)


def _inspections(card: Scorecard) -> Rows:
    return (
        select(
            Inspection.id, Inspection.number, Inspection.verdict, Inspection.decided_at,
            Lot.number.label("lot"),
        )
        .join(Lot, Lot.id == Inspection.lot_id)
        .where(Inspection.supplier_id == card.supplier_id, *decided_within(window_of_card(card)))
        .order_by(Inspection.decided_at, Inspection.id)
    )  # fmt: skip


L, R, V = DeliveryLine, DefectReport, DocumentVersion
LINE_HEADS = (
    (N_("Order"), ""), (N_("Order line"), ""), (N_("SKU"), ""), (N_("Confirmed for"), "day"),
    (N_("Received on"), "day"), (N_("Ordered"), "num"), (N_("Received"), "num"),
)  # fmt: skip


def _due(session: Session, card: Scorecard, metric: Metric, begin: int) -> RecordPage:
    sqlite = session.get_bind().dialect.name == "sqlite"
    good = is_on_time(card.early_days, card.late_days, sqlite)
    if metric is Metric.OTIF:
        good = and_(good, IS_FULL)
    wanted = is_due(window_of_card(card))
    return _delivered(session, _lines(card, good).where(wanted).order_by(L.confirmed_on), begin)


def _received(session: Session, card: Scorecard, metric: Metric, begin: int) -> RecordPage:
    window = window_of_card(card)
    day = L.received_on if metric is Metric.ESC else L.cohort_on
    wanted = day.between(window.first, window.last)
    return _delivered(session, _lines(card, literal(None)).where(wanted).order_by(day), begin)


def _lines(card: Scorecard, good: Any) -> Rows:
    return select(
        L.order_number, L.line, L.sku, L.confirmed_on, L.received_on, L.ordered_quantity,
        L.received_quantity, good.label("good"),
    ).where(L.supplier_id == card.supplier_id)  # fmt: skip


def _delivered(session: Session, lines: Rows, begin: int) -> RecordPage:
    rows, total = _cut(session, lines.order_by(L.order_number, L.line), begin)
    return RecordPage(
        LINE_HEADS,
        [Record("", tuple(row)[:-1], None if row.good is None else bool(row.good)) for row in rows],
        total,
    )


def _reports(session: Session, card: Scorecard, metric: Metric, begin: int) -> RecordPage:
    rows, total = _cut(
        session,
        select(
            R.number, R.kind, R.found_on, R.shipped_on, R.sku, R.lot, R.cause, R.quantity,
            R.currency, R.cost_cents,
        )
        .where(R.supplier_id == card.supplier_id, counts_for(metric, window_of_card(card)))
        .order_by(R.found_on, R.number),
        begin,
    )  # fmt: skip
    heads = (
        (N_("Report"), ""), (N_("Kind"), "word"), (N_("Found on"), "day"),
        (N_("Shipped on"), "day"), (N_("SKU"), ""), (N_("Lot"), ""), (N_("Cause"), ""),
        (N_("Quantity"), "num"), (N_("Cost"), "money"),
    )  # fmt: skip
    records = [
        Record(
            "",
            (
                row.number, KIND_WORDS[row.kind], row.found_on, row.shipped_on, row.sku, row.lot,
                row.cause, row.quantity,
                ((row.currency, row.cost_cents),) if row.cost_cents is not None else (),
            ),
        )
        for row in rows
    ]  # fmt: skip
    return RecordPage(heads, records, total)


def _documents(session: Session, card: Scorecard, metric: Metric, begin: int) -> RecordPage:
    required = requirements_of(session, [card.supplier_id]).get(card.supplier_id, {})
    kinds = session.scalars(
        select(DocumentType).where(DocumentType.id.in_(required)).order_by(DocumentType.code)
    ).all()
    rows = session.execute(
        select(V.type_id, V.document_id, V.ends_on, V.expires_on).where(
            V.supplier_id == card.supplier_id, was_valid(window_of_card(card))
        )
    )
    best: dict[int, Any] = {}
    for row in rows:
        if row.type_id not in best or row.ends_on > best[row.type_id].ends_on:
            best[row.type_id] = row
    records = [
        Record(
            f"/documents/{best[kind.id].document_id}" if kind.id in best else "",
            (Bilingual(kind.name_en, kind.name_zh),
             best[kind.id].expires_on if kind.id in best else None),
            kind.id in best,
        )
        for kind in kinds
    ]  # fmt: skip
    return RecordPage(((N_("Document"), "name"), (N_("Valid until"), "day")), records, len(kinds))


Finding = Callable[[Session, Scorecard, Metric, int], RecordPage]
LISTS: Mapping[Metric, Finding] = {
    Metric.LAR: _lots,
    Metric.DPPM: _units,
    Metric.DHU: _units,
    Metric.OTD: _due,
    Metric.OTIF: _due,
    Metric.DOC: _documents,
    Metric.ESC: _reports,
    Metric.RET: _reports,
    Metric.CMP: _reports,
    Metric.COPQ: _reports,
}
"""Who keeps corrective actions adds SCAR and SCARO."""

BASES: Mapping[Metric, Finding] = dict.fromkeys((Metric.ESC, Metric.RET, Metric.CMP), _received)
"""Metrics whose denominator is counted from other records than the numerator."""
