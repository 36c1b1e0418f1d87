"""What every source of counts gives: suppliers, metrics, exact numerators and denominators."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute

from scoring.metrics.rules.definitions import Metric, Tally

Tallies = dict[int, dict[Metric, Tally]]


def among(
    column: InstrumentedAttribute[Any], supplier_ids: Collection[int] | None
) -> ColumnElement[bool]:
    """Return the condition for these suppliers, or none for all of them."""
    return true() if supplier_ids is None else column.in_(supplier_ids)
