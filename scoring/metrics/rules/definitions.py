"""The supplier metrics: what is divided by what, and which day decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from portal.core.i18n import N_, Message


class Metric(StrEnum):
    LAR = "LAR"
    DPPM = "DPPM"
    DHU = "DHU"
    OTD = "OTD"
    OTIF = "OTIF"
    DOC = "DOC"
    SCAR = "SCAR"
    SCARO = "SCARO"
    ESC = "ESC"
    RET = "RET"
    CMP = "CMP"
    COPQ = "COPQ"


class Unit(StrEnum):
    """In what a value is read."""

    PERCENT = "percent"
    PER_MILLION = "per_million"
    PER_HUNDRED = "per_hundred"
    PER_THOUSAND = "per_thousand"
    COUNT = "count"
    MONEY = "money"


SCALES: Mapping[Unit, int] = {
    Unit.PERCENT: 100,
    Unit.PER_MILLION: 1_000_000,
    Unit.PER_HUNDRED: 100,
    Unit.PER_THOUSAND: 1_000,
    Unit.COUNT: 1,
    Unit.MONEY: 1,
}


@dataclass(frozen=True)
class Definition:
    """One metric in words: everything that a card says beside its figures."""

    metric: Metric
    name: Message
    unit: Unit
    numerator: Message
    denominator: Message
    decides: Message
    source: Message
    is_share: bool = True
    """Whether the numerator is a part of the denominator, so that an interval can be given."""

    @property
    def scale(self) -> int:
        return SCALES[self.unit]


INSPECTIONS = N_("Inspections")
DELIVERIES = N_("Deliveries")

DEFINITIONS: Mapping[Metric, Definition] = {
    each.metric: each
    for each in (
        Definition(
            Metric.LAR, N_("Lot acceptance rate"), Unit.PERCENT,
            N_("lots accepted at first inspection"), N_("lots inspected"),
            N_("day the inspection was decided"), INSPECTIONS,
        ),
        Definition(
            Metric.DPPM, N_("Defective parts per million"), Unit.PER_MILLION,
            N_("nonconforming units found"), N_("units inspected"),
            N_("day the inspection was decided"), INSPECTIONS,
        ),
        Definition(
            Metric.DHU, N_("Defects per hundred units"), Unit.PER_HUNDRED,
            N_("defects found"), N_("units inspected"),
            N_("day the inspection was decided"), INSPECTIONS, is_share=False,
        ),
        Definition(
            Metric.OTD, N_("On-time delivery"), Unit.PERCENT,
            N_("order lines received in the window of the confirmed day"), N_("order lines due"),
            N_("confirmed day"), DELIVERIES,
        ),
        Definition(
            Metric.OTIF, N_("On time in full"), Unit.PERCENT,
            N_("order lines on time and with full quantity"),
            N_("order lines due whose quantity is known"), N_("confirmed day"), DELIVERIES,
        ),
        Definition(
            Metric.DOC, N_("Document validity"), Unit.PERCENT,
            N_("required documents valid on the last day"), N_("required documents"),
            N_("last day of the period"), N_("Documents"),
        ),
        Definition(
            Metric.SCAR, N_("Corrective action on time"), Unit.PERCENT,
            N_("steps answered by their due date"), N_("steps due"), N_("due date"),
            N_("Corrective actions"),
        ),
        Definition(
            Metric.SCARO, N_("Open overdue corrective actions"), Unit.COUNT,
            N_("corrective actions overdue"), N_("(a count)"), N_("last day of the period"),
            N_("Corrective actions"), is_share=False,
        ),
        Definition(
            Metric.ESC, N_("Escapes"), Unit.PER_MILLION,
            N_("nonconforming units found after acceptance"), N_("units received"),
            N_("day found; day received"),
            N_("Defect reports and nonconformities; deliveries, or receipts without any"),
            is_share=False,
        ),
        Definition(
            Metric.RET, N_("Return rate"), Unit.PERCENT,
            N_("units returned for reasons the supplier caused"), N_("units shipped"),
            N_("day shipped"),
            N_("Returns and defect reports; customers’ orders, or deliveries without any"),
        ),
        Definition(
            Metric.CMP, N_("Complaint rate"), Unit.PER_THOUSAND,
            N_("complaints that the supplier caused"), N_("orders shipped"),
            N_("day the order was shipped"),
            N_("Complaints and defect reports; customers’ orders, or deliveries without any"),
            is_share=False,
        ),
        Definition(
            Metric.COPQ, N_("Cost of poor quality"), Unit.MONEY,
            N_("sorting, rework, scrap, freight, refunds, penalties"), N_("(per currency)"),
            N_("day booked"), N_("Costs of nonconformities and of defect reports"), is_share=False,
        ),
    )
}  # fmt: skip

WEIGHABLE = tuple(metric for metric in Metric if DEFINITIONS[metric].unit is not Unit.MONEY)
"""Money in several currencies does not add up to one value, so it takes no points."""


class InputKind(StrEnum):
    """What was copied into a figure, as its records are the brand's alone or go on changing."""

    NONCONFORMITY = "nonconformity"
    RECEIVED = "received"
    RETURNED = "returned"
    SOLD = "sold"
    COMPLAINT = "complaint"
    ORDERED = "ordered"
    COST = "cost"


INPUT_WORDS: Mapping[InputKind, Message] = {
    InputKind.NONCONFORMITY: N_("Nonconformity"),
    InputKind.RECEIVED: N_("Received (of goods)"),
    InputKind.RETURNED: N_("Returned by customers"),
    InputKind.SOLD: N_("Shipped to customers"),
    InputKind.COMPLAINT: N_("Customer complaint"),
    InputKind.ORDERED: N_("Orders with goods of the lot"),
    InputKind.COST: N_("Cost of a nonconformity"),
}
OF_BASE = frozenset({InputKind.RECEIVED, InputKind.SOLD, InputKind.ORDERED})
"""What is counted in the denominator."""


@dataclass(frozen=True)
class Input:
    """One thing that a figure was counted from."""

    kind: InputKind
    id: int
    """Of the nonconformity, or of the lot."""
    name: str
    detail: str
    on: date | None
    count: int
    """Units, orders or complaints; of a cost hundredths of its currency."""
    currency: str = ""


@dataclass(frozen=True)
class Tally:
    """Exact counts of one supplier and metric; a denominator of None or 0 is no rating."""

    numerator: int
    denominator: int | None = None
    money: tuple[tuple[str, int], ...] = ()
    """Currency and hundredths of it."""
    inputs: tuple[Input, ...] = ()


def value_of(metric: Metric, tally: Tally | None) -> Fraction | None:
    """Return the exact value, or None: no rating."""
    definition = DEFINITIONS[metric]
    if tally is None or definition.unit is Unit.MONEY:
        return None
    if definition.unit is Unit.COUNT:
        return Fraction(tally.numerator)
    if not tally.denominator or is_impossible(metric, tally):
        return None
    return Fraction(definition.scale * tally.numerator, tally.denominator)


def is_impossible(metric: Metric, tally: Tally) -> bool:
    """Return whether a part is larger than its whole: said, and kept out of the score."""
    return DEFINITIONS[metric].is_share and tally.numerator > (tally.denominator or 0) > 0
