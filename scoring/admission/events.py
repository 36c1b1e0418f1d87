"""What can have happened on a company's way in."""

from dataclasses import dataclass, field
from datetime import date

from agreements.contracts.rules import GateLevel
from portal.core.events import PERSONAL, Event
from portal.core.suppliers.rules import SupplierState
from scoring.admission.rules import GateKind


@dataclass(frozen=True)
class AdmissionDecided(Event, name="supplier.admission_decided"):
    to: SupplierState
    warned_of: tuple[GateKind, ...]
    """Gates that only warned, behind which something was missing."""
    excepted: tuple[GateKind, ...]


@dataclass(frozen=True)
class ConditionSet(Event, name="admission_condition.set"):
    text: str
    due_on: date


@dataclass(frozen=True)
class ConditionMet(Event, name="admission_condition.met"):
    text: str
    how: str


@dataclass(frozen=True)
class ExceptionSigned(Event, name="admission_exception.signed"):
    supplier: str
    gate: GateKind
    until: date
    reason: str
    signed_by: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class ExceptionEnded(Event, name="admission_exception.ended"):
    supplier: str
    gate: GateKind
    until: date
    reason: str


@dataclass(frozen=True)
class AdmissionGateSet(Event, name="admission_gate.set"):
    gate: GateKind
    level: GateLevel
