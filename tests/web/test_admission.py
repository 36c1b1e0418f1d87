"""The admission page: both sides read it, the manager decides on it, and home points to it."""

import re
from datetime import timedelta

from agreements.contracts.rules import GateLevel
from portal.core.clock import today
from portal.core.suppliers.rules import SupplierState
from scoring.admission.rules import ConditionState, GateKind
from tests.factories.admission import (
    a_gate,
    an_exception,
    conditional,
    conditions,
    under_review,
)
from tests.factories.checklists import a_checklist, an_assessment, closed
from tests.factories.suppliers import supplier
from tests.people import ADA, BEN, ENA, LIN, MAYA, WEI
from tests.world import Browser, World

HERE = "/suppliers/S-LIN/admission"


def revision(page: str, action: str) -> str:
    """Return the revision that the form for `action` was shown with."""
    found = re.search(rf'action="{action}".*?name="revision" value="(\d+)"', page, re.DOTALL)
    assert found, page
    return found[1]


def decide(browser: Browser, **fields: object) -> object:
    seen = revision(browser.get(HERE).text, f"{HERE}/decision")
    return browser.submit(f"{HERE}/decision", revision=seen, **fields)


def test_both_sides_read_whose_turn_it_is(world: World) -> None:
    under_review(world)
    ours, theirs = world.browser(ENA).get(HERE).text, world.browser(LIN).get(HERE).text
    assert "No self-assessment is asked for yet." in ours
    assert "No assessment is planned yet." in ours
    assert "The brand will assess your company." in theirs
    assert ("What an approval asks for" in ours, "What an approval asks for" in theirs) == (
        True, False,
    )  # fmt: skip
    assert world.browser(WEI).get(HERE).status_code == 404
    assert "自评与必备资料" in world.browser(LIN).get(f"{HERE}?lang=zh").text


def test_a_supplier_reads_nothing_of_an_unreleased_result_or_an_exception(world: World) -> None:
    under_review(world)
    a_checklist(world)
    closed(world, an_assessment(world), Q1="no", Q2="3", Q3="90", Q4="iso")
    an_exception(world)
    page = world.browser(LIN).get(HERE).text
    assert "its result is not released yet." in page
    assert ("Audit in May." in page, "Knock-out" in page) == (False, False)


def test_a_manager_approves_and_reads_what_was_missing(world: World) -> None:
    under_review(world)
    maya = world.browser(MAYA)
    assert "Approval goes on, but this is missing:" in maya.get(HERE).text

    done = decide(maya, to="approved", reason="Known for years.")

    assert done.status_code == 303  # type: ignore[attr-defined]
    assert "Still missing: no self-assessment was handed in" in maya.get(HERE).text
    assert supplier(world).state is SupplierState.APPROVED


def test_a_gate_that_blocks_is_said_and_keeps_what_was_typed(world: World) -> None:
    under_review(world)
    a_gate(world, GateKind.ASSESSMENT, GateLevel.BLOCK)
    maya = world.browser(MAYA)

    refused = decide(maya, to="approved", reason="Known for years.")

    assert refused.status_code == 409  # type: ignore[attr-defined]
    page = refused.text  # type: ignore[attr-defined]
    assert "cannot be approved yet: no assessment by our auditors is closed." in page
    assert "Known for years." in page
    seen = supplier(world).revision
    other_door = maya.submit(
        "/suppliers/S-LIN/state", to="approved", reason="Nonetheless.", revision=seen
    )
    assert other_door.status_code == 409
    assert "cannot be approved yet" in other_door.text


def test_conditions_are_typed_with_their_days_and_fulfilled_on_record(world: World) -> None:
    under_review(world)
    maya, ena = world.browser(MAYA), world.browser(ENA)
    until, sooner = today() + timedelta(days=60), today() + timedelta(days=9)
    typed = {
        "to": "conditional", "until": until, "reason": "Two findings.",
        "conditions-1-text": "Send the inventory.", "conditions-1-due_on": sooner,
    }  # fmt: skip

    late = decide(maya, **{**typed, "conditions-1-due_on": until + timedelta(days=1)})
    assert late.status_code == 422  # type: ignore[attr-defined]
    assert 'href="#conditions-1-due_on"' in late.text  # type: ignore[attr-defined]
    assert decide(maya, **typed).status_code == 303  # type: ignore[attr-defined]

    assert "Send the inventory." in world.browser(LIN).get(HERE).text
    assert "Send the inventory." in world.browser(LIN).get("/").text
    (kept,) = conditions(world)
    at = f"{HERE}/conditions/{kept.id}"
    assert ena.submit(at, how="", revision=kept.revision).status_code == 422
    assert ena.submit(at, how="Seen on 3 May.", revision=kept.revision).status_code == 303
    assert world.browser(LIN).submit(at, how="Done.", revision=2).status_code == 403
    assert [one.state for one in conditions(world)] == [ConditionState.MET]
    assert "Every condition is fulfilled: decide." in maya.get("/").text


def test_one_more_condition_is_asked(world: World) -> None:
    conditional(world)
    maya = world.browser(MAYA)
    assert maya.submit(f"{HERE}/conditions", text="One more.").status_code == 303
    assert maya.submit(f"{HERE}/conditions", text="").status_code == 422
    assert [one.text for one in conditions(world)][1:] == ["One more."]


def test_an_exception_is_signed_listed_and_ended(world: World) -> None:
    maya = world.browser(MAYA)
    typed = {
        "kind": "assessment", "reason": "Audit in May.",
        "holds_until": today() + timedelta(days=20), "signature": MAYA.name,
    }  # fmt: skip
    assert maya.submit(f"{HERE}/exceptions", **{**typed, "signature": "M"}).status_code == 422
    assert maya.submit(f"{HERE}/exceptions", **typed).status_code == 303
    board = maya.get("/suppliers/admission").text
    assert ("Audit in May." in board, MAYA.name in board) == (True, True)
    assert "An assessment by our auditors is closed" in maya.get("/").text
    assert world.browser(ENA).submit(f"{HERE}/exceptions", **typed).status_code == 403

    page = maya.get(HERE).text
    found = re.search(rf'action="({HERE}/exceptions/\d+/end)"', page)
    assert found
    seen = revision(page, found[1])
    assert maya.submit(found[1], end_reason="Audited.", revision=seen).status_code == 303
    assert "Audit in May." not in maya.get("/suppliers/admission").text
    assert "Audited." in maya.get(HERE).text


def test_gates_are_set_by_admin_and_manager(world: World) -> None:
    ada = world.browser(ADA)
    assert "Approval goes on with a warning" in ada.get("/settings/admission").text
    given = {"kind": "documents", "level": "block", "revision": 0}
    assert ada.submit("/settings/admission", **given).status_code == 303
    assert ada.submit("/settings/admission", **given).status_code == 409
    assert ada.submit("/settings/admission", **{**given, "kind": "x"}).status_code == 404
    assert world.browser(BEN).get("/settings/admission").status_code == 403


def test_home_says_what_ends_and_what_waits(world: World) -> None:
    conditional(world, days=10)
    page = world.browser(MAYA).get("/").text
    assert "Suppliers to decide on" in page
    assert "Conditional approval ends on" in page
    assert "Suppliers to decide on" not in world.browser(BEN).get("/").text


def test_an_assessed_supplier_waits_for_the_manager(world: World) -> None:
    under_review(world)
    a_checklist(world)
    closed(world, an_assessment(world))
    assert "Assessed, waits for your decision." in world.browser(MAYA).get("/").text
    overview = world.browser(MAYA).get("/suppliers/S-LIN").text
    assert ("See the whole way" in overview, "Under review" in overview) == (True, True)


def test_a_supplier_is_led_to_its_own_way(world: World) -> None:
    answer = world.browser(LIN).get("/suppliers/admission")
    assert (answer.status_code, answer.headers["Location"]) == (302, HERE)
