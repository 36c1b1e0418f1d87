"""An inspector in a factory: one thumb, and for most of the time no network."""

import json
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.models.observing import Observation, Photo
from inspections.lot_inspections.models.results import ClassResult
from inspections.lot_inspections.rules import InspectionState, Verdict
from portal.core.files.models import StoredFile
from tests.browser import Visit, Window, assert_accessible
from tests.factories.verdicts import MAJOR, defect, found, scheduled
from tests.inspections.lot_inspections.histories import histories, terms_as_json
from tests.people import IVO
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")

LOT = 30
DRAWN = 13
"""Lot of 30, level II: letter D; minor 4.0 follows its arrow to E, 13 units."""


def begin(visit: Visit, world: World) -> tuple[Page, int]:
    """Begin the one inspection of the world on the phone, while there is a network."""
    defect(world, "CHIP", MAJOR)
    inspection_id = scheduled(world, quantity=LOT, cartons=6)
    page = visit.sign_in(IVO)
    visit.open("/inspections/mine")
    page.get_by_role("button", name="Begin").tap()
    page.wait_for_url("**/inspect")
    expect(page.get_by_text(f"Unit 1 of {DRAWN}")).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page, inspection_id


def tab(page: Page, name: str) -> None:
    page.locator(f"[data-tab={name}]").tap()


def picture(folder: Path) -> Path:
    """Return a photo as a camera takes it, with the place where it was taken in its Exif."""
    exif = Image.Exif()
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (30.0, 16.0, 30.0), 3: "E", 4: (120.0, 9.0, 0.0)})
    exif[0x010F] = "Camera maker"
    path = folder / "IMG_0001.jpg"
    Image.new("RGB", (3000, 2000), "navy").save(path, exif=exif)
    return path


def test_a_lot_is_inspected_without_a_network(window: Window, world: World, tmp_path: Path) -> None:
    with window.visit("phone") as visit:
        page, inspection_id = begin(visit, world)
        assert_accessible(page)

        visit.context.set_offline(True)
        page.reload()
        expect(page.get_by_text(f"Unit 1 of {DRAWN}")).to_be_visible()
        page.locator("[data-defect=CHIP]").tap()
        expect(page.get_by_text("1 on this unit")).to_be_visible()
        tab(page, "measure")
        page.get_by_label("Height").fill("96")
        page.get_by_label("Height").blur()
        expect(page.get_by_text("beyond its limits")).to_be_visible()
        tab(page, "photos")
        page.locator("#camera").set_input_files(picture(tmp_path))
        expect(page.get_by_text("on this device")).to_be_visible()
        tab(page, "finish")
        page.get_by_role("button", name=f"The remaining {DRAWN} are good").tap()
        page.get_by_role("button", name="Yes, all are good").tap()
        expect(page.get_by_text("Not accepted")).to_be_visible()
        page.get_by_role("button", name="Finish the inspection").tap()
        page.locator("dialog").get_by_role("button", name="Finish").tap()
        expect(page.get_by_text("Finished on this device")).to_be_visible()
        page.reload()
        tab(page, "finish")
        expect(page.get_by_text("Finished on this device")).to_be_visible()
        with world.looking() as session:
            assert session.scalar(select(func.count(Observation.id))) == 0

        visit.context.set_offline(False)
        expect(page.get_by_text("The lot is not accepted.")).to_be_visible(timeout=20_000)
        expect(page.get_by_text("All sent")).to_be_visible()

    with world.looking() as session:
        assert found(session, inspection_id).verdict is Verdict.NOT_ACCEPTED
        counts = session.execute(select(ClassResult.defect_class, ClassResult.found))
        assert {row[0]: row[1] for row in counts}[MAJOR] == 1
        photo = session.scalars(select(Photo)).one()
        stored = session.scalars(select(StoredFile)).one()
        assert (photo.sha256, photo.latitude) == (stored.sha256, None)
        assert photo.original_sha256 != photo.sha256
    with world.app.extensions["portal"].files.open(stored.key) as file:
        kept = Image.open(file)
        assert (max(kept.size), dict(kept.getexif())) == (1600, {})


def test_what_was_sent_is_sent_again_until_it_is_acknowledged_and_counts_once(
    window: Window, world: World
) -> None:
    with window.visit("phone") as visit:
        page, _ = begin(visit, world)
        tries: list[int] = []

        def lose_the_answer(route: Route) -> None:
            """Let the portal take it, and the connection break before the answer arrives."""
            tries.append(1)
            if len(tries) == 1:
                route.fetch()
                route.abort()
            else:
                route.continue_()

        visit.context.route("**/observations", lose_the_answer)
        page.locator("[data-defect=CHIP]").tap()
        expect(page.locator(".sync")).to_contain_text("1 to send")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.get_by_text("All sent")).to_be_visible(timeout=20_000)

        assert len(tries) == 2
    with world.looking() as session:
        assert session.scalar(select(func.count(Observation.id))) == 1


def test_what_the_portal_does_not_take_is_shown(window: Window, world: World) -> None:
    with window.visit("phone") as visit:
        page, inspection_id = begin(visit, world)
        visit.context.set_offline(True)
        page.locator("[data-defect=CHIP]").tap()
        expect(page.locator(".sync")).to_contain_text("1 to send")
        cancelled(world, inspection_id)
        visit.context.set_offline(False)

        expect(page.get_by_text("1 entries were not taken by the portal")).to_be_visible(
            timeout=20_000
        )
        why = page.get_by_text("This inspection was cancelled; nothing can be added.")
        expect(why).to_be_visible()
        page.get_by_role("button", name="Take them off this device").tap()
        page.locator("dialog").get_by_role("button", name="Take them off this device").tap()
        expect(page.get_by_text("were not taken")).to_have_count(0)


def test_two_devices_with_two_values_must_settle_which_is_right(
    window: Window, world: World
) -> None:
    with window.visit("phone") as first, window.visit("phone") as second:
        page, inspection_id = begin(first, world)
        other = second.sign_in(IVO)
        second.open(f"/inspections/{inspection_id}/inspect")
        for device, value in ((page, "95"), (other, "94.8")):
            tab(device, "measure")
            device.get_by_label("Height").fill(value)
            with device.expect_response("**/observations", timeout=20_000):
                device.get_by_label("Height").blur()
            expect(device.get_by_text("All sent")).to_be_visible(timeout=20_000)
        page.reload()
        tab(page, "measure")

        expect(page.get_by_text("has two values")).to_be_visible()
        page.get_by_role("button", name="95 mm", exact=True).tap()
        expect(page.get_by_text("has two values")).to_have_count(0)


def test_the_page_counts_as_the_portal_does(window: Window, world: World) -> None:
    """The page's own sums, over many made-up histories, are those of the server's rules."""
    with window.visit("phone") as visit:
        page, _ = begin(visit, world)
        module = page.evaluate(
            "document.querySelector('script[type=module]').src.replace('app.js', 'folding.js')"
        )
        for taps, said in histories(60):
            counts = page.evaluate(
                "async ([module, taps, terms]) => (await import(module)).fold(taps, terms).counts",
                [module, taps, terms_as_json()],
            )
            assert counts == said, json.dumps(taps)


def cancelled(world: World, inspection_id: int) -> None:
    with world.database.transaction() as session:
        session.get_one(Inspection, inspection_id).state = InspectionState.CANCELLED
