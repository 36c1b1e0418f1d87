"""ESC, RET, CMP and COPQ: what came to light after acceptance, against what was delivered."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from scoring.facts.models import DefectReport
from scoring.facts.rules import ReportKind
from scoring.metrics.queries.deliveries import shipped, units_received
from scoring.metrics.queries.tallies import Tallies, among
from scoring.metrics.rules.definitions import Metric, Tally
from scoring.metrics.rules.periods import Window

R = DefectReport


def counts_for(metric: Metric, window: Window) -> ColumnElement[bool]:
    """Return the condition of reports that a metric counts in a period."""
    found = R.found_on.between(window.first, window.last)
    shipped_then = R.shipped_on.between(window.first, window.last)
    caused = R.supplier_caused.is_(True)
    return {
        Metric.ESC: and_(R.kind == ReportKind.ESCAPE, found),
        Metric.RET: and_(R.kind == ReportKind.RETURN, caused, shipped_then),
        Metric.CMP: and_(R.kind == ReportKind.COMPLAINT, caused, shipped_then),
        Metric.COPQ: and_(R.cost_cents.is_not(None), found),
    }.get(metric, true())


def report_tallies(
    session: Session, window: Window, supplier_ids: Collection[int] | None
) -> Tallies:
    """Return ESC, RET, CMP and COPQ of suppliers; no delivery is no denominator, not zero."""
    found: Tallies = defaultdict(dict)
    escaped = _sums(session, Metric.ESC, window, supplier_ids, func.sum(R.quantity))
    returned = _sums(session, Metric.RET, window, supplier_ids, func.sum(R.quantity))
    complained = _sums(session, Metric.CMP, window, supplier_ids, func.count())
    for supplier_id, units in session.execute(units_received(window, supplier_ids)):
        if units:
            found[supplier_id][Metric.ESC] = Tally(escaped.get(supplier_id, 0), int(units))
    for row in session.execute(shipped(window, supplier_ids)):
        mine = found[row.supplier_id]
        if row.units:
            mine[Metric.RET] = Tally(returned.get(row.supplier_id, 0), int(row.units))
        mine[Metric.CMP] = Tally(complained.get(row.supplier_id, 0), int(row.orders))
    for supplier_id, money in _costs(session, window, supplier_ids).items():
        total = sum(cents for _, cents in money)
        found[supplier_id][Metric.COPQ] = Tally(total, None, tuple(money))
    return found


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


def _costs(
    session: Session, window: Window, supplier_ids: Collection[int] | None
) -> dict[int, list[tuple[str, int]]]:
    rows = session.execute(
        select(R.supplier_id, R.currency, func.sum(R.cost_cents))
        .where(counts_for(Metric.COPQ, window), among(R.supplier_id, supplier_ids))
        .group_by(R.supplier_id, R.currency)
        .order_by(R.currency)
    )
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for supplier_id, currency, cents in rows:
        found[supplier_id].append((currency, int(cents or 0)))
    return found
