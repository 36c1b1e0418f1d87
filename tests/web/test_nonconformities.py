"""Nonconformities: opened by hand or by a rejection, decided by the roles that must."""

import re

import pytest

from tests.factories.genealogy import a_genealogy, lot_id
from tests.people import BEN, ENA, LIN, MAYA, WEI
from tests.world import World


@pytest.fixture
def goods(world: World) -> World:
    a_genealogy(world)
    return world


def opened(world: World, lot: str = "B-1", **more: object) -> str:
    told = {
        "lot": lot_id(world, lot),
        "source": "complaint",
        "severity": "major",
        "quantity": "10",
        "description": "Sole comes off",
        "complaint": "canary words of a customer",
        "order_number": "O-77",
        "holds": "y",
        "spread": "forward",
        **more,
    }
    answer = world.browser(ENA).submit("/nonconformities/new", **told)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_a_complaint_holds_the_lot_and_all_it_went_into(goods: World) -> None:
    path = opened(goods)
    page = goods.browser(ENA).get(path).text
    assert sorted(re.findall(r">([BF]-\d)</a></strong>", page)) == ["B-1", "F-1", "F-2"]
    assert "canary words" in page


def test_the_supplier_reads_its_part_and_nothing_of_customers(goods: World) -> None:
    path = opened(goods)
    own = goods.browser(LIN).get(path)
    assert own.status_code == 200
    assert "Sole comes off" in own.text
    for hidden in ("canary words", "O-77", "Costs"):
        assert hidden not in own.text
    assert goods.browser(WEI).get(path).status_code == 404
    assert goods.browser(LIN).get("/nonconformities/new").status_code == 403


def test_use_as_is_needs_both_roles_and_each_person_speaks_once(goods: World) -> None:
    path = opened(goods)
    reason = {"kind": "use_as_is", "reason": "Fits within the tolerance", "revision": "1"}
    assert goods.browser(ENA).submit(f"{path}/disposition", **reason).status_code == 303
    assert goods.browser(ENA).submit(f"{path}/disposition/say", answer="agree").status_code == 403
    assert goods.browser(BEN).submit(f"{path}/disposition/say", answer="agree").status_code == 303
    assert goods.browser(BEN).submit(f"{path}/disposition/say", answer="agree").status_code == 409
    assert "Disposition proposed" in goods.browser(ENA).get(path).text
    assert goods.browser(MAYA).submit(f"{path}/disposition/say", answer="agree").status_code == 303
    assert "Disposition decided" in goods.browser(ENA).get(path).text


def test_a_no_needs_a_reason_and_opens_the_question_again(goods: World) -> None:
    path = opened(goods)
    told = {"kind": "scrap", "reason": "Not worth it", "revision": "1"}
    goods.browser(ENA).submit(f"{path}/disposition", **told)
    assert goods.browser(MAYA).submit(f"{path}/disposition/say", answer="no").status_code == 422
    said = {"answer": "no", "comment": "Sort them first"}
    assert goods.browser(MAYA).submit(f"{path}/disposition/say", **said).status_code == 303
    again = {"kind": "sort", "reason": "As asked", "revision": "3"}
    assert goods.browser(ENA).submit(f"{path}/disposition", **again).status_code == 303


def test_lots_are_let_go_with_a_reason_and_then_it_can_be_closed(goods: World) -> None:
    path = opened(goods)
    goods.browser(ENA).submit(f"{path}/disposition", kind="sort", reason="Sort", revision="1")
    goods.browser(ENA).submit(f"{path}/disposition/say", answer="agree")
    page, go = goods.browser(MAYA).get(path).text, f"{path}/holds/release"
    first, *others = re.findall(r'name="hold" value="(\d+)"', page)
    assert len(others) == 2
    assert "release-reason" not in goods.browser(ENA).get(path).text
    assert goods.browser(MAYA).submit(f"{path}/close", revision="3").status_code == 409
    assert goods.browser(ENA).submit(go, hold=first, reason="ok").status_code == 403
    for wrong in ({"hold": first, "reason": " "}, {"reason": "None is ticked"}):
        assert goods.browser(MAYA).submit(go, **wrong).status_code == 422
    assert goods.browser(MAYA).submit(go, hold="1", reason="No such").status_code == 404
    assert goods.browser(MAYA).submit(go, hold=first, reason="Peel test passed").status_code == 303
    told = goods.browser(MAYA).get(path).text
    assert told.count("Peel test passed") == 1
    assert re.findall(r'name="hold" value="(\d+)"', told) == others
    again = {"hold": [first, *others], "reason": "Again"}
    assert goods.browser(MAYA).submit(go, **again).status_code == 409
    assert goods.browser(MAYA).submit(go, hold=others, reason="Sorted").status_code == 303
    assert goods.browser(MAYA).get(path).text.count("Sorted") == 2
    assert goods.browser(MAYA).submit(f"{path}/close", revision="3").status_code == 303
    assert "Closed" in goods.browser(ENA).get(path).text


def test_holds_of_another_record_are_not_there(goods: World) -> None:
    one, other = opened(goods), opened(goods, "C-1", spread="")
    hold = re.findall(r'name="hold" value="(\d+)"', goods.browser(MAYA).get(other).text)
    asked = {"hold": hold, "reason": "Wrong page"}
    assert goods.browser(MAYA).submit(f"{one}/holds/release", **asked).status_code == 404


def test_costs_keep_their_currency(goods: World) -> None:
    path = opened(goods)
    for amount, currency in (("120.50", "EUR"), ("30", "EUR"), ("900", "CNY")):
        told = {"cost_kind": "sorting", "amount": amount, "currency": currency}
        assert goods.browser(ENA).submit(f"{path}/costs", **told).status_code == 303
    assert "150.5 EUR + 900 CNY" in goods.browser(ENA).get(path).text
    wrong = {"cost_kind": "sorting", "amount": "-3", "currency": "EUR"}
    assert goods.browser(ENA).submit(f"{path}/costs", **wrong).status_code == 422


def test_the_list_is_narrowed_and_empty_for_others(goods: World) -> None:
    opened(goods)
    opened(goods, "C-1", severity="critical", spread="")
    browser = goods.browser(ENA)
    assert browser.get("/nonconformities").text.count("row-link") == 2
    assert browser.get("/nonconformities?severity=critical").text.count("row-link") == 1
    assert browser.get("/nonconformities?state=closed").text.count("row-link") == 0
    assert goods.browser(LIN).get("/nonconformities").text.count("row-link") == 1
