"""Calls about inspections."""

import pytest

from inspections.lot_inspections.models.booking import PlannedClass
from inspections.sampling.rules.vocabulary import Severity
from portal.core.permissions import Permission
from portal.core.products.rules import DefectClass
from portal.core.suppliers.rules import SupplierState
from tests.api.client import program_of
from tests.factories.inspections import a_lot, a_product, booked, in_days, inspection, scheduled
from tests.factories.suppliers import moved, trail
from tests.people import BEN, ENA, IVO, LIN, OTTO, WEI
from tests.world import World


def a_body(lot: str, **more: object) -> dict[str, object]:
    return {"lot": lot, "type": "pre_shipment", "ready_on": in_days(3).isoformat(), **more}


def test_an_inspection_as_programs_see_it(world: World) -> None:
    found = scheduled(world)
    row = inspection(world, found)

    answer = program_of(world, LIN).get(f"/inspections/{found}")

    assert answer.json == {
        "id": str(found),
        "number": row.number,
        "type": "pre_shipment",
        "state": "scheduled",
        "verdict": None,
        "supplier": "S-LIN",
        "product": row.product.sku,
        "lot": row.lot.number,
        "lot_quantity": 1200,
        "quantity": 1200,
        "packed_quantity": None,
        "cartons": None,
        "order_lines": "PO-7781/1",
        "note": "",
        "ready_on": in_days(5).isoformat(),
        "scheduled_on": in_days(6).isoformat(),
        "inspector": IVO.name,
        "closing_reason": "",
        "plan": None,
    }


def test_a_planned_one_carries_its_plan(world: World) -> None:
    found = scheduled(world)
    with world.database.transaction() as session:
        session.add(
            PlannedClass(
                supplier_id=world.supplier_id("S-LIN"), inspection_id=found, position=1,
                defect_class=DefectClass.MAJOR, aql="2.5", code_letter="J", letter="J",
                cell="direct", severity=Severity.NORMAL, stages=[[80, 80, 5, 6]],
                full_inspection=False, units=80, path=[],
            )
        )  # fmt: skip

    (item,) = program_of(world, LIN).get("/inspections").json["items"]

    assert item["plan"]["classes"] == [
        {
            "defect_class": "major",
            "aql": "2.5",
            "severity": "normal",
            "code_letter": "J",
            "letter": "J",
            "full_inspection": False,
            "units_to_inspect": 80,
            "stages": [{"n": 80, "cumulative_n": 80, "ac": 5, "re": 6}],
        }
    ]


def test_pages_follow_their_cursor_and_filters_narrow(world: World) -> None:
    ids = [str(booked(world)), str(booked(world, WEI)), str(scheduled(world))]
    otto = program_of(world, OTTO)

    first = otto.get("/inspections?limit=2").json
    second = otto.get(f"/inspections?limit=2&cursor={first['next']}").json

    assert [item["id"] for item in first["items"] + second["items"]] == ids
    assert second["next"] is None
    for query, wanted in (
        ("state=scheduled", ids[2:]),
        ("supplier=S-WEI", ids[1:2]),
        ("type=initial", []),
    ):
        items = otto.get(f"/inspections?{query}").json["items"]
        assert [item["id"] for item in items] == wanted
    assert otto.get("/inspections?state=nonsense").status_code == 422


def test_another_supplier_finds_nothing(world: World) -> None:
    found, wei = booked(world), program_of(world, WEI)

    foreign, missing = wei.get(f"/inspections/{found}"), wei.get("/inspections/987654321")
    assert (foreign.status_code, foreign.data) == (404, missing.data)
    assert wei.get("/inspections").json == {"items": [], "next": None}
    assert wei.get("/inspections?supplier=S-LIN").status_code == 404
    body = a_body("L-1", supplier="S-LIN")
    assert wei.post("/inspections", json=body).status_code == 404


def test_a_booking_is_made_once_per_key(world: World) -> None:
    lot, lin, key = a_lot(world), program_of(world, LIN), {"Idempotency-Key": "one"}
    body = a_body(lot.number, quantity=1000, cartons=20)

    first = lin.post("/inspections", json=body, headers=key)
    second = lin.post("/inspections", json=body, headers=key)

    assert (first.status_code, second.status_code) == (201, 201), first.text
    assert first.data == second.data
    assert first.headers["Location"] == f"/api/v1/inspections/{first.json['id']}"
    assert (first.json["quantity"], first.json["cartons"]) == (1000, 20)
    assert len(trail(world, "inspection.booked")) == 1


def test_the_lot_is_registered_with_it(world: World) -> None:
    a_product(world, sku="TEE-NEW")
    body = a_body("L-99", register={"product": "TEE-NEW", "quantity": 500})

    answer = program_of(world, LIN).post("/inspections", json=body)

    assert answer.status_code == 201, answer.text
    assert (answer.json["lot"], answer.json["quantity"]) == ("L-99", 500)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ready_on": "2020-01-01"}, "ready_on"),
        ({"ready_on": "soon"}, "ready_on"),
        ({"quantity": 5000}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"type": "incoming"}, "type"),
        ({"type": "x"}, "type"),
        ({"lot": "L-none"}, "lot"),
        ({"lot": "L-new", "register": {"product": "none", "quantity": 5}}, "product_id"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_is_not_right_is_refused_with_its_field(
    world: World, change: dict[str, object], field: str
) -> None:
    body = a_body(a_lot(world).number) | change

    answer = program_of(world, LIN).post("/inspections", json=body)

    assert answer.status_code == 422
    assert [mistake["field"] for mistake in answer.json["errors"]] == [field]
    assert trail(world, "inspection.booked") == []


def test_the_brand_says_whose_lot_it_is(world: World) -> None:
    lot, ben = a_lot(world), program_of(world, BEN)

    assert ben.post("/inspections", json=a_body(lot.number)).status_code == 422
    answer = ben.post("/inspections", json=a_body(lot.number, supplier="S-LIN", type="incoming"))
    assert answer.status_code == 201


def test_a_blocked_supplier_gets_a_conflict_in_words(world: World) -> None:
    lot = a_lot(world)
    moved(world, SupplierState.SUSPENDED)

    answer = program_of(world, LIN).post("/inspections", json=a_body(lot.number))

    assert answer.status_code == 409
    assert "nothing can be booked" in answer.json["detail"]


def test_a_token_that_lacks_a_further_scope_is_told_which(world: World) -> None:
    lot = a_lot(world)
    booking = program_of(world, BEN, frozenset({Permission.INSPECTION_BOOK}))
    body = a_body(lot.number, supplier="S-LIN", type="incoming")

    answer = booking.post("/inspections", json=body)

    assert (answer.status_code, answer.json["detail"]) == (
        403,
        "This token lacks the scope supplier:read, which the call needs too.",
    )


def test_an_inspection_is_read_by_its_number_too(world: World) -> None:
    booked = program_of(world, LIN).post("/inspections", json=a_body(a_lot(world).number)).json

    by_number = program_of(world, LIN).get(f"/inspections/{booked['number']}")

    assert by_number.json == booked
    assert program_of(world, WEI).get(f"/inspections/{booked['number']}").status_code == 404


def test_a_token_without_the_scope_books_nothing(world: World) -> None:
    lot = a_lot(world)
    reading = program_of(world, LIN, frozenset({Permission.INSPECTION_READ}))
    booking = program_of(world, LIN, frozenset({Permission.INSPECTION_BOOK}))

    assert reading.post("/inspections", json=a_body(lot.number)).status_code == 403
    assert program_of(world, ENA).get("/inspections").status_code == 200
    assert program_of(world, IVO).get("/inspections").status_code == 403
    assert booking.get("/inspections").status_code == 403
