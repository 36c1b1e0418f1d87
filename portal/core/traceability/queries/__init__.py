"""Finding goods and where they went."""

from portal.core.traceability.queries.lots import (
    SORTS,
    LotFilter,
    LotLine,
    count_lots,
    find_lot,
    list_lots,
    lots_to_choose,
)

__all__ = [
    "SORTS",
    "LotFilter",
    "LotLine",
    "count_lots",
    "find_lot",
    "list_lots",
    "lots_to_choose",
]
