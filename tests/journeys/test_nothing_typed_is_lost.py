"""On the inspector's phone nothing typed is lost, and a network that hangs is no network."""

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from inspections.lot_inspections.models.observing import Observation
from inspections.lot_inspections.rules import ObservationKind, Verdict
from tests.browser import Visit, Window
from tests.factories.verdicts import MAJOR, at_own_level, defect, found, passed_or_failed, scheduled
from tests.people import IVO
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")

LOT = 30
"""Level II: 13 units are drawn. Level S-2: letter A, which leads to C at AQL 2.5, 5 units."""


def begin(visit: Visit, world: World) -> tuple[Page, int]:
    defect(world, "CHIP", MAJOR)
    inspection_id = scheduled(world, quantity=LOT, cartons=6)
    page = visit.sign_in(IVO)
    visit.open("/inspections/mine")
    page.get_by_role("button", name="Begin").tap()
    page.wait_for_url("**/inspect")
    expect(page.get_by_text("Unit 1 of 13")).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page, inspection_id


def tab(page: Page, name: str) -> None:
    page.locator(f"[data-tab={name}]").tap()


def test_what_is_being_typed_stays_while_the_page_sends(window: Window, world: World) -> None:
    with window.visit("phone") as visit:
        page, _ = begin(visit, world)
        visit.context.set_offline(True)
        page.locator("[data-defect=CHIP]").tap()
        tab(page, "measure")
        height = page.get_by_label("Height")
        height.press_sequentially("94.")
        visit.context.set_offline(False)
        expect(page.get_by_text("All sent")).to_be_visible(timeout=20_000)

        expect(height).to_be_focused()
        expect(height).to_have_value("94.")
        page.keyboard.type("8")
        expect(height).to_have_value("94.8")


def test_what_was_typed_is_there_after_the_page_went_away(window: Window, world: World) -> None:
    with window.visit("phone") as visit:
        page, _ = begin(visit, world)
        tab(page, "finish")
        page.get_by_label("Remarks").press_sequentially("Cartons were wet.")
        tab(page, "measure")
        page.get_by_label("Height").press_sequentially("94.8")
        page.reload()

        expect(page.get_by_text("All sent")).to_be_visible(timeout=20_000)
        tab(page, "measure")
        expect(page.get_by_label("Height")).to_have_value("94.8")
        tab(page, "finish")
        expect(page.get_by_label("Remarks")).to_have_value("Cartons were wet.")
    with world.looking() as session:
        values = session.scalars(
            select(Observation.value).where(Observation.kind == ObservationKind.MEASUREMENT)
        ).all()
    assert [f"{value:.1f}" for value in values if value is not None] == ["94.8"]


def test_the_button_of_every_unit_is_as_wide_as_the_thumb_reaches(
    window: Window, world: World
) -> None:
    with window.visit("phone") as visit:
        page, _ = begin(visit, world)
        boxes = [
            page.locator(place).bounding_box() for place in ("[data-next]", "[data-tab=count]")
        ]

    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["width"] > 200
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]


def test_a_network_that_hangs_is_taken_as_none(window: Window, world: World) -> None:
    with window.visit("phone") as visit:
        page, _ = begin(visit, world)
        hung: list[Route] = []

        def never_answer(route: Route) -> None:
            hung.append(route)

        visit.context.route("**/brief", never_answer)
        page.reload()
        expect(page.get_by_text("Unit 1 of 13")).to_be_visible(timeout=20_000)
        page.locator("[data-defect=CHIP]").tap()

        expect(page.get_by_text("1 on this unit")).to_be_visible()
        assert hung
        for route in hung:
            route.abort()


def test_a_test_at_a_level_of_its_own_is_asked_for_on_the_phone(
    window: Window, world: World
) -> None:
    at_own_level(world, "S-2")
    with window.visit("phone") as visit:
        page, inspection_id = begin(visit, world)
        tab(page, "finish")
        page.get_by_role("button", name="The remaining 13 are good").tap()
        page.get_by_role("button", name="Yes, all are good").tap()
        expect(page.get_by_text("level S-2: 0 of the first 5 units tested")).to_be_visible()
        expect(page.locator("[data-finish]")).to_be_disabled()
        tab(page, "measure")
        for unit in range(1, 6):
            page.get_by_label("Height").fill("95")
            page.get_by_label("Height").blur()
            done = f"level S-2: {unit} of the first 5 units tested"
            expect(page.get_by_text(done)).to_be_visible()
            if unit < 5:
                tab(page, "count")
                page.get_by_role("button", name="Next unit").tap()
                tab(page, "measure")
        tab(page, "finish")
        expect(page.locator("[data-finish]")).to_be_enabled()
        page.get_by_role("button", name="Finish the inspection").tap()
        page.locator("dialog").get_by_role("button", name="Finish").tap()
        expect(page.get_by_text("The lot is accepted.")).to_be_visible(timeout=20_000)
    with world.looking() as session:
        assert found(session, inspection_id).verdict is not None


def test_a_test_that_is_passed_or_failed_is_tapped_unit_by_unit(
    window: Window, world: World
) -> None:
    passed_or_failed(world, "S-2")
    with window.visit("phone") as visit:
        page, inspection_id = begin(visit, world)
        visit.context.set_offline(True)
        for unit in range(1, 6):
            tab(page, "measure")
            word = "Failed" if unit == 2 else "Passed"
            page.get_by_role("button", name=word).tap()
            expect(page.get_by_role("button", name=word)).to_have_attribute("aria-pressed", "true")
            tab(page, "count")
            page.get_by_role("button", name="Next unit").tap()
        tab(page, "measure")
        expect(page.get_by_text("The specification asks for no measurements.")).to_be_visible()
        tab(page, "finish")
        page.get_by_role("button", name="The remaining 13 are good").tap()
        page.get_by_role("button", name="Yes, all are good").tap()
        page.get_by_role("button", name="Finish the inspection").tap()
        page.locator("dialog").get_by_role("button", name="Finish").tap()
        visit.context.set_offline(False)
        expect(page.get_by_text("The lot is not accepted.")).to_be_visible(timeout=20_000)
    with world.looking() as session:
        assert found(session, inspection_id).verdict is Verdict.NOT_ACCEPTED


def test_the_page_can_be_installed(window: Window, world: World) -> None:
    with window.visit("phone") as visit:
        page, _ = begin(visit, world)
        devtools = visit.context.new_cdp_session(page)
        manifest = devtools.send("Page.getAppManifest")
        hindrances = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        icons = page.evaluate(
            """async (text) => Promise.all(JSON.parse(text).icons.map(async (icon) => {
                const picture = new Image();
                picture.src = icon.src;
                await picture.decode();
                return [picture.naturalWidth, icon.sizes];
            }))""",
            manifest["data"],
        )

    assert manifest["errors"] == []
    assert {one["errorId"] for one in hindrances} <= {"in-incognito"}  # as all test windows are
    assert icons[1:] == [[192, "192x192"], [512, "512x512"], [512, "512x512"]]
