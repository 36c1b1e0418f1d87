"""One inspection of each kind, carried through on a phone that has no network for most of it."""

import pytest
from playwright.sync_api import Page, expect

from inspections.lot_inspections.rules import InspectionType, Verdict
from inspections.sampling.rules.vocabulary import Edition, Kind
from tests.browser import Window
from tests.factories.verdicts import MAJOR, brand_set, defect, found, scheduled
from tests.people import IVO
from tests.world import World

pytestmark = pytest.mark.xdist_group("browser")

T = InspectionType
LOT = 300
"""Level II: letter H. Double at AQL 2.5: 32 units with Ac 1, Re 3, then 32 more."""


@pytest.mark.parametrize(
    ("type", "kind", "chips", "samples"),
    [
        (T.INITIAL, Kind.SINGLE, 0, 1),
        (T.DURING_PRODUCTION, Kind.DOUBLE, 2, 2),
        (T.PRE_SHIPMENT, Kind.SINGLE, 3, 1),
        (T.CONTAINER_LOADING, Kind.DOUBLE, 1, 1),
        (T.INCOMING, Kind.MULTIPLE, 0, 2),
    ],
)
def test_a_lot_is_carried_through(
    window: Window, world: World, type: InspectionType, kind: Kind, chips: int, samples: int
) -> None:
    defect(world, "CHIP", MAJOR)
    edition = Edition.Z1_4 if kind is Kind.MULTIPLE else Edition.ISO_2859_1
    brand_set(world, kind=kind, edition=edition)
    inspection_id = scheduled(world, quantity=LOT, type=type, cartons=None)
    with window.visit("phone") as visit:
        page = visit.sign_in(IVO)
        visit.open("/inspections/mine")
        page.get_by_role("button", name="Begin").tap()
        page.wait_for_url("**/inspect")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        expect(page.get_by_text("Unit 1 of")).to_be_visible()

        visit.context.set_offline(True)
        for _ in range(chips):
            page.locator("[data-defect=CHIP]").tap()
            page.locator("[data-next]").tap()
        for _ in range(samples):
            look_at_the_rest(page)
        expect(page.locator("[data-finish]")).to_be_enabled()
        page.get_by_role("button", name="Finish the inspection").tap()
        page.locator("dialog").get_by_role("button", name="Finish").tap()
        expect(page.get_by_text("Finished on this device")).to_be_visible()
        visit.context.set_offline(False)
        expect(page.get_by_text("The lot is accepted.")).to_be_visible(timeout=20_000)

    with world.looking() as session:
        inspection = found(session, inspection_id)
        assert (inspection.type, inspection.verdict) == (type, Verdict.ACCEPTED)


def look_at_the_rest(page: Page) -> None:
    """Say that what is left of the present sample is good."""
    page.locator("[data-tab=finish]").tap()
    page.get_by_role("button", name="The remaining").tap()
    page.get_by_role("button", name="Yes, all are good").tap()
