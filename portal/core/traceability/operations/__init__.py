"""What people and other systems tell us of goods."""

from portal.core.traceability.operations.export import export_lots
from portal.core.traceability.operations.genealogy import (
    EdgeRow,
    LinkInput,
    demand_edge,
    link_lots,
    merge_genealogy,
)
from portal.core.traceability.operations.lots import LotInput, edit_lot, register_lot
from portal.core.traceability.operations.merging import (
    LotRow,
    MergeCount,
    demand_lot,
    known_codes,
    merge_lots,
)
from portal.core.traceability.operations.moving import (
    ReceiptRow,
    ShipmentRow,
    demand_receipt,
    demand_shipment,
    merge_receipts,
    merge_shipments,
)
from portal.core.traceability.operations.purchasing import (
    PurchaseRow,
    demand_purchase,
    merge_purchases,
)
from portal.core.traceability.operations.returning import ReturnRow, demand_return, merge_returns
from portal.core.traceability.operations.selling import SaleRow, demand_sale, merge_sales
from portal.core.traceability.operations.selling_at_once import SaleColumns, take_sales_at_once

__all__ = [
    "EdgeRow",
    "LinkInput",
    "LotInput",
    "LotRow",
    "MergeCount",
    "PurchaseRow",
    "ReceiptRow",
    "ReturnRow",
    "SaleColumns",
    "SaleRow",
    "ShipmentRow",
    "demand_edge",
    "demand_lot",
    "demand_purchase",
    "demand_receipt",
    "demand_return",
    "demand_sale",
    "demand_shipment",
    "edit_lot",
    "export_lots",
    "known_codes",
    "link_lots",
    "merge_genealogy",
    "merge_lots",
    "merge_purchases",
    "merge_receipts",
    "merge_returns",
    "merge_sales",
    "merge_shipments",
    "register_lot",
    "take_sales_at_once",
]
