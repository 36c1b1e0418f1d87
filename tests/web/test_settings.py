"""Document types and the requirement matrix on the pages."""

import re

from portal.core.documents.queries.standings import proof_of
from tests.factories.documents import a_catalogue
from tests.people import ADA, ENA, LIN, MAYA
from tests.world import World

TYPE = {
    "code": "FSC", "name_en": "FSC certificate", "name_zh": "FSC 证书", "subject_kind": "supplier",
    "validity": "dated", "reminder_days": "60 30", "review_days": "3", "retention_years": "10",
    "is_active": "y",
}  # fmt: skip


def test_the_ready_made_types_come_once(world: World) -> None:
    ada = world.browser(ADA)
    assert "Begin with the ready-made ones" in ada.get("/settings/types").text

    for _ in range(2):
        assert ada.submit("/settings/types/install").status_code == 303

    page = ada.get("/settings/types").text
    assert page.count('class="row-link"') == 14
    assert ada.get("/settings").text.count("/remove") == 7


def test_a_type_is_added_changed_and_put_out_of_use(world: World) -> None:
    ada, maya = world.browser(ADA), world.browser(MAYA)
    assert ada.submit("/settings/types/new", **TYPE).status_code == 303
    again = ada.submit("/settings/types/new", **TYPE)
    assert again.status_code == 422
    assert "There is already a type with this code." in again.text
    link = re.search(r'href="(/settings/types/\d+)"', maya.get("/settings/types").text)
    assert link
    page = maya.get(link[1]).text
    revision = re.search(r'name="revision"[^>]*value="(\d+)"', page)
    assert revision
    off = {key: value for key, value in TYPE.items() if key != "is_active"}

    assert maya.submit(link[1], revision=revision[1], **off).status_code == 303
    late = ada.submit(link[1], revision=revision[1], **TYPE)

    assert late.status_code == 409
    assert "Somebody else changed this type" in late.text


def test_a_line_of_the_matrix_holds_at_once(world: World) -> None:
    from portal.core.clock import today

    kinds, maya = a_catalogue(world), world.browser(MAYA)
    cell = {"type_id": kinds["SA_8000"], "category_id": "", "tier": "", "market": "EU"}
    for level in ("warn", "block"):
        answer = maya.submit("/settings/requirements", level=level, **cell)
        assert answer.status_code == 303

    with world.looking() as session:
        lines = proof_of(session, world.actor(LIN), world.supplier_id("S-LIN"), today())
        assert ("SA_8000", "block") in [(line.code, line.level.value) for line in lines]
    page = maya.get("/settings").text
    assert page.count("SA8000 certificate</strong>") == 1
    remove = re.search(r'action="(/settings/requirements/\d+/remove)"', page)
    assert remove
    assert maya.submit(remove[1]).status_code == 303
    assert maya.submit(remove[1]).status_code == 404


def test_only_who_may_require_sees_it(world: World) -> None:
    for person in (ENA, LIN):
        assert world.browser(person).get("/settings").status_code == 403
        assert world.browser(person).submit("/settings/types/install").status_code == 403


def test_a_type_is_shown_as_it_was_typed(world: World) -> None:
    types = a_catalogue(world)

    page = world.browser(MAYA).get(f"/settings/types/{types['ISO_9001']}").text

    assert 'value="90 60 30 7"' in page
