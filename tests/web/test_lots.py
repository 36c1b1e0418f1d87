"""Lots in a browser: the list, the page of one, and what was inspected of it."""

from inspections.lot_inspections.models.booking import Inspection
from tests.factories.inspections import a_lot, booked, in_days, scheduled
from tests.factories.verdicts import lots
from tests.people import DORA, ENA, IVO, LIN, OTTO, WEI
from tests.world import World


def lot_of(world: World, inspection_id: int) -> int:
    with world.looking() as session:
        return session.get_one(Inspection, inspection_id).lot_id


def test_the_page_of_a_lot_lists_its_inspections(world: World) -> None:
    (inspection_id,) = lots(world, "R")

    page = world.browser(ENA).get(f"/lots/{lot_of(world, inspection_id)}").text

    assert f'href="/inspections/{inspection_id}"' in page
    assert "Pre-shipment" in page
    assert "Not accepted" in page


def test_an_inspection_is_booked_from_the_page_of_its_lot(world: World) -> None:
    lot = a_lot(world)
    path = f"/inspections/new?lot={lot.id}"

    assert f'href="{path}"' in world.browser(LIN).get(f"/lots/{lot.id}").text
    assert f'<option value="{lot.id}" selected>' in world.browser(LIN).get(path).text
    assert f'href="{path}"' not in world.browser(OTTO).get(f"/lots/{lot.id}").text


def test_a_lot_and_its_inspections_are_not_there_for_others(world: World) -> None:
    inspection_id = booked(world)
    lot_id = lot_of(world, inspection_id)

    assert world.browser(WEI).get(f"/lots/{lot_id}").status_code == 404
    assert world.browser(WEI).get(f"/inspections/new?lot={lot_id}").status_code == 404
    assert world.browser(DORA).get(f"/lots/{lot_id}").status_code == 403


def test_whoever_inspects_is_led_to_the_page_made_for_it(world: World) -> None:
    inspection_id = scheduled(world)
    link = f'href="/inspections/{inspection_id}/inspect"'

    assert link in world.browser(IVO).get(f"/inspections/{inspection_id}").text
    assert link not in world.browser(ENA).get(f"/inspections/{inspection_id}").text


def test_an_inspectors_home_has_today_and_what_follows(world: World) -> None:
    ready = booked(world, ready_on=in_days(0))
    today, later = scheduled(world, ready, days=0), scheduled(world)

    page = world.browser(IVO).get("/").text

    first, then = page.split("Your next inspections")
    assert f"/inspections/{today}/inspect" in first
    assert f"/inspections/{later}/inspect" in then
