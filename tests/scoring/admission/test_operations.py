"""Gates refuse, exceptions open them, conditions are kept, and the clock announces their ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from agreements.contracts.rules import GateLevel
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.errors import Invalid, NotAllowed, Outpaced, WrongState
from portal.core.notifications.models import Notice
from portal.core.suppliers.rules import SupplierState
from scoring.admission.models import AdmissionCondition, AdmissionException
from scoring.admission.operations import (
    ConditionInput,
    ExceptionInput,
    end_exception,
    fulfil_condition,
    nightly_steps,
    sign_exception,
)
from scoring.admission.rules import ConditionState, GateKind
from tests.factories.admission import (
    a_gate,
    an_exception,
    conditional,
    conditions,
    decided,
    under_review,
)
from tests.factories.checklists import a_checklist, an_assessment, closed, submitted
from tests.factories.suppliers import moved, supplier, trail
from tests.people import ENA, LIN, MAYA
from tests.world import World

S = SupplierState
NIGHT = Actor.system("nightly")


def night(world: World, days: int = 0) -> list[int]:
    """Let the steps of a night run so many days from now."""
    with world.acting() as session:
        return [step(session, NIGHT, today() + timedelta(days=days)) for step in nightly_steps]


def subjects(world: World, audience: str) -> list[str]:
    """Return the notices for an audience that begins so."""
    with world.looking() as session:
        found = session.scalars(select(Notice).order_by(Notice.id))
        return [one.subject for one in found if one.audience.startswith(audience)]


def test_a_gate_that_blocks_refuses_and_says_what_is_missing(world: World) -> None:
    under_review(world)
    a_gate(world, GateKind.ASSESSMENT, GateLevel.BLOCK)
    a_gate(world, GateKind.SELF_ASSESSMENT, GateLevel.BLOCK)

    with pytest.raises(WrongState) as refused:
        decided(world, S.APPROVED)

    assert refused.value.in_("en") == (
        "Linhe Textiles cannot be approved yet: no self-assessment was handed in;"
        " no assessment by our auditors is closed."
    )
    assert supplier(world).state is S.UNDER_REVIEW


def test_gates_that_warn_let_go_and_are_kept(world: World) -> None:
    under_review(world)

    warned = decided(world, S.APPROVED)

    assert warned == [GateKind.SELF_ASSESSMENT, GateKind.ASSESSMENT]
    (line,) = trail(world, "supplier.admission_decided")
    assert line.facts["warned_of"] == ["self_assessment", "assessment"]


def test_an_audit_without_knock_out_opens_the_gate_and_one_with_closes_it(world: World) -> None:
    under_review(world)
    for kind in (GateKind.ASSESSMENT, GateKind.KNOCK_OUTS, GateKind.SELF_ASSESSMENT):
        a_gate(world, kind, GateLevel.BLOCK)
    a_checklist(world)
    first = an_assessment(world)
    submitted(world, first)
    closed(world, first, Q1="no", Q2="3", Q3="90", Q4="iso")
    with pytest.raises(WrongState, match=r".*") as refused:
        decided(world, S.APPROVED)
    assert "knock-out questions failed" in refused.value.in_("en")
    closed(world, an_assessment(world))

    assert decided(world, S.APPROVED) == []
    assert supplier(world).state is S.APPROVED


def test_a_rejection_asks_no_gate(world: World) -> None:
    under_review(world)
    a_gate(world, GateKind.ASSESSMENT, GateLevel.BLOCK)
    assert decided(world, S.REJECTED) == []


def test_a_signed_exception_opens_a_gate_until_its_day(world: World) -> None:
    under_review(world)
    a_gate(world, GateKind.ASSESSMENT, GateLevel.BLOCK)
    an_exception(world, days=10)

    decided(world, S.APPROVED)

    assert supplier(world).state is S.APPROVED
    (signed,) = trail(world, "admission_exception.signed")
    assert (signed.facts["gate"], signed.facts["reason"]) == ("assessment", "Audit in May.")
    (line,) = trail(world, "supplier.admission_decided")
    assert line.facts["excepted"] == ["assessment"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"holds_until": today()}, "holds_until"),
        ({"holds_until": today() + timedelta(days=400)}, "holds_until"),
        ({"signature": "Somebody Else"}, "signature"),
    ],
)
def test_an_exception_without_reason_end_or_name_is_refused(
    world: World, changes: dict[str, object], field: str
) -> None:
    given = {
        "kind": GateKind.ASSESSMENT, "reason": "Audit in May.",
        "holds_until": today() + timedelta(days=9), "signature": MAYA.name, **changes,
    }  # fmt: skip
    with world.acting() as session, pytest.raises(Invalid) as refused:
        sign_exception(session, world.actor(MAYA), supplier(world), ExceptionInput(**given))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_second_exception_from_the_same_gate_is_refused(world: World) -> None:
    an_exception(world)
    with pytest.raises(Invalid):
        an_exception(world)


def test_an_engineer_signs_no_exception(world: World) -> None:
    with pytest.raises(NotAllowed):
        an_exception(world, by=ENA)


def test_an_exception_ended_early_opens_nothing(world: World) -> None:
    under_review(world)
    a_gate(world, GateKind.ASSESSMENT, GateLevel.BLOCK)
    signed = an_exception(world)
    with world.acting() as session:
        kept = session.get_one(AdmissionException, signed.id)
        end_exception(session, world.actor(MAYA), kept, "Audited after all.", 1)
    with world.acting() as session:
        kept = session.get_one(AdmissionException, signed.id)
        with pytest.raises(Outpaced):
            end_exception(session, world.actor(MAYA), kept, "Again.", 1)
    with pytest.raises(WrongState):
        decided(world, S.APPROVED)


def test_the_end_of_an_exception_is_announced_once_and_kept(world: World) -> None:
    an_exception(world, days=10)
    before = subjects(world, "brand:supplier:decide")

    assert (night(world)[2:], night(world)[2:]) == ([1, 0], [1, 0])
    assert night(world, 11)[2:] == [0, 1]
    assert night(world, 12)[2:] == [0, 0]

    after = subjects(world, "brand:supplier:decide")[len(before) :]
    assert after == [
        "An exception for %(supplier)s ends on %(day)s",
        "An exception for %(supplier)s has ended",
    ]
    assert len(trail(world, "admission_exception.ended")) == 1


def test_conditions_are_kept_one_by_one_with_their_days(world: World) -> None:
    under_review(world)
    until, sooner = today() + timedelta(days=60), today() + timedelta(days=20)
    decided(
        world, S.CONDITIONAL,
        [ConditionInput("Send the inventory.", sooner), ConditionInput("Mend the sprinklers.")],
        until,
    )  # fmt: skip

    assert [(one.text, one.due_on, one.state) for one in conditions(world)] == [
        ("Send the inventory.", sooner, ConditionState.OPEN),
        ("Mend the sprinklers.", until, ConditionState.OPEN),
    ]
    assert supplier(world).state_until == until


@pytest.mark.parametrize(
    ("conditions_given", "days", "field"),
    [
        ([], 30, "conditions"),
        ([ConditionInput("x")], 0, "until"),
        ([ConditionInput("x", today())], 30, "conditions-0-due_on"),
        ([ConditionInput("x"), ConditionInput("y", today() + timedelta(31))], 30,
         "conditions-1-due_on"),
        ([ConditionInput(" ", today() + timedelta(5))], 30, "conditions-0-text"),
    ],
)  # fmt: skip
def test_conditions_that_nobody_can_keep_are_refused(
    world: World, conditions_given: list[ConditionInput], days: int, field: str
) -> None:
    under_review(world)
    with pytest.raises(Invalid) as refused:
        decided(world, S.CONDITIONAL, conditions_given, today() + timedelta(days=days))
    assert (refused.value.field, conditions(world)) == (field, [])


def fulfilled(world: World, condition: AdmissionCondition, by: Actor, how: str = "Seen.") -> None:
    with world.acting() as session:
        kept = session.get_one(AdmissionCondition, condition.id)
        fulfil_condition(session, by, kept, how, condition.revision)


def test_a_person_records_that_a_condition_is_fulfilled(world: World) -> None:
    conditional(world, "One.", "Two.")
    ena = world.actor(ENA)
    one, two = conditions(world)
    fulfilled(world, one, ena, "Inventory of 3 May seen.")
    assert "%(supplier)s has fulfilled every condition" not in subjects(world, "brand:")
    with pytest.raises(Outpaced):
        fulfilled(world, one, ena)
    with pytest.raises(NotAllowed):
        fulfilled(world, two, world.actor(LIN))
    fulfilled(world, two, ena)

    kept = conditions(world)[0]
    assert (kept.state, kept.met_by, kept.how) == (
        ConditionState.MET, ENA.name, "Inventory of 3 May seen.",
    )  # fmt: skip
    assert "%(supplier)s has fulfilled every condition" in subjects(world, "brand:")


def test_open_conditions_stand_against_a_full_approval(world: World) -> None:
    conditional(world)
    a_gate(world, GateKind.CONDITIONS, GateLevel.BLOCK)
    with pytest.raises(WrongState):
        decided(world, S.APPROVED)
    a_gate(world, GateKind.CONDITIONS, GateLevel.WARN)
    decided(world, S.APPROVED)
    assert [one.state for one in conditions(world)] == [ConditionState.DROPPED]


def test_conditions_and_the_end_of_the_approval_are_announced_once(world: World) -> None:
    conditional(world, days=20)
    mine = f"supplier:{world.supplier_id('S-LIN')}"
    before = subjects(world, mine)

    for days in (0, 14, 15, 21, 22):
        night(world, days)

    assert subjects(world, mine)[len(before) :] == [
        "A condition falls due: %(supplier)s",
        "The conditional approval of %(supplier)s ends on %(day)s",
        "A condition is overdue: %(supplier)s",
    ]


def test_who_is_suspended_is_not_reminded(world: World) -> None:
    conditional(world)
    moved(world, S.SUSPENDED)
    assert night(world, 40) == [0, 0, 0, 0]
