"""Goods: what was made, of what, where it went, and what is kept back."""

from portal.core.traceability.models.capturing import CapturedEvent
from portal.core.traceability.models.genealogy import TraceEdge
from portal.core.traceability.models.holding import LotHold
from portal.core.traceability.models.lots import Lot
from portal.core.traceability.models.moving import Receipt, ReceiptLot, Shipment, ShipmentLot
from portal.core.traceability.models.purchasing import PurchaseLine, PurchaseOrder
from portal.core.traceability.models.recalling import MockRecall
from portal.core.traceability.models.selling import (
    Customer,
    CustomerOrder,
    GoodsReturn,
    OrderLine,
)

__all__ = [
    "CapturedEvent",
    "Customer",
    "CustomerOrder",
    "GoodsReturn",
    "Lot",
    "LotHold",
    "MockRecall",
    "OrderLine",
    "PurchaseLine",
    "PurchaseOrder",
    "Receipt",
    "ReceiptLot",
    "Shipment",
    "ShipmentLot",
    "TraceEdge",
]
