"""What an inspection can be, and what may follow what."""

from enum import StrEnum

from portal.core.lifecycle import Lifecycle


class InspectionType(StrEnum):
    """When in the life of an order we look: 初期, 中期, 出货前, 装柜, 来料检验."""

    INITIAL = "initial"
    DURING_PRODUCTION = "during_production"
    PRE_SHIPMENT = "pre_shipment"
    CONTAINER_LOADING = "container_loading"
    INCOMING = "incoming"


class InspectionState(StrEnum):
    REQUESTED = "requested"
    SCHEDULED = "scheduled"
    STARTED = "started"
    DECIDED = "decided"
    WAIVED = "waived"
    DECLINED = "declined"
    CANCELLED = "cancelled"


S = InspectionState
# A lot that skip-lot passes over is decided without ever being scheduled.
LIFE = Lifecycle(
    {
        S.REQUESTED: frozenset({S.SCHEDULED, S.DECIDED, S.WAIVED, S.DECLINED, S.CANCELLED}),
        S.SCHEDULED: frozenset({S.STARTED, S.WAIVED, S.DECLINED, S.CANCELLED}),
        S.STARTED: frozenset({S.DECIDED, S.CANCELLED}),
        S.DECIDED: frozenset(),
        S.WAIVED: frozenset(),
        S.DECLINED: frozenset(),
        S.CANCELLED: frozenset(),
    }
)

OPEN = frozenset({S.REQUESTED, S.SCHEDULED, S.STARTED})
"""What still waits for somebody."""


class Verdict(StrEnum):
    """What the counts say of the lot; computed, never typed."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"


class ObservationKind(StrEnum):
    """What an inspector's page reports, one tap at a time."""

    UNIT_DONE = "unit_done"
    DEFECT = "defect"
    MEASUREMENT = "measurement"
    CARTON_OPENED = "carton_opened"
    REMARK = "remark"
    UNDO = "undo"


class TriggerMoment(StrEnum):
    """When a type of inspection is asked for without anyone asking."""

    ON_REQUEST = "on_request"
    EVERY_LOT = "every_lot"
    FIRST_LOTS = "first_lots"
    AFTER_NOT_ACCEPTED = "after_not_accepted"
