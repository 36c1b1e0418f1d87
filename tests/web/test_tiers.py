"""A manager decides tiers and publishes the policy on pages."""

from tests.factories.documents import a_catalogue
from tests.people import ENA, LIN, MAYA
from tests.world import World


def test_a_manager_decides_and_the_supplier_reads_it(world: World) -> None:
    maya = world.browser(MAYA)
    page = maya.get("/suppliers/S-LIN/tier").text
    assert "There is no published scorecard and no closed assessment to go by." in page

    refused = maya.submit("/suppliers/S-LIN/tier", tier="excellent", reason="", revision=1)
    assert refused.status_code in (409, 422)
    revision = page.split('name="revision"')[1].split('value="')[1].split('"')[0]
    done = maya.submit(
        "/suppliers/S-LIN/tier", tier="excellent", reason="审核 92 分", revision=revision
    )

    assert done.status_code == 303, done.text
    assert "审核 92 分" in world.browser(LIN).get("/suppliers/S-LIN/tier?lang=zh").text
    assert "优秀级" in world.browser(LIN).get("/suppliers/S-LIN?lang=zh").text
    assert world.browser(ENA).submit("/suppliers/S-LIN/tier", tier="strategic").status_code == 403


def policy(**changes: object) -> dict[str, object]:
    """Return what every installation begins with, as the form sends it."""
    bands = {"strategic": 90, "excellent": 75, "qualified": 60, "probation": 0}
    fields: dict[str, object] = {"note": "First. 首版。", "number": 0}
    for tier, band in bands.items():
        tight = tier == "probation"
        fields |= {
            f"{tier}-band_from": band,
            f"{tier}-floor": "tightened" if tight else "normal",
            f"{tier}-start": "tightened" if tight else "normal",
            f"{tier}-cadence_months": 12,
            f"{tier}-rises_after": 1,
        }
    return fields | changes


def test_a_policy_is_published_as_a_version(world: World) -> None:
    maya = world.browser(MAYA)

    overlapping = maya.submit("/settings/tiers", **policy(**{"excellent-band_from": 95}))
    assert overlapping.status_code == 422
    assert "The bands overlap" in overlapping.text
    assert 'value="95"' in overlapping.text
    a_catalogue(world)
    done = maya.submit("/settings/tiers", **policy(**{"probation-extra_documents": "ISO_9001"}))

    assert done.status_code == 303
    page = maya.get("/settings/tiers").text
    assert page.count("checked") == 1
    assert ("Version 1" in page, "First. 首版。" in page) == (True, True)
    assert maya.submit("/settings/tiers", **policy()).status_code == 409
    assert maya.get("/settings/sampling").status_code == 200
