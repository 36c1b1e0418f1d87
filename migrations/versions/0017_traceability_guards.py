"""Suppliers reach their own goods and nonconformities; genealogy and customers are the brand's."""

from migrations.guards import Guards

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NOBODY = "false"
"""No supplier at all: only the brand's reach."""

PLACED = ("id", "supplier_id", "lot_id", "nonconformity_id", "spread", "placed_at", "placed_by_id")
SAID = ("id", "supplier_id", "disposition_id", "role", "agrees", "comment", "by_id", "by", "at")
ASKED = ("id", "supplier_id", "nonconformity_id", "round", "kind", "reason", "proposed_at")
OPENED = ("id", "supplier_id", "number", "source", "lot_id", "inspection_id", "opened_at")

GUARDS = Guards(
    owned=(
        "purchase_order",
        "purchase_line",
        "shipment",
        "shipment_lot",
        "receipt",
        "receipt_lot",
        "nonconformity",
        "nonconformity_photo",
        "lot_hold",
        "disposition",
        "disposition_voice",
    ),
    sourced=dict.fromkeys(
        (
            "trace_edge",
            "captured_event",
            "customer",
            "customer_order",
            "order_line",
            "goods_return",
            "mock_recall",
            "complaint_note",
            "nonconformity_cost",
        ),
        NOBODY,
    ),
    fixed={
        "captured_event": ("id", "event_id", "type", "event_time", "body", "captured_at"),
        "lot_hold": PLACED,
        "nonconformity": OPENED,
        "disposition": ASKED,
        "disposition_voice": SAID,
    },
    kept=("lot_hold", "nonconformity", "disposition", "disposition_voice", "mock_recall", "captured_event"),
)

upgrade = GUARDS.put_up
downgrade = GUARDS.take_down
