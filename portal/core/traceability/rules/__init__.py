"""What kinds of goods there are and how they hang together."""

from enum import StrEnum

from portal.core.i18n import N_


class LotKind(StrEnum):
    """What a node of the genealogy is: bought in, made in one run, or ready to sell."""

    COMPONENT = "component"
    BATCH = "batch"
    FINISHED = "finished"


class EdgeKind(StrEnum):
    """How goods went from one lot into another."""

    CONSUMED = "consumed"
    PACKED = "packed"
    SPLIT = "split"


class Direction(StrEnum):
    """Which way a trace goes; `both` is the recall set: all ancestors and all they went into."""

    BACKWARD = "backward"
    FORWARD = "forward"
    BOTH = "both"


KINDS = {
    LotKind.COMPONENT: N_("Component lot"),
    LotKind.BATCH: N_("Production batch"),
    LotKind.FINISHED: N_("Finished lot"),
}
EDGES = {
    EdgeKind.CONSUMED: N_("consumed"),
    EdgeKind.PACKED: N_("packed"),
    EdgeKind.SPLIT: N_("split"),
}
