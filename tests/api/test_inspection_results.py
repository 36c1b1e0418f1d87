"""A program records what was found; one request decides and is written down."""

from typing import Any

import pytest
from sqlalchemy import select

from inspections.lot_inspections.models.booking import Inspection
from portal.core.audit.models import AuditEntry
from tests.api.client import program_of
from tests.factories.verdicts import defect, ledger, scheduled, started
from tests.people import IVO, LIN, OTTO, WEI
from tests.world import World

NOTHING = {"critical": [0], "major": [0], "minor": [0]}


def number(world: World, inspection_id: int) -> str:
    with world.looking() as session:
        return session.get_one(Inspection, inspection_id).number


def sent(**more: Any) -> dict[str, Any]:
    return {"counts": NOTHING, **more}


def test_one_request_records_decides_and_is_written_down(world: World) -> None:
    inspection_id = started(world)
    defect(world)
    body = sent(
        counts={"critical": [0], "major": [6], "minor": [2]},
        defects=[{"defect": "CHIP", "count": 6, "comment": "Rim"}],
        measurements=[{"characteristic": "HEIGHT", "unit": 1, "value": "95.10"}],
        cartons_opened=8,
        remarks="Cartons were wet.",
    )

    answer = program_of(world, IVO).post(f"/inspections/{inspection_id}/results", json=body)

    assert answer.status_code == 201, answer.text
    told = answer.json
    assert told is not None
    assert (told["verdict"], told["number"], told["decided_by"]) == (
        "not_accepted",
        1,
        "Ivo Inspector",
    )
    assert told["classes"]["major"] == {
        "found": 6,
        "inspected": 80,
        "stage": 1,
        "decision": "reject",
    }
    assert ledger(world) == ["R"]
    with world.looking() as session:
        events = session.scalars(
            select(AuditEntry.event).where(AuditEntry.subject_id == inspection_id)
        ).all()
    assert events[-1] == "inspection.decided"


def test_the_number_of_an_inspection_is_its_name_too(world: World) -> None:
    name = number(world, started(world)).lower()

    assert program_of(world, IVO).post(f"/inspections/{name}/results", json=sent()).status_code == (
        201
    )


def test_the_same_key_is_answered_the_same(world: World) -> None:
    inspection_id = started(world)
    ivo = program_of(world, IVO)
    path, key = f"/inspections/{inspection_id}/results", {"Idempotency-Key": "phone-1"}

    first = ivo.post(path, json=sent(), headers=key)
    again = ivo.post(path, json=sent(), headers=key)

    assert (again.status_code, again.data) == (201, first.data)
    assert ivo.post(path, json=sent()).status_code == 409
    assert ledger(world) == ["A+"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"counts": {**NOTHING, "major": [81]}}, "cannot be nonconforming"),
        ({"counts": {"major": [0]}}, "say how many were found"),
        ({"counts": {**NOTHING, "great": [0]}}, ""),
        (sent(defects=[{"defect": "NONE", "count": 1}]), "no defect “NONE”"),
        (sent(measurements=[{"characteristic": "X", "unit": 1, "value": "1"}]), "characteristic"),
        (sent(measurements=[{"characteristic": "HEIGHT", "unit": 1, "value": "NaN"}]), ""),
        (sent(cartons_opened=61), "More cartons"),
        ({}, "Missing"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    world: World, body: dict[str, Any], said: str
) -> None:
    inspection_id = started(world)

    answer = program_of(world, IVO).post(f"/inspections/{inspection_id}/results", json=body)

    assert answer.status_code == 422, answer.text
    assert said in answer.text


def test_an_inspection_that_was_not_started_takes_no_result(world: World) -> None:
    inspection_id = scheduled(world)

    answer = program_of(world, IVO).post(f"/inspections/{inspection_id}/results", json=sent())

    assert answer.status_code == 409
    assert "has not been started" in answer.text


def test_who_may_not_record_is_refused(world: World) -> None:
    path = f"/inspections/{started(world)}/results"

    answers = {
        person.name: program_of(world, person).post(path, json=sent()).status_code
        for person in (LIN, WEI, OTTO)
    }

    assert answers == {LIN.name: 403, WEI.name: 403, OTTO.name: 403}
