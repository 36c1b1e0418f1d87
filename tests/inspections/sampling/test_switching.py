"""Severity follows the lots: histories worked by hand, and replay against carrying on."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.sampling.rules.switching import (
    Event,
    Happened,
    Regulation,
    Standing,
    State,
    after,
    begin,
    event_of,
    replay,
)
from inspections.sampling.rules.vocabulary import Edition, Kind, Severity
from portal.core.errors import Invalid

HISTORIES = json.loads(
    (Path(__file__).parents[2] / "data/sampling/switching.json").read_text("utf-8")
)
NAMES = {"N": "normal", "T": "tightened", "R": "reduced", "D": "discontinued", "-": None}
ISO = Regulation()


@pytest.mark.parametrize("told", HISTORIES, ids=[f"{h['id']} {h['title']}" for h in HISTORIES])
def test_histories_worked_by_hand(told: dict[str, Any]) -> None:
    is_iso = told["standard"].startswith("ISO")
    rules = Regulation(
        Edition.ISO_2859_1 if is_iso else Edition.Z1_4,
        Kind(told["plan_kind"]),
        told["production_steady"],
        told.get("limit_number"),
    )
    counts = told.get("d_by_lot") or [0] * len(told["lots"])
    events = [
        (event_of(token)._replace(found=found), told["ac_of_plan"] or 0)
        for token, found in zip(told["lots"], counts, strict=True)
    ]
    start = begin(Severity(NAMES[told["start_severity"]]), approved=told["reduced_approved"])
    steps = [step for _, step in replay(start, events, rules)]

    assert [step.used for step in steps] == [NAMES[name] for name in told["severity_used"]]
    assert [step.next for step in steps] == [NAMES[name] for name in told["severity_for_next_lot"]]
    scores = zip(steps, told["switching_score_after"] or [], strict=False)
    assert all(score is None or step.score == score for step, score in scores)


def lots(history: str, rules: Regulation = ISO, **start: Any) -> list[str]:
    events = [(event_of(token), 0) for token in history.split()]
    begun = begin(**start)
    return [step.next.value[0].upper() for _, step in replay(begun, events, rules)]


def test_resubmitted_lots_count_for_nothing() -> None:
    assert lots("R r r a A") == ["N"] * 5


def test_what_is_inspected_while_discontinued_counts_for_nothing() -> None:
    assert lots("R R R R R A A C", start=Severity.TIGHTENED)[-4:] == ["D", "D", "D", "T"]


def test_reduced_needs_approval_and_steady_production() -> None:
    assert lots(" ".join(["A"] * 15), approved=True)[-1] == "R"
    assert lots(" ".join(["A"] * 16))[-1] == "N"
    assert lots(" ".join(["A"] * 16), Regulation(steady=False), approved=True)[-1] == "N"
    assert lots("I " + " ".join(["A"] * 16), approved=True)[-1] == "N"


def test_z14_asks_for_ten_lots_and_no_score() -> None:
    american = Regulation(Edition.Z1_4)

    assert lots(" ".join(["A"] * 10), american, approved=True)[-2:] == ["N", "R"]
    assert lots("A Ag", american, start=Severity.REDUCED)[-1] == "N"


def test_a_change_says_why() -> None:
    steps = [step for _, step in replay(begin(), [(event_of("R"), 0)] * 2, ISO)]

    assert steps[1].why is not None
    assert steps[1].why.in_("en") == ("Tightened because 2 of the last 2 lots were not accepted.")


def test_a_person_can_set_it() -> None:
    event = Event(Happened.OVERRIDDEN, to=Standing.TIGHTENED)

    assert after(begin(), event, 0, ISO)[0].standing is Standing.TIGHTENED


def test_an_unknown_token_is_refused() -> None:
    with pytest.raises(Invalid):
        event_of("A9")


TOKENS = st.lists(
    st.sampled_from(["A", "R", "A+", "A-", "Ag", "A1", "A2", "a", "r", "I", "O", "P", "C"]),
    max_size=60,
)


@given(TOKENS, st.sampled_from(Edition), st.sampled_from(Kind), st.integers(0, 5))
def test_a_kept_state_goes_on_as_a_replay_does(
    tokens: list[str], edition: Edition, kind: Kind, ac: int
) -> None:
    rules = Regulation(edition, kind)
    events = [(event_of(token), ac) for token in tokens]
    state = begin(approved=True)
    for (event, number), (replayed, _) in zip(events, replay(state, events, rules), strict=True):
        state, _ = after(State.of(json.loads(json.dumps(state.as_json()))), event, number, rules)
        assert state == replayed
