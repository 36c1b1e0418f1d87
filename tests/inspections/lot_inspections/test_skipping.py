"""Lots of a proven product are accepted without a look, by chance and within the rules."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.scheduling import ScheduleInput, confirm_inspection
from inspections.lot_inspections.queries.finding import find_inspection
from inspections.lot_inspections.queries.skipping import Skipping, skipping_of
from inspections.lot_inspections.rules import InspectionState, InspectionType, Verdict
from inspections.sampling.models import SwitchingLine
from inspections.sampling.rules.skip_lot import LOTS_TO_QUALIFY, Phase
from portal.core.audit.models import AuditEntry
from portal.core.clock import today
from portal.core.errors import Invalid, NotAllowed, NotFound
from portal.core.products.models import Characteristic
from portal.core.products.rules import DefectClass
from portal.core.suppliers.rules import Tier
from tests.factories.verdicts import (
    CRITICAL,
    brand_set,
    decided,
    lots,
    scheduled,
    started,
    tiered,
    told,
)
from tests.people import ENA, IVO, LIN, Person
from tests.world import World

S = InspectionState
GUARDS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'characteristic'"


@pytest.fixture
def proven(world: World) -> World:
    """Return a world where chance may pass over lots of Lin's mug."""
    brand_set(world, skip_one_in=2)
    tiered(world, Tier.STRATEGIC)
    lots(world, "A" * LOTS_TO_QUALIFY)
    return world


def asked(world: World, **more: object) -> int:
    return scheduled(world, state=S.REQUESTED, scheduled_on=None, inspector_id=None, **more)  # type: ignore[arg-type]


def confirmed(world: World, inspection_id: int, person: Person = ENA) -> Inspection:
    actor = world.actor(person)
    with world.database.transaction() as session:
        found = find_inspection(session, actor, inspection_id)
        on = max(today(), date(2026, 11, 20)) + timedelta(days=2)
        confirm_inspection(session, actor, found, ScheduleInput(found.revision, on))
    with world.looking() as session:
        return find_inspection(session, world.actor(ENA), inspection_id)


def standing(world: World, inspection_id: int) -> Skipping | None:
    with world.looking() as session:
        return skipping_of(session, session.get_one(Inspection, inspection_id))


def is_open(world: World, **more: object) -> bool:
    found = standing(world, asked(world, **more))
    return found is not None and found.is_open


def test_chance_passes_over_some_lots_and_has_others_inspected(proven: World) -> None:
    outcomes: dict[InspectionState, Inspection] = {}
    for _ in range(40):
        one = confirmed(proven, asked(proven))
        outcomes[one.state] = one
        if len(outcomes) == 2:
            break

    assert set(outcomes) == {S.DECIDED, S.SCHEDULED}
    skipped = outcomes[S.DECIDED]
    assert (skipped.verdict, skipped.skipped, skipped.last_result) == (Verdict.ACCEPTED, True, 0)
    assert [one["values"] for one in skipped.plan_reason][1:] == [{"one_in": 2}]
    assert skipped.seed
    with proven.looking() as session:
        counted = select(SwitchingLine).where(SwitchingLine.inspection_id == skipped.id)
        assert session.scalars(counted).all() == []
        entries = select(AuditEntry).where(AuditEntry.event == "inspection.skipped")
        assert skipped.id in {entry.subject_id for entry in session.scalars(entries)}
    assert "under skip-lot" in proven.browser(ENA).get(f"/inspections/{skipped.id}").text


def test_every_lot_is_inspected_until_enough_were_accepted(world: World) -> None:
    brand_set(world, skip_one_in=2)
    tiered(world, Tier.STRATEGIC)
    lots(world, "A" * (LOTS_TO_QUALIFY - 1))

    assert is_open(world) is False
    lots(world, "A")
    assert is_open(world) is True


def test_a_lot_that_is_not_accepted_interrupts(proven: World) -> None:
    lots(proven, "R")
    found = standing(proven, asked(proven))
    assert found is not None
    assert found.state.phase is Phase.INTERRUPTED

    lots(proven, "AAAA")
    assert is_open(proven) is True


def test_a_critical_finding_begins_anew(proven: World) -> None:
    decided(proven, started(proven), told({CRITICAL: (1,)}, key="critical"))

    found = standing(proven, asked(proven))

    assert found is not None
    assert (found.state.phase, found.state.run) == (Phase.LOT_BY_LOT, 0)


@pytest.mark.parametrize("tier", [None, Tier.EXCELLENT, Tier.PROBATION])
def test_the_tier_has_to_allow_it(proven: World, tier: Tier | None) -> None:
    tiered(proven, tier)

    assert is_open(proven) is False


def test_products_with_critical_characteristics_are_never_skipped(proven: World) -> None:
    with proven.database.transaction() as session:
        for trigger in session.scalars(text(GUARDS)).all():
            session.execute(text(f"DROP TRIGGER {trigger}"))
        session.scalars(select(Characteristic)).one().defect_class = DefectClass.CRITICAL

    assert is_open(proven) is False


def test_only_final_inspections_and_no_repetitions_are_skipped(proven: World) -> None:
    assert is_open(proven, type=InspectionType.DURING_PRODUCTION) is False
    with proven.looking() as session:
        before = session.scalars(select(Inspection.id).order_by(Inspection.id)).first()
    assert is_open(proven, previous_id=before) is False


def test_without_the_scheme_nothing_is_skipped(world: World) -> None:
    tiered(world, Tier.STRATEGIC)
    lots(world, "A" * LOTS_TO_QUALIFY)

    assert standing(world, asked(world)) is None


def test_only_planners_let_chance_decide(proven: World) -> None:
    inspection_id = asked(proven)

    for person in (LIN, IVO):
        with pytest.raises((NotAllowed, NotFound)):
            confirmed(proven, inspection_id, person)


@pytest.mark.parametrize("changes", [{"skip_one_in": 7}, {"skip_one_in": 2, "switching": False}])
def test_a_scheme_that_cannot_skip_is_refused(world: World, changes: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        brand_set(world, **changes)

    assert refused.value.field == "skip_one_in"
