"""What can have happened to how hard we look."""

from dataclasses import dataclass

from inspections.sampling.rules.switching import Standing
from portal.core.events import Event
from portal.core.products.rules import DefectClass
from portal.core.suppliers.rules import Tier


@dataclass(frozen=True)
class SchemeSet(Event, name="sampling_scheme.set"):
    scope: str


@dataclass(frozen=True)
class SchemeRemoved(Event, name="sampling_scheme.removed"):
    scope: str


@dataclass(frozen=True)
class TierSamplingSet(Event, name="tier_sampling.set"):
    tier: Tier


@dataclass(frozen=True)
class StandingMoved(Event, name="switching_pair.moved"):
    """The lots to come are looked at otherwise than those before."""

    product_id: int
    defect_class: DefectClass
    before: Standing
    after: Standing
    line: int


@dataclass(frozen=True)
class SwitchingNoted(Event, name="switching_pair.noted"):
    """Somebody told the ledger what no lot tells it."""

    product_id: int
    defect_class: DefectClass
    token: str
    reason: str


@dataclass(frozen=True)
class SwitchingCorrected(Event, name="switching_pair.corrected"):
    """A lot's result was revised; the line that counted it is replaced by a later one."""

    product_id: int
    defect_class: DefectClass
    line: int
    before: str
    after: str
