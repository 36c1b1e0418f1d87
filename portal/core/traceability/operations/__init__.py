"""What people and other systems tell us of goods."""

from portal.core.traceability.operations.export import export_lots
from portal.core.traceability.operations.lots import LotInput, edit_lot, register_lot
from portal.core.traceability.operations.merging import (
    LotRow,
    MergeCount,
    demand_lot,
    known_codes,
    merge_lots,
)

__all__ = [
    "LotInput",
    "LotRow",
    "MergeCount",
    "demand_lot",
    "edit_lot",
    "export_lots",
    "known_codes",
    "merge_lots",
    "register_lot",
]
