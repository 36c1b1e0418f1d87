"""The ledger keeps where a pair stands, is only ever added to, and can be replayed."""

import threading
from datetime import date

import pytest
from sqlalchemy import select, text, update

from inspections.lot_inspections.models.booking import Inspection, PlannedClass
from inspections.lot_inspections.operations.planning import start_inspection
from inspections.sampling.models import SwitchingLine, SwitchingPair
from inspections.sampling.operations.ledger import NoteInput, note_event
from inspections.sampling.queries.ledger import find_pair
from inspections.sampling.queries.verification import check_ledger, verify_pair
from inspections.sampling.rules.ledger import Entry, Note, begun, counted, folded, in_order
from inspections.sampling.rules.sentences import Sentence
from inspections.sampling.rules.switching import Regulation, Standing
from inspections.sampling.rules.vocabulary import Severity
from portal.core.errors import DomainError, Invalid, NotAllowed, NotFound, WrongState
from portal.core.suppliers.rules import Tier
from tests.factories.verdicts import (
    MAJOR,
    MINOR,
    acting_on,
    brand_set,
    decided,
    ledger,
    lots,
    pair,
    scheduled,
    started,
    tiered,
    told,
)
from tests.people import ENA, IVO, MAYA, WEI, Person
from tests.world import World

S = Severity


def noted(world: World, note: Note, person: Person = MAYA, **more: object) -> None:
    actor, pair_id = world.actor(person), pair(world).id
    with world.database.transaction() as session:
        found = session.get_one(SwitchingPair, pair_id)
        note_event(session, actor, found, NoteInput(note, "Agreed on the phone.", **more))  # type: ignore[arg-type]


def severities(world: World, inspection_id: int) -> dict[str, tuple[str, str]]:
    """Return class -> severity of an inspection's plan, and the reasons in English."""
    with world.looking() as session:
        rows = session.scalars(
            select(PlannedClass).where(PlannedClass.inspection_id == inspection_id)
        )
        return {
            row.defect_class.value: (
                row.severity.value,
                " ".join(Sentence.of(one).in_("en") for one in row.severity_reason),
            )
            for row in rows
        }


def test_two_of_five_not_accepted_tighten_the_next_lot(world: World) -> None:
    first, second, third = lots(world, "RAR")

    assert severities(world, third)["major"][0] == "normal"
    next_lot = started(world)
    severity, why = severities(world, next_lot)["major"]
    assert severity == "tightened"
    assert why.startswith("Tightened because 2 of the last 3 lots were not accepted. This has held")
    assert severities(world, next_lot)["minor"][0] == "normal"
    assert len({first, second, third}) == 3


def test_the_beginning_is_said(world: World) -> None:
    _, why = severities(world, started(world))["major"]

    assert why == "A new supplier or product begins under normal inspection."


def test_probation_is_never_looked_at_less_than_tightened(world: World) -> None:
    tiered(world, Tier.PROBATION)
    lots(world, "AAAAA")

    severity, why = severities(world, started(world))["major"]

    assert pair(world).standing is Standing.NORMAL
    assert severity == "tightened"
    assert why.endswith(
        "The tier “Probation” is never inspected less severely than tightened inspection."
    )


def test_reduced_is_earned_by_score_approval_and_tier(world: World) -> None:
    brand_set(world, reduced_approved=True)
    tiered(world, Tier.EXCELLENT)
    lots(world, "A" * 10)

    assert pair(world).standing is Standing.REDUCED
    inspection_id = started(world)
    assert severities(world, inspection_id)["major"][0] == "reduced"

    tiered(world, Tier.QUALIFIED)
    severity, why = severities(world, started(world))["major"]
    assert severity == "normal"
    assert "not inspected under reduced" in why


def test_five_failures_on_tightened_stop_acceptance_by_sampling(world: World) -> None:
    lots(world, "RR" + "RRRRR")
    assert pair(world).standing is Standing.DISCONTINUED
    inspection_id, actor = scheduled(world), world.actor(IVO)

    with (
        pytest.raises(WrongState, match="no lot of this product"),
        acting_on(world, inspection_id) as (session, inspection),
    ):
        start_inspection(session, actor, inspection)

    with acting_on(world, inspection_id) as (session, inspection):
        start_inspection(session, actor, inspection, full=True)
    with world.looking() as session:
        row = session.get_one(Inspection, inspection_id)
        assert (row.draw, row.quantity) == (1200, 1200)
    decided(world, inspection_id, told(key="full"))
    assert ledger(world) == ["R"] * 7

    noted(world, Note.CORRECTIVE)
    assert pair(world).standing is Standing.TIGHTENED
    assert severities(world, started(world))["major"][0] == "tightened"


@pytest.mark.parametrize(
    ("note", "person", "refusal"),
    [
        (Note.IRREGULAR, ENA, None),
        (Note.APPROVED, ENA, NotAllowed),
        (Note.TO_TIGHTENED, ENA, NotAllowed),
        (Note.TO_TIGHTENED, MAYA, None),
        (Note.CORRECTIVE, MAYA, WrongState),
    ],
)
def test_who_may_tell_the_ledger_what(
    world: World, note: Note, person: Person, refusal: type[DomainError] | None
) -> None:
    lots(world, "A")

    if refusal:
        with pytest.raises(refusal):
            noted(world, note, person)
        assert ledger(world) == ["A+"]
    else:
        noted(world, note, person)
        assert ledger(world) == ["A+", note.value]


def test_an_override_may_hold_for_all_classes(world: World) -> None:
    lots(world, "A")
    noted(world, Note.TO_TIGHTENED, whole_product=True)

    assert [pair(world, one).standing for one in (MAJOR, MINOR)] == [Standing.TIGHTENED] * 2


def test_an_event_needs_its_reason(world: World) -> None:
    lots(world, "A")
    actor, pair_id = world.actor(MAYA), pair(world).id

    with pytest.raises(Invalid), world.database.transaction() as session:
        note_event(
            session, actor, session.get_one(SwitchingPair, pair_id), NoteInput(Note.OTHER, " ")
        )


def test_another_supplier_finds_no_pair(world: World) -> None:
    lots(world, "A")

    with world.looking() as session, pytest.raises(NotFound):
        find_pair(session, world.actor(WEI), pair(world).id)


@pytest.mark.parametrize(
    ("token", "used", "standing", "as_what"),
    [
        ("A+", S.NORMAL, Standing.NORMAL, "A+"),
        ("A+", S.NORMAL, Standing.TIGHTENED, "a"),
        ("A", S.REDUCED, Standing.NORMAL, "a"),
        ("R", S.REDUCED, Standing.NORMAL, "R"),
        ("A", S.TIGHTENED, Standing.NORMAL, "A"),
        ("r", S.NORMAL, Standing.TIGHTENED, "r"),
    ],
)
def test_an_acceptance_under_a_laxer_plan_proves_nothing(
    token: str, used: Severity, standing: Standing, as_what: str
) -> None:
    assert counted(token, used, standing) == as_what


def test_a_lot_planned_before_the_switch_does_not_lead_back(world: World) -> None:
    early = started(world)
    lots(world, "RR")
    decided(world, early, told(key="late"))

    assert ledger(world) == ["R", "R", "a"]
    assert pair(world).recent == "RR"


def test_corrections_stand_in_the_place_of_what_they_correct() -> None:
    day = date(2026, 11, 23)
    entries = [
        Entry(1, "R", 0, day),
        Entry(2, "A", 0, day),
        Entry(3, "R", 0, day),
        Entry(4, "A", 0, day, 1),
    ]

    assert [entry.token for entry in in_order(entries)] == ["A", "A", "R"]
    state, recent = folded(begun(S.NORMAL, False), entries, Regulation())
    assert (state.standing, recent) == (Standing.NORMAL, "AAR")


def test_the_replay_finds_what_was_changed(world: World) -> None:
    lots(world, "ARA")
    noted(world, Note.TO_TIGHTENED)
    with world.looking() as session:
        assert list(check_ledger(session)) == []
        assert list(verify_pair(session, pair(world))) == []

    with world.database.transaction() as session:
        session.execute(
            update(SwitchingPair)
            .where(SwitchingPair.id == pair(world).id)
            .values(standing=Standing.REDUCED)
        )
    with world.looking() as session:
        assert [one.record for one in check_ledger(session)] == [f"switching_pair {pair(world).id}"]


def test_a_line_that_is_gone_is_found(world: World) -> None:
    lots(world, "AAA")
    with world.database.transaction() as session:
        session.execute(text("DROP TRIGGER switching_line_is_kept"))
        session.execute(text("DELETE FROM switching_line WHERE number = 2"))

    with world.looking() as session:
        assert {one.reason for one in check_ledger(session)} == {
            "Lines of the switching ledger are missing."
        }


def test_two_lots_at_once_count_one_after_the_other(any_world: World) -> None:
    ids = [started(any_world) for _ in range(4)]
    gate = threading.Barrier(4)
    failures: list[Exception] = []

    def send(inspection_id: int) -> None:
        try:
            gate.wait(10)
            decided(any_world, inspection_id, told({MAJOR: (40,)}))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=send, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert (pair(any_world).standing, pair(any_world).lines) == (Standing.TIGHTENED, 4)
    with any_world.looking() as session:
        numbers = session.scalars(
            select(SwitchingLine.number)
            .where(SwitchingLine.pair_id == pair(any_world).id)
            .order_by(SwitchingLine.number)
        ).all()
        assert numbers == [1, 2, 3, 4]
        assert list(check_ledger(session)) == []
