"""Checklists as pages and as workbooks."""

import io
import re

import openpyxl
import pytest

from portal.adapters.tables import xlsx_table
from tests.factories.checklists import a_checklist
from tests.people import ADA, ENA, LIN, MAYA, OTTO, Person
from tests.world import World


def test_a_manager_writes_and_publishes_a_checklist(world: World) -> None:
    maya = world.browser(MAYA)
    maya.submit("/checklists/new", code="tex", kind="periodic", name_en="Textile", name_zh="纺织")
    maya.submit("/checklists/TEX/1/sections", code="one", name_en="One")
    asked = {"section": "ONE", "code": "a", "type": "yes_no", "text_en": "Is it?", "weight": "3"}
    assert maya.submit("/checklists/TEX/1/questions", **asked).status_code == 303
    page = maya.get("/checklists/TEX/1").text
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision is not None

    answer = maya.submit("/checklists/TEX/1/publish", revision=revision[1], note="First")

    assert answer.status_code == 303
    page = maya.get("/checklists/TEX/1").text
    assert "In force" in page
    assert "Save the question" not in page


@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("/checklists/new", {"code": "SHORT", "kind": "periodic", "name_en": "x"}, "already"),
        ("/checklists/SHORT/2/sections", {"code": "X"}, "at least one language"),
        ("/checklists/SHORT/2/questions",
         {"section": "ONE", "code": "Z", "type": "choice", "text_en": "kept", "weight": "1",
          "options": "a | b"}, "One answer per line"),
        ("/checklists/SHORT/2/questions",
         {"section": "ONE", "code": "Z", "type": "number", "text_en": "kept", "weight": "1"},
         "target that earns all points"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_and_everything_typed_is_kept(
    world: World, path: str, fields: dict[str, str], sentence: str
) -> None:
    a_checklist(world)
    maya = world.browser(MAYA)
    maya.submit("/checklists/SHORT/draft")

    answer = maya.submit(path, **fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(value in answer.text for value in fields.values())


def test_delivered_checklists_are_offered_and_taken_in(world: World) -> None:
    ada = world.browser(ADA)
    assert "Take in the delivered checklists" in ada.get("/checklists").text
    ada.submit("/checklists/install")

    page = ada.get("/checklists?lang=zh").text
    assert "供应商准入审核" in page
    assert "供应商自评" in page
    assert "营业执照是否有效" in ada.get("/checklists/ADMISSION/1?lang=zh").text


def test_versions_are_compared(world: World) -> None:
    a_checklist(world)
    maya = world.browser(MAYA)
    maya.submit("/checklists/SHORT/draft")
    maya.submit("/checklists/SHORT/2/remove", code="Q4")

    page = maya.get("/checklists/SHORT/2/compare/1").text

    assert "Taken out" in page
    assert "Which system?" in page
    assert "How clean?" not in page


def test_a_workbook_comes_back_as_it_went_out(world: World) -> None:
    maya = world.browser(MAYA)
    maya.submit("/checklists/install")
    sheet = maya.get("/checklists/ADMISSION/1.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.data)).active.values)  # type: ignore[union-attr]
    assert (len(rows), rows[1][3], rows[1][7]) == (44, "Q01", 5)
    maya.submit("/checklists/new", code="COPY", kind="admission", name_en="Copy")

    answer = send(world, sheet.data)

    assert answer == (303, "")
    assert maya.get("/checklists/COPY/1.xlsx").data[:2] == b"PK"
    again = openpyxl.load_workbook(io.BytesIO(maya.get("/checklists/COPY/1.xlsx").data))
    assert list(again.active.values) == rows  # type: ignore[union-attr]


HEAD = ["section", "section_en", "code", "type", "text_en", "weight", "knock_out", "target"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["A", "A", "Q2", "maybe", "?", 1, "no", None], "Line 3, column type:"),
        (["A", "A", "Q2", "yes_no", "?", 0, "no", None], "Line 3, column weight:"),
        (["A", "A", "Q2", "yes_no", "", 1, "no", None], "Line 3, column text_en:"),
        (["A", "A", "Q2", "yes_no", "?", 1, "often", None], "Line 3, column knock_out:"),
        (["A", "A", "Q2", "number", "?", 1, "no", "1e5"], "Line 3, column target:"),
        (["A", "A", "Q1", "yes_no", "?", 1, "no", None], "stands in line 2 already"),
        (["B", "", "Q2", "yes_no", "?", 1, "no", None], "Line 3, column section_en:"),
    ],
)
def test_one_bad_row_is_named_and_nothing_changes(
    world: World, row: list[object], told: str
) -> None:
    maya = world.browser(MAYA)
    maya.submit("/checklists/new", code="COPY", kind="admission", name_en="Copy")
    good = ["A", "A", "Q1", "yes_no", "Good?", 1, "no", None]

    status, page = send(world, xlsx_table([HEAD, good, row]))

    assert status == 422
    assert told in page
    assert "Good?" not in maya.get("/checklists/COPY/1").text


def send(world: World, content: bytes) -> tuple[int, str]:
    """Send a workbook to the draft of COPY."""
    maya = world.browser(MAYA)
    sent = {"csrf_token": maya.token(), "file": (io.BytesIO(content), "list.xlsx")}
    answer = maya.post(
        "/checklists/COPY/1/import", data=sent, content_type="multipart/form-data"
    )  # fmt: skip
    return answer.status_code, answer.text if answer.status_code == 422 else ""


@pytest.mark.parametrize(
    ("person", "status"), [(MAYA, 200), (ENA, 200), (OTTO, 200), (LIN, 403)]
)  # fmt: skip
def test_suppliers_do_not_browse_checklists(world: World, person: Person, status: int) -> None:
    a_checklist(world)

    assert world.browser(person).get("/checklists/SHORT/1").status_code == status
