"""What people and the clock do on a company's way in."""

from scoring.admission.operations.conditions import (
    ConditionInput,
    add_condition,
    fulfil_condition,
)
from scoring.admission.operations.deciding import decide_admission
from scoring.admission.operations.exceptions import (
    ExceptionInput,
    end_exception,
    sign_exception,
)
from scoring.admission.operations.gates import set_admission_gate
from scoring.admission.operations.reminding import nightly_steps

__all__ = [
    "ConditionInput",
    "ExceptionInput",
    "add_condition",
    "decide_admission",
    "end_exception",
    "fulfil_condition",
    "nightly_steps",
    "set_admission_gate",
    "sign_exception",
]
