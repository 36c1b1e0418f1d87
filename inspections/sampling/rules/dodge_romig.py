"""Single plans of Dodge and Romig: an extract of two tables, and it says so.

Only the tables AOQL 3.0 % and LTPD 1.0 % are held, without the cells whose printed figures did not
recompute. What is not held is refused, never read off a neighbour.
"""

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from portal.core.errors import Invalid
from portal.core.i18n import N_

TABLE = Path(__file__).parents[1] / "tables/dodge_romig.json"

NOT_HELD = N_("This extract of the Dodge–Romig tables has no plan for that.")


@dataclass(frozen=True)
class RectifyingPlan:
    """A single plan; rejected lots are inspected whole.

    `companion_percent` is the LTPD of a plan by AOQL, and the AOQL of a plan by LTPD.
    """

    table: str
    n: int
    c: int
    companion_percent: float


@cache
def _cells() -> dict[str, tuple[list[int], list[float], dict[tuple[int, float], list[Any]]]]:
    tables = json.loads(TABLE.read_text("utf-8"))["tables"]
    return {
        name: (
            sorted({row[0] for row in rows}),
            sorted({row[1] for row in rows}),
            {(row[0], row[1]): row[2:] for row in rows},
        )
        for name, rows in tables.items()
    }


def rectifying_tables() -> tuple[str, ...]:
    """Return the names of the tables that are held."""
    return tuple(_cells())


def rectifying_plan(table: str, lot_size: int, process_average: float) -> RectifyingPlan:
    """Return the plan for a lot of a process with this average fraction nonconforming."""
    if table not in _cells():
        raise Invalid(NOT_HELD, field="table")
    lots, averages, cells = _cells()[table]
    row, column = bisect_left(lots, lot_size), bisect_left(averages, process_average)
    if lot_size < 1 or row == len(lots):
        raise Invalid(NOT_HELD, field="lot_size")
    if process_average < 0 or column == len(averages):
        raise Invalid(NOT_HELD, field="process_average")
    cell = cells.get((lots[row], averages[column]))
    if cell is None:
        raise Invalid(NOT_HELD, field="lot_size")
    n, c, companion = cell
    return RectifyingPlan(table, min(n, lot_size), c, companion)
