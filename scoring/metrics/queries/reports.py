"""ESC, RET, CMP and COPQ: what came to light after acceptance, against what customers got."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from scoring.facts.models import DefectReport
from scoring.facts.rules import ReportKind
from scoring.metrics.queries import goods
from scoring.metrics.queries.deliveries import shipped, units_received
from scoring.metrics.queries.tallies import Tallies, among
from scoring.metrics.rules.definitions import Input, Metric, Tally
from scoring.metrics.rules.periods import Window

R = DefectReport
BOOKED_ON = func.coalesce(R.booked_on, R.found_on)


def counts_for(metric: Metric, window: Window) -> ColumnElement[bool]:
    """Return the condition of reports that a metric counts in a period."""
    found = R.found_on.between(window.first, window.last)
    shipped_then = R.shipped_on.between(window.first, window.last)
    caused = R.supplier_caused.is_(True)
    return {
        Metric.ESC: and_(R.kind == ReportKind.ESCAPE, found),
        Metric.RET: and_(R.kind == ReportKind.RETURN, caused, shipped_then),
        Metric.CMP: and_(R.kind == ReportKind.COMPLAINT, caused, shipped_then),
        Metric.COPQ: and_(R.cost_cents.is_not(None), BOOKED_ON.between(window.first, window.last)),
    }.get(metric, true())


def report_tallies(
    session: Session, window: Window, supplier_ids: Collection[int] | None
) -> Tallies:
    """Return ESC, RET, CMP and COPQ of suppliers; no delivery is no denominator, not zero."""
    found: Tallies = defaultdict(dict)
    _escapes(session, window, supplier_ids, found)
    _of_what_was_shipped(session, window, supplier_ids, found)
    _costs(session, window, supplier_ids, found)
    return found


def _escapes(
    session: Session, window: Window, supplier_ids: Collection[int] | None, found: Tallies
) -> None:
    """Count units against those received: by the list of deliveries, without any by receipts."""
    told = _sums(session, Metric.ESC, window, supplier_ids, func.sum(R.quantity))
    known = goods.escapes(session, window, supplier_ids)
    delivered = {row[0]: row[1] for row in session.execute(units_received(window, supplier_ids))}
    receipts = goods.received(session, window, supplier_ids)
    for whose in delivered.keys() | receipts.keys():
        inputs = list(known.get(whose, ()))
        units = int(delivered.get(whose) or 0)
        if not units:
            units = _count(receipts.get(whose, ()))
            inputs += receipts.get(whose, ())
        if units:
            escaped = told.get(whose, 0) + _count(known.get(whose, ()))
            found[whose][Metric.ESC] = Tally(escaped, units, inputs=tuple(inputs))


def _of_what_was_shipped(
    session: Session, window: Window, supplier_ids: Collection[int] | None, found: Tallies
) -> None:
    """Count returns and complaints against what customers got; unknown, what was delivered."""
    returned = _sums(session, Metric.RET, window, supplier_ids, func.sum(R.quantity))
    complained = _sums(session, Metric.CMP, window, supplier_ids, func.count())
    came_back = goods.returned(session, window, supplier_ids)
    complaints = goods.complaints(session, window, supplier_ids)
    sold = goods.sold(session, window, supplier_ids)
    delivered = {row.supplier_id: row for row in session.execute(shipped(window, supplier_ids))}
    for whose in delivered.keys() | sold.keys():
        back, said = came_back.get(whose, []), complaints.get(whose, [])
        got = sold.get(whose)
        units = _count(got.units) if got else int(delivered[whose].units or 0)
        orders = got.order_count if got else int(delivered[whose].orders)
        by_lot = (got.units, got.orders) if got else ([], [])
        if units:
            all_back = returned.get(whose, 0) + _count(back)
            found[whose][Metric.RET] = Tally(all_back, units, inputs=(*back, *by_lot[0]))
        all_said = complained.get(whose, 0) + _count(said)
        found[whose][Metric.CMP] = Tally(all_said, orders, inputs=(*said, *by_lot[1]))


def _costs(
    session: Session, window: Window, supplier_ids: Collection[int] | None, found: Tallies
) -> None:
    rows = session.execute(
        select(R.supplier_id, R.currency, func.sum(R.cost_cents))
        .where(counts_for(Metric.COPQ, window), among(R.supplier_id, supplier_ids))
        .group_by(R.supplier_id, R.currency)
    )
    money: Mapping[int, Counter[str]] = defaultdict(Counter)
    for whose, currency, cents in rows:
        money[whose][currency] += int(cents or 0)
    booked = goods.costs(session, window, supplier_ids)
    for whose, bills in booked.items():
        for each in bills:
            money[whose][each.currency] += each.count
    for whose, amounts in money.items():
        total, inputs = sum(amounts.values()), tuple(booked.get(whose, ()))
        found[whose][Metric.COPQ] = Tally(total, None, tuple(sorted(amounts.items())), inputs)


def _count(inputs: Sequence[Input]) -> int:
    return sum(each.count for each in inputs)


def _sums(
    session: Session,
    metric: Metric,
    window: Window,
    supplier_ids: Collection[int] | None,
    summed: ColumnElement[int],
) -> dict[int, int]:
    rows = session.execute(
        select(R.supplier_id, summed)
        .where(counts_for(metric, window), among(R.supplier_id, supplier_ids))
        .group_by(R.supplier_id)
    )
    return {supplier_id: int(total) for supplier_id, total in rows}
