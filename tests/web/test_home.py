"""Each role starts on what waits for it."""

import pytest

from portal.core.accounts.models import User
from portal.core.accounts.rules import UserState
from tests.factories.documents import a_catalogue, approved, submitted
from tests.people import ADA, BEN, DORA, ENA, EVERYBODY, IVO, LEO, LIN, MAYA, OTTO, WEI, Person
from tests.world import World


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (LIN, "What to do"),
        (LEO, "Business licence"),
        (ENA, "Waits for your review"),
        (MAYA, "Suppliers at risk"),
        (BEN, "Suppliers at risk"),
        (OTTO, "Suppliers at risk"),
        (ADA, "Suppliers at risk"),
        (IVO, "Nothing waits for you"),
        (DORA, "Nothing waits for you"),
    ],
)
def test_home_by_role(world: World, person: Person, said: str) -> None:
    approved(world)
    submitted(world, WEI)

    page = world.browser(person).get("/")

    assert page.status_code == 200
    assert said in page.text


def test_an_empty_portal_has_a_home_for_everybody(world: World) -> None:
    for person in EVERYBODY:
        assert world.browser(person).get("/").status_code == 200


def test_who_waits_to_come_in_is_the_admins_work(world: World) -> None:
    with world.acting() as session:
        session.add(
            User(email="new@brand.example", name="Nora New", role_names=frozenset({"buyer"}),
                 state=UserState.WAITING)
        )  # fmt: skip

    assert "Nora New" in world.browser(ADA).get("/").text
    assert "Nora New" not in world.browser(LIN).get("/").text


def test_search_finds_what_is_within_reach(world: World) -> None:
    a_catalogue(world)
    submitted(world, LIN, certificate_number="QX-4711")
    submitted(world, WEI, certificate_number="QX-4712")

    brand = world.browser(ENA).get("/search?q=qx-47").text
    own = world.browser(LIN).get("/search?q=qx-47").text

    assert ("QX-4711" in brand, "QX-4712" in brand) == (True, True)
    assert ("QX-4711" in own, "QX-4712" in own) == (True, False)
    assert "Weiming" in world.browser(ENA).get("/search?q=weiming").text
    assert 'href="/suppliers/S-WEI"' not in world.browser(LIN).get("/search?q=weiming").text
    assert "Nothing found" in world.browser(LIN).get("/search?q=%25").text


def test_suppliers_at_risk_are_a_list(world: World) -> None:
    a_catalogue(world)
    maya = world.browser(MAYA)

    assert "/suppliers?risk=1" in maya.get("/").text
    at_risk = maya.get("/suppliers?risk=1").text
    assert ("S-LIN" in at_risk, "1 filter, clear" in at_risk) == (True, True)


def test_nobody_at_risk_is_an_empty_list(world: World) -> None:
    assert "No supplier fits these filters" in world.browser(MAYA).get("/suppliers?risk=1").text


def test_an_approved_supplier_has_a_word_of_its_own(world: World) -> None:
    maya = world.browser(MAYA)

    assert "合格" in maya.get("/suppliers/S-LIN?lang=zh").text
    assert "Approved (a supplier)" not in maya.get("/suppliers/S-LIN?lang=en").text
