"""Inspections in the browser: booked, confirmed, moved, called off; lists and the calendar."""

import csv
import io

import pytest
from sqlalchemy import event

from inspections.lot_inspections.rules import InspectionState, InspectionType
from portal.core.suppliers.rules import SupplierState
from tests.factories.inspections import (
    a_lot,
    a_product,
    booked,
    in_days,
    inspection,
    scheduled,
    started,
)
from tests.factories.suppliers import moved, trail
from tests.people import BEN, DORA, EMIL, ENA, IVO, LIN, MAYA, OTTO, WEI, Person
from tests.world import World

S, T = InspectionState, InspectionType


def page(found: int) -> str:
    return f"/inspections/{found}"


def test_a_supplier_books_a_known_lot(world: World) -> None:
    lot, lin = a_lot(world), world.browser(LIN)

    form = lin.get(f"/inspections/new?lot={lot.id}").text
    answer = lin.submit(
        "/inspections/new", lot_id=lot.id, type="pre_shipment", ready_on=in_days(3), cartons="24"
    )

    assert f'value="{lot.id}" selected' in form
    assert answer.status_code == 303, answer.text
    shown = lin.get(answer.location).text
    assert lot.number in shown
    assert "1,200" in shown
    assert "The brand confirms the day." in shown


def test_a_supplier_registers_the_lot_with_the_booking(world: World) -> None:
    product_id = a_product(world)

    answer = world.browser(LIN).submit(
        "/inspections/new",
        product_id=product_id, number="L-77", lot_quantity="900", type="pre_shipment",
        ready_on=in_days(3),
    )  # fmt: skip

    assert answer.status_code == 303, answer.text
    found = inspection(world, int(answer.location.rpartition("/")[2]))
    assert (found.lot.number, found.lot.quantity, found.quantity) == ("L-77", 900, 900)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("ready_on", "2020-01-01", "The ready date is in the past."),
        ("ready_on", "", "This field is required."),
        ("quantity", "901", "The lot has 900 units."),
        ("quantity", "x", "Not a valid integer value."),
        ("lot_quantity", "", "The quantity is a whole number"),
        ("number", "", "Give the lot the number"),
        ("type", "incoming", "is booked by the brand only"),
        ("type", "sampling", "Choose the type of inspection."),
        ("product_id", "1", "The supplier does not make this product."),
    ],
)
def test_a_refused_booking_keeps_what_was_typed_and_nothing_else(
    world: World, field: str, value: str, sentence: str
) -> None:
    typed: dict[str, object] = {
        "product_id": a_product(world), "number": "L-77", "lot_quantity": "900",
        "quantity": "900", "type": "pre_shipment", "ready_on": in_days(3), "note": "Gate 2",
    }  # fmt: skip

    answer = world.browser(LIN).submit("/inspections/new", **typed | {field: value})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Gate 2" in answer.text
    assert trail(world, "inspection.booked") == []
    assert trail(world, "lot.registered") == []


def test_a_blocked_supplier_sees_why_instead_of_a_form(world: World) -> None:
    lot = a_lot(world)
    moved(world, SupplierState.SUSPENDED)

    shown = world.browser(LIN).get("/inspections/new").text
    answer = world.browser(LIN).submit(
        "/inspections/new", lot_id=lot.id, type="pre_shipment", ready_on=in_days(3)
    )

    assert "“Suspended”: nothing can be booked" in shown
    assert 'name="ready_on"' not in shown
    assert answer.status_code == 409


def test_a_conditional_supplier_books_with_a_warning(world: World) -> None:
    a_lot(world)
    moved(world, SupplierState.CONDITIONAL, until=in_days(60), conditions="Send ISO 9001.")

    shown = world.browser(LIN).get("/inspections/new").text

    assert f"Conditional until {in_days(60)}: bookings go on with a warning." in shown
    assert 'name="ready_on"' in shown


def test_the_brand_says_first_for_whom(world: World) -> None:
    lot, ben = a_lot(world), world.browser(BEN)

    choice = ben.get("/inspections/new").text
    answer = ben.submit(
        "/inspections/new", supplier="S-LIN", lot_id=lot.id, type="incoming", ready_on=in_days(0)
    )

    assert "/inspections/new?supplier=S-LIN" in choice
    assert answer.status_code == 303, answer.text


def test_a_planner_confirms_and_a_later_one_is_told(world: World) -> None:
    found, ivo = booked(world), world.actor(IVO).user_id
    fields = {"revision": 1, "on": in_days(6), "inspector_id": ivo}

    first = world.browser(ENA).submit(f"{page(found)}/confirm", **fields)
    second = world.browser(EMIL).submit(f"{page(found)}/confirm", **fields)

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Ena Engineer confirmed this inspection on" in second.text
    shown = world.browser(LIN).get(page(found)).text
    assert IVO.name in shown
    assert in_days(6).isoformat() in shown


def test_a_day_before_the_goods_are_ready_is_refused_beside_the_field(world: World) -> None:
    found = booked(world)

    answer = world.browser(ENA).submit(f"{page(found)}/confirm", revision=1, on=in_days(1))

    assert answer.status_code == 422
    assert f"The goods are ready on {in_days(5)}." in answer.text


@pytest.mark.parametrize(
    ("act", "fields", "state"),
    [
        ("reschedule", {"on": in_days(9), "reason": "Road closed."}, S.SCHEDULED),
        ("waive", {"reason": "Known good."}, S.WAIVED),
        ("decline", {"reason": "Not packed."}, S.DECLINED),
        ("cancel", {"reason": "Order gone."}, S.CANCELLED),
        ("assign", {"inspector_id": ""}, S.SCHEDULED),
    ],
)
def test_what_a_planner_does_with_a_scheduled_one(
    world: World, act: str, fields: dict[str, object], state: InspectionState
) -> None:
    found = scheduled(world)

    answer = world.browser(ENA).submit(f"{page(found)}/{act}", revision=2, **fields)

    assert answer.status_code == 303, answer.text
    assert inspection(world, found).state is state


@pytest.mark.parametrize("act", ["reschedule", "waive", "decline", "cancel"])
def test_a_reason_is_asked_for_and_the_form_stays_open(world: World, act: str) -> None:
    found = scheduled(world)

    answer = world.browser(ENA).submit(f"{page(found)}/{act}", revision=2, on=in_days(9))

    assert answer.status_code == 422
    assert "This field is required." in answer.text
    assert '<details class="aside" open>' in answer.text
    assert inspection(world, found).revision == 2


def test_a_supplier_changes_and_cancels_while_it_is_requested(world: World) -> None:
    found, lin = booked(world), world.browser(LIN)

    changed = lin.submit(f"{page(found)}/change", revision=1, ready_on=in_days(8), quantity="1000")
    refused = lin.submit(f"{page(found)}/change", revision=2, ready_on=in_days(8), quantity="5000")
    cancelled = lin.submit(f"{page(found)}/cancel", revision=2, reason="No yarn.")

    assert (changed.status_code, refused.status_code, cancelled.status_code) == (303, 422, 303)
    assert "5000" in refused.text
    assert inspection(world, found).quantity == 1000


def test_what_a_supplier_may_not_do_is_not_shown_and_not_done(world: World) -> None:
    found = booked(world)
    lin = world.browser(LIN)

    shown = lin.get(page(found)).text
    answers = [
        lin.submit(f"{page(found)}/{act}", revision=1, on=in_days(6), reason="Me.")
        for act in ("confirm", "reschedule", "waive", "decline", "assign")
    ]

    assert f"{page(found)}/confirm" not in shown
    assert f"{page(found)}/waive" not in shown
    assert [answer.status_code for answer in answers] == [403] * 5


def test_a_foreign_inspection_is_not_there(world: World) -> None:
    found, wei = scheduled(world), world.browser(WEI)

    foreign, missing = wei.get(page(found)), wei.get(page(987654321))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert wei.submit(f"{page(found)}/cancel", revision=2, reason="Mine.").status_code == 404
    assert inspection(world, found).number not in wei.get("/inspections?state=all").text


def test_an_inspector_sees_his_own_and_nothing_else(world: World) -> None:
    his, other, ivo = scheduled(world), scheduled(world, inspector=None), world.browser(IVO)

    listed = ivo.get("/inspections").text

    assert inspection(world, his).number in listed
    assert inspection(world, other).number not in listed
    assert ivo.get(page(his)).status_code == 200
    assert ivo.get(page(other)).status_code == 404
    assert page(other) not in ivo.get(f"/inspections/calendar?day={in_days(6)}").text
    assert page(his) in ivo.get(f"/inspections/calendar?day={in_days(6)}").text


@pytest.mark.parametrize(
    ("person", "status"), [(OTTO, 200), (DORA, 403), (LIN, 200), (MAYA, 200), (IVO, 200)]
)
def test_who_reads_the_list(world: World, person: Person, status: int) -> None:
    assert world.browser(person).get("/inspections").status_code == status


def test_the_list_is_narrowed_by_each_filter(world: World) -> None:
    wanted = inspection(world, scheduled(world, booked(world, type=T.INITIAL)))
    other = inspection(world, booked(world, WEI))
    ena = world.browser(ENA)
    ivo = world.actor(IVO).user_id

    for narrowing in (
        "state=scheduled", "type=initial", f"supplier={wanted.supplier_id}",
        f"product={wanted.product_id}", f"lot={wanted.lot_id}", f"inspector={ivo}",
        f"since={in_days(6)}", f"q={wanted.lot.number}", f"q={wanted.number.lower()}",
    ):  # fmt: skip
        shown = ena.get(f"/inspections?{narrowing}").text
        assert wanted.number in shown, narrowing
        assert other.number not in shown, narrowing
    assert other.number in ena.get("/inspections?inspector=nobody").text
    assert other.number in ena.get("/inspections?q=伟明").text
    assert "Nothing fits these filters" in ena.get("/inspections?q=nothing-like-this").text


@pytest.mark.parametrize("sort", ["due", "-due", "product", "supplier", "-quantity", "inspector"])
def test_pages_by_key_show_every_row_once(world: World, sort: str) -> None:
    product_id = a_product(world)
    lots = [a_lot(world, product_id=product_id) for _ in range(60)]
    numbers = {
        inspection(world, booked(world, LIN, lot, ready_on=in_days(n % 7))).number
        for n, lot in enumerate(lots)
    }
    ena, address, seen = world.browser(ENA), f"/inspections?sort={sort}", list[str]()

    for _ in range(2):
        shown = ena.get(address).text
        seen += [number for number in numbers if number in shown]
        following = [part for part in shown.split('"') if "after=" in part]
        address = following[0].replace("&amp;", "&") if following else ""

    assert sorted(seen) == sorted(numbers)


def test_several_are_confirmed_at_once_each_with_its_outcome(world: World) -> None:
    fine, late, gone = booked(world), booked(world, ready_on=in_days(20)), booked(world)
    ivo = world.actor(IVO).user_id
    scheduled(world, gone)

    answer = world.browser(ENA).submit(
        "/inspections/confirm",
        pick=[f"{fine}-1", f"{late}-1", f"{gone}-1", "987654321-1"],
        on=in_days(7),
        inspector_id=ivo,
    )

    assert answer.status_code == 200
    assert "1 inspection was confirmed." in answer.text
    assert inspection(world, late).number in answer.text
    states = [inspection(world, each).state for each in (fine, late, gone)]
    assert states == [S.SCHEDULED, S.REQUESTED, S.SCHEDULED]


def test_nothing_ticked_or_no_day_is_said(world: World) -> None:
    ena, found = world.browser(ENA), booked(world)

    assert ena.submit("/inspections/confirm", on=in_days(7)).status_code == 422
    assert ena.submit("/inspections/confirm", pick=f"{found}-1", on="soon").status_code == 422
    assert ena.submit("/inspections/confirm", pick="x-1", on=in_days(7)).status_code == 404


def test_the_list_is_taken_home_and_that_is_written_down(world: World) -> None:
    found = inspection(world, booked(world, cartons=24))

    answer = world.browser(LIN).get("/inspections/export.csv?type=pre_shipment")

    head, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert row[: len(head)][0] == found.number
    assert "24" in row
    (entry,) = trail(world, "inspections.exported")
    assert entry.facts["narrowed_to"]["type"] == "pre_shipment"
    assert world.browser(IVO).get("/inspections/export.csv").status_code == 403


def test_a_page_of_the_list_takes_few_queries(world: World) -> None:
    product_id = a_product(world)
    for _ in range(12):
        scheduled(world, booked(world, LIN, a_lot(world, product_id=product_id)))
    ena, asked = world.browser(ENA), list[str]()
    ena.get("/inspections")

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(world.database.engine, "before_cursor_execute", note)
    ena.get("/inspections")
    few = len(asked)
    asked.clear()
    ena.get(f"/inspections/calendar?day={in_days(6)}")
    event.remove(world.database.engine, "before_cursor_execute", note)

    assert few <= 8, few
    assert len(asked) <= 6, asked


def test_the_calendar_shows_days_inspectors_and_what_nobody_has(world: World) -> None:
    his, nobody, asked = scheduled(world), scheduled(world, inspector=None), booked(world)
    ena = world.browser(ENA)

    week = ena.get(f"/inspections/calendar?day={in_days(6)}").text
    month = ena.get(f"/inspections/calendar?view=month&day={in_days(6)}").text
    ivos = ena.get(
        f"/inspections/calendar?day={in_days(6)}&inspector={world.actor(IVO).user_id}"
    ).text

    assert "Unassigned" in week
    assert IVO.name in week
    for found in (his, nobody):
        assert page(found) in week
        assert page(found) in month
    assert page(asked) in ena.get(f"/inspections/calendar?day={in_days(5)}").text
    assert page(his) in ivos
    assert page(nobody) not in ivos


@pytest.mark.parametrize("query", ["day=nonsense", "day=0001-01-01&view=month", "day=9999-12-31"])
def test_a_calendar_of_nonsense_is_a_calendar(world: World, query: str) -> None:
    assert world.browser(ENA).get(f"/inspections/calendar?{query}").status_code == 200


def test_a_started_one_is_cancelled_by_planners_only(world: World) -> None:
    found = started(world)
    revision = inspection(world, found).revision

    refused = world.browser(LIN).submit(f"{page(found)}/cancel", revision=revision, reason="No.")
    done = world.browser(ENA).submit(f"{page(found)}/cancel", revision=revision, reason="Flood.")

    assert (refused.status_code, done.status_code) == (403, 303)
    assert f"{page(found)}/cancel" not in world.browser(LIN).get(page(found)).text


def test_rules_are_set_and_removed(world: World) -> None:
    maya = world.browser(MAYA)

    refused = maya.submit("/settings/inspections", type="initial", moment="first_lots")
    done = maya.submit("/settings/inspections", type="initial", moment="first_lots", first_lots="3")
    shown = maya.get("/settings/inspections").text
    (entry,) = trail(world, "inspection_trigger.set")
    removed = maya.submit(f"/settings/inspections/{entry.subject_id}/remove")

    assert (refused.status_code, done.status_code, removed.status_code) == (422, 303, 303)
    assert "For the first lots of a product (3)" in shown
    assert "Say how many lots count as the first" in refused.text


@pytest.mark.parametrize("person", [ENA, LIN, IVO, OTTO])
def test_only_who_sets_sampling_sets_rules(world: World, person: Person) -> None:
    assert world.browser(person).get("/settings/inspections").status_code == 403
