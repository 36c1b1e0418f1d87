"""Gates, conditions and exceptions for tests."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from agreements.contracts.rules import GateLevel
from portal.core.clock import today
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.operations import StateInput
from portal.core.suppliers.rules import SupplierState
from scoring.admission.models import AdmissionCondition, AdmissionException
from scoring.admission.operations import (
    ConditionInput,
    ExceptionInput,
    decide_admission,
    set_admission_gate,
    sign_exception,
)
from scoring.admission.queries.gates import gate_levels
from scoring.admission.rules import GateKind
from tests.factories.suppliers import lasting, moved
from tests.people import MAYA, Person
from tests.world import World


def a_gate(world: World, kind: GateKind, level: GateLevel) -> None:
    """Set a gate as the manager does."""
    with world.acting() as session:
        seen = gate_levels(session)[kind][1]
        set_admission_gate(session, world.actor(MAYA), kind, level, seen)


def under_review(world: World, code: str = "S-LIN") -> Supplier:
    """Take a company of the small world back into review."""
    return moved(world, SupplierState.UNDER_REVIEW, code=code)


def decided(
    world: World,
    to: SupplierState,
    conditions: Sequence[ConditionInput] = (),
    until: date | None = None,
    code: str = "S-LIN",
) -> list[GateKind]:
    """Decide as the manager does; return the gates that only warned."""
    with world.acting() as session:
        supplier = session.scalars(select(Supplier).where(Supplier.code == code)).one()
        step = StateInput(to, "Because.", supplier.revision, until)
        warned = decide_admission(session, world.actor(MAYA), supplier, step, conditions)
        return [one.kind for one in warned]


def conditional(world: World, *texts: str, days: int = 30) -> None:
    """Approve Lin conditionally, every condition due on the last day."""
    under_review(world)
    given = [ConditionInput(text) for text in texts or ("Send the chemical inventory.",)]
    decided(world, SupplierState.CONDITIONAL, given, today() + timedelta(days=days))


def conditions(world: World) -> Sequence[AdmissionCondition]:
    """Return every condition, oldest first."""
    with world.looking() as session:
        return session.scalars(select(AdmissionCondition).order_by(AdmissionCondition.id)).all()


def an_exception(
    world: World, kind: GateKind = GateKind.ASSESSMENT, days: int = 60, by: Person = MAYA
) -> AdmissionException:
    """Sign an exception for Lin."""
    with world.acting() as session:
        supplier = session.scalars(select(Supplier).where(Supplier.code == "S-LIN")).one()
        given = ExceptionInput(kind, "Audit in May.", today() + timedelta(days=days), by.name)
        return lasting(session, sign_exception(session, world.actor(by), supplier, given))
