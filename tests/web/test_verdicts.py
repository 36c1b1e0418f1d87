"""A result is recorded on a desk; what follows from it has its own pages."""

import re

import pytest
from sqlalchemy import select

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.models.results import Concession, FoundDefect, Measurement
from inspections.lot_inspections.rules import InspectionState, Verdict
from tests.factories.verdicts import (
    MAJOR,
    brand_set,
    decided,
    defect,
    height,
    ledger,
    lots,
    result_of,
    scheduled,
    started,
    told,
)
from tests.people import ENA, IVO, LIN, MAYA, OTTO, WEI
from tests.world import World

NOTHING = {"counts.critical.1": 0, "counts.major.1": 0, "counts.minor.1": 0, "key": "k"}


def test_an_inspector_starts_and_sees_the_limits(world: World) -> None:
    inspection_id = scheduled(world)
    ivo = world.browser(IVO)

    answer = ivo.submit(f"/inspections/{inspection_id}/start")

    assert answer.headers["Location"] == f"/inspections/{inspection_id}/result"
    page = ivo.get(f"/inspections/{inspection_id}/result").text
    assert 'name="counts.major.1"' in page
    assert "95.5 mm" in page


def test_a_result_is_recorded_with_defects_and_measurements(world: World) -> None:
    chip, inspection_id = defect(world), started(world)
    measured = f"measured.{height(world)}.1"
    fields = NOTHING | {
        "counts.major.1": 6,
        f"defect.{chip}": 6,
        f"comment.{chip}": "Rim",
        measured: "95,2",
        "cartons_opened": 8,
        "remarks": "Wet cartons",
    }

    answer = world.browser(IVO).submit(f"/inspections/{inspection_id}/result", **fields)

    assert answer.status_code == 303, answer.text
    with world.looking() as session:
        assert session.scalars(select(FoundDefect.count)).all() == [6]
        assert [str(value) for value in session.scalars(select(Measurement.value))] == ["95.2"]
    assert result_of(world, inspection_id).verdict is Verdict.NOT_ACCEPTED


def test_nothing_typed_is_lost_and_the_refusal_stands_beside(world: World) -> None:
    inspection_id = started(world)
    fields = NOTHING | {"counts.major.1": 81, "remarks": "Much to say", "counts.minor.1": "two"}
    ivo = world.browser(IVO)

    answer = ivo.submit(f"/inspections/{inspection_id}/result", **fields)
    assert answer.status_code == 422
    assert 'value="two"' in answer.text
    assert 'id="counts.minor.1-error"' in answer.text

    answer = ivo.submit(f"/inspections/{inspection_id}/result", **fields | {"counts.minor.1": 2})
    assert answer.status_code == 422
    assert 'id="counts.major.1-error"' in answer.text
    assert "Much to say" in answer.text
    assert 'value="81"' in answer.text


def test_more_lines_keep_what_was_typed(world: World) -> None:
    inspection_id = started(world)
    name = f"measured.{height(world)}"
    fields = NOTHING | {"rows": 5, f"{name}.5": "95.1", "more": "yes"}

    answer = world.browser(IVO).submit(f"/inspections/{inspection_id}/result", **fields)

    assert f'name="{name}.15"' in answer.text
    assert 'value="95.1"' in answer.text
    assert result_of(world, inspection_id) is None


def test_the_form_sent_twice_is_one_result(world: World) -> None:
    inspection_id, ivo = started(world), world.browser(IVO)
    path = f"/inspections/{inspection_id}/result"

    answers = [ivo.submit(path, **NOTHING).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert ledger(world) == ["A+"]


def test_a_later_result_is_told_that_it_came_too_late(world: World) -> None:
    inspection_id = started(world)
    decided(world, inspection_id, told())

    answer = world.browser(IVO).submit(
        f"/inspections/{inspection_id}/result", **NOTHING | {"remarks": "Mine"}
    )

    assert answer.status_code == 409
    assert "Mine" in answer.text


def test_double_sampling_asks_for_both_samples(world: World) -> None:
    brand_set(world, kind="double")
    inspection_id, ivo = started(world), world.browser(IVO)
    path = f"/inspections/{inspection_id}/result"

    assert "take the next sample" in ivo.submit(path, **NOTHING | {"counts.major.1": 3}).text
    both = {"counts.major.1": 3, "counts.major.2": 1, "counts.critical.2": 0}
    assert ivo.submit(path, **NOTHING | both).status_code == 303
    assert ledger(world) == ["A2"]


def test_a_result_is_corrected_with_its_reason(world: World) -> None:
    (inspection_id,) = lots(world, "A")
    ena, path = world.browser(ENA), f"/inspections/{inspection_id}/revise"
    page = ena.get(path).text
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision
    fields = NOTHING | {"counts.major.1": 7, "key": "k2", "revision": revision[1]}

    assert ena.submit(path, **fields).status_code == 422
    assert ena.submit(path, **fields, reason="Photos recounted.").status_code == 303
    assert ena.submit(path, **fields | {"key": "k3"}, reason="Once more.").status_code == 409
    assert ledger(world) == ["A+", "R"]
    shown = ena.get(f"/inspections/{inspection_id}/result").text
    assert "Photos recounted." in shown
    assert "Earlier results" in shown


def test_a_concession_is_a_managers_and_leaves_the_verdict(world: World) -> None:
    (inspection_id,) = lots(world, "R")
    path = f"/inspections/{inspection_id}/concession"

    assert world.browser(ENA).get(path).status_code == 403
    maya = world.browser(MAYA)
    assert maya.submit(path, quantity=5000, reason="Scratches only.").status_code == 422
    assert maya.submit(path, quantity=1200, reason="Scratches only.").status_code == 303
    assert maya.submit(path, quantity=1200, reason="Again.").status_code == 409

    with world.looking() as session:
        one = session.scalars(select(Concession)).one()
        assert (one.quantity, one.role, one.granted_by) == (1200, "quality_manager", MAYA.name)
        assert session.get_one(Inspection, inspection_id).verdict is Verdict.NOT_ACCEPTED


def test_a_lot_is_inspected_again_and_does_not_count(world: World) -> None:
    (inspection_id,) = lots(world, "R")
    ena, path = world.browser(ENA), f"/inspections/{inspection_id}/repeat"
    assert ena.get(path).status_code == 200

    answer = ena.submit(path, ready_on="2026-12-01", quantity=1100, note="Sorted.")
    assert answer.status_code == 303
    assert ena.submit(path, ready_on="2026-12-01", quantity=1100).status_code == 409

    with world.database.transaction() as session:
        again = session.scalars(
            select(Inspection).where(Inspection.previous_id == inspection_id)
        ).one()
        again.state = InspectionState.SCHEDULED
        again_id = again.id
    ena.submit(f"/inspections/{again_id}/start")
    decided(world, again_id, told(key="again"), ENA)
    assert ledger(world) == ["R", "a"]


@pytest.mark.parametrize("page", ["result", "revise", "concession", "repeat"])
def test_another_supplier_finds_nothing(world: World, page: str) -> None:
    (inspection_id,) = lots(world, "R")

    answer = world.browser(WEI).get(f"/inspections/{inspection_id}/{page}")

    assert answer.status_code in (403, 404)


def test_the_settings_show_what_each_scheme_comes_to(world: World) -> None:
    started(world)
    maya = world.browser(MAYA)

    page = maya.get("/settings/sampling").text
    assert "n 125: 7/8" in page
    assert maya.get("/settings/sampling/brand").status_code == 200
    assert world.browser(OTTO).get("/settings/sampling").status_code == 403


BRAND = {
    "edition": "ISO 2859-1:1999", "level": "II", "kind": "single", "regime": "percent",
    "critical_mode": "none_accepted", "critical_aql": "0", "major_aql": "1.5", "minor_aql": "4",
    "switching": "y", "revision": 0,
}  # fmt: skip


def test_a_scheme_is_set_and_refused_beside_its_field(world: World) -> None:
    maya = world.browser(MAYA)

    answer = maya.submit("/settings/sampling/brand", **BRAND | {"major_aql": "3.0"})
    assert answer.status_code == 422
    assert "3.0 is not an AQL of the standard" in answer.text

    assert maya.submit("/settings/sampling/brand", **BRAND).status_code == 303
    assert maya.submit("/settings/sampling/brand", **BRAND).status_code == 409
    assert "AQL 1.5" in maya.get("/settings/sampling").text


def test_the_switching_list_and_an_event(world: World) -> None:
    lots(world, "RAR")
    maya = world.browser(MAYA)
    page = maya.get("/switching?standing=tightened").text
    found = re.search(r'href="(/switching/\d+)"', page)
    assert found
    assert "Mug 350 ml" in page

    shown = maya.get(found[1]).text
    assert "Tightened because 2 of the last 3 lots were not accepted." in shown
    assert maya.submit(found[1], note="C", reason="Agreed.").status_code == 409
    assert maya.submit(found[1], note="S:normal", reason="").status_code == 422
    assert maya.submit(found[1], note="S:normal", reason="New tool.").status_code == 303
    assert "New tool." in maya.get(found[1]).text
    assert world.browser(LIN).get("/switching").status_code == 404
    assert world.browser(LIN).get(found[1]).status_code == 404
    assert ledger(world, MAJOR)[-1] == "S:normal"
