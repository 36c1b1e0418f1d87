"""OTD and OTIF, and the units and orders that other rates are taken of."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, case, distinct, func, or_, select, text
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from scoring.facts.models import DeliveryLine
from scoring.metrics.queries.tallies import Tallies, among
from scoring.metrics.rules.definitions import Metric, Tally
from scoring.metrics.rules.periods import Window

L = DeliveryLine


def is_due(window: Window) -> ColumnElement[bool]:
    """Return the condition of lines that were due in a period."""
    return L.confirmed_on.between(window.first, window.last)


def is_on_time(early_days: int | None, late_days: int, sqlite: bool) -> ColumnElement[bool]:
    """Return the condition of lines received within the window around the confirmed day."""
    latest = _days_from(L.confirmed_on, late_days, sqlite)
    on_time = and_(L.received_on.is_not(None), L.received_on <= latest)
    if early_days is None:
        return on_time
    return and_(on_time, L.received_on >= _days_from(L.confirmed_on, -early_days, sqlite))


IS_KNOWN = or_(L.received_quantity.is_not(None), L.received_on.is_(None))
"""Received, and nobody said how much: neither in full nor short."""
IS_FULL = L.received_quantity >= L.ordered_quantity


def _days_from(column: Any, days: int, sqlite: bool) -> ColumnElement[Any]:
    """Return the day so many days away; for none the column itself, so that it stays plain."""
    if days == 0:
        return column  # type: ignore[no-any-return]
    if sqlite:
        return func.date(column, f"{days:+d} days")
    return sql_cast(column + text(f"{int(days)}"), Date)


def delivery_tallies(
    session: Session,
    window: Window,
    supplier_ids: Collection[int] | None,
    early_days: int | None,
    late_days: int,
) -> Tallies:
    """Return OTD and OTIF of suppliers."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    on_time = is_on_time(early_days, late_days, sqlite)
    rows = session.execute(
        select(
            L.supplier_id,
            func.count().label("due"),
            _count(on_time).label("on_time"),
            _count(IS_KNOWN).label("known"),
            _count(and_(on_time, IS_FULL)).label("in_full"),
        )
        .where(is_due(window), among(L.supplier_id, supplier_ids))
        .group_by(L.supplier_id)
    )
    return {
        row.supplier_id: {
            Metric.OTD: Tally(row.on_time, row.due),
            Metric.OTIF: Tally(row.in_full, row.known),
        }
        for row in rows
    }


def units_received(
    window: Window, supplier_ids: Collection[int] | None
) -> Select[*tuple[Any, ...]]:
    """Return the units that came in a period, by supplier."""
    return (
        select(L.supplier_id, func.sum(L.received_quantity))
        .where(L.received_on.between(window.first, window.last), among(L.supplier_id, supplier_ids))
        .group_by(L.supplier_id)
    )


def shipped(window: Window, supplier_ids: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    """Return the units and the orders that were shipped in a period, by supplier."""
    return (
        select(
            L.supplier_id,
            func.sum(L.received_quantity).label("units"),
            func.count(distinct(L.order_number)).label("orders"),
        )
        .where(L.cohort_on.between(window.first, window.last), among(L.supplier_id, supplier_ids))
        .group_by(L.supplier_id)
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
