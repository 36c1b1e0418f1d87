"""A reviewer types in what a third party's report says, and reads what the plan says."""

from tests.factories.documents import submitted
from tests.factories.inspections import a_lot
from tests.people import ADA, ENA, LIN, WEI
from tests.world import World

FIGURES = {
    "lot_size": "1200", "sample_size": "80", "critical": "0", "major": "6", "minor": "0",
    "stated": "accepted",
}  # fmt: skip


def a_report(world: World) -> tuple[str, int]:
    """Return the address of a version that is a report about a lot, and the lot."""
    lot = a_lot(world)
    version_id = submitted(world, LIN, "INSPECTION_REPORT", subject=lot.number)
    shown = world.browser(ENA).get("/documents/review").text
    start = shown.index("/documents/", shown.index("?version=") - 40)
    document_id = shown[start + 11 : shown.index("?", start)]
    return f"/documents/{document_id}/versions/{version_id}", lot.id


def test_a_contradiction_is_shown_to_the_brand_only(world: World) -> None:
    base, lot_id = a_report(world)
    page = base.partition("/versions")[0]
    ena = world.browser(ENA)
    offered = ena.get(page).text
    assert f'<option value="{lot_id}" selected>' in offered
    assert 'value="1200"' in offered

    answer = ena.submit(f"{base}/check", lot_id=lot_id, **FIGURES)

    assert answer.status_code == 303
    told = ena.get(page).text
    assert "The report says that the lot is accepted; the plan does not accept it." in told
    assert "Major: 6 found, at most 5 are accepted." in told
    assert "n 80, Ac 5, Re 6" in told
    chinese = ena.get(f"{page}?lang=zh").text
    assert "严重：发现 6 件，最多允许 5 件。" in chinese
    assert "at most 5" not in world.browser(LIN).get(page).text
    assert 'id="check"' not in world.browser(LIN).get(page).text


def test_what_was_typed_stays_when_it_cannot_be(world: World) -> None:
    base, lot_id = a_report(world)

    typed = FIGURES | {"sample_size": "5000"}
    answer = world.browser(ENA).submit(f"{base}/check", lot_id=lot_id, **typed)

    assert answer.status_code == 422
    assert "The sample of 5000 is larger than the lot of 1200." in answer.text
    assert 'value="5000"' in answer.text


def test_nobody_else_checks(world: World) -> None:
    base, lot_id = a_report(world)

    answers = [
        world.browser(person).submit(f"{base}/check", lot_id=lot_id, **FIGURES).status_code
        for person in (LIN, WEI, ADA)
    ]

    assert answers == [403, 403, 403]
