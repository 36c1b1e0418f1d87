"""What can have happened to goods."""

from dataclasses import dataclass
from decimal import Decimal

from portal.core.events import Event
from portal.core.traceability.rules import Direction, EdgeKind


@dataclass(frozen=True)
class LotRegistered(Event, name="lot.registered"):
    number: str
    product_id: int
    quantity: int


@dataclass(frozen=True)
class LotEdited(Event, name="lot.edited"):
    number: str


@dataclass(frozen=True)
class LotsMerged(Event, name="lot.merged"):
    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True)
class LotsExported(Event, name="lot.exported"):
    kind: str
    lines: int


@dataclass(frozen=True)
class FactsMerged:
    """One line for a whole list: how many rows made, changed or left something."""

    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True)
class GenealogyMerged(FactsMerged, Event, name="genealogy.merged"):
    pass


@dataclass(frozen=True)
class PurchasesMerged(FactsMerged, Event, name="purchase_order.merged"):
    pass


@dataclass(frozen=True)
class ShipmentsMerged(FactsMerged, Event, name="shipment.merged"):
    pass


@dataclass(frozen=True)
class ReceiptsMerged(FactsMerged, Event, name="receipt.merged"):
    pass


@dataclass(frozen=True)
class SalesMerged(FactsMerged, Event, name="customer_order.merged"):
    pass


@dataclass(frozen=True)
class ReturnsMerged(FactsMerged, Event, name="goods_return.merged"):
    pass


@dataclass(frozen=True)
class LotsLinked(Event, name="lot.linked"):
    to_lot_id: int
    kind: EdgeKind
    quantity: Decimal


@dataclass(frozen=True)
class LotHeld(Event, name="lot.held"):
    number: str
    nonconformity: str
    spread: bool


@dataclass(frozen=True)
class LotReleased(Event, name="lot.released"):
    number: str
    nonconformity: str
    reason: str


@dataclass(frozen=True)
class RecallListExported(Event, name="lot.recall_exported"):
    format: str
    lines: int


@dataclass(frozen=True)
class TraceExported(Event, name="lot.trace_exported"):
    format: str
    direction: Direction
    lots: int


@dataclass(frozen=True)
class MockRecallBegun(Event, name="mock_recall.begun"):
    number: str


@dataclass(frozen=True)
class MockRecallEnded(Event, name="mock_recall.ended"):
    number: str
    seconds: int
    lots: int
    order_lines: int
    accounted_percent: Decimal | None


@dataclass(frozen=True)
class EventsCaptured(FactsMerged, Event, name="epcis.captured"):
    pass


@dataclass(frozen=True)
class RecallListAsked(Event, name="lot.recall_asked"):
    direction: Direction
