"""Published recalls as a web service answers them: JSON, days month first, lots in GS1 strings."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.core.errors import Invalid
from portal.core.suppliers.models import Supplier
from portal.imports.cells import lot_number
from portal.imports.mapping import ColumnMapping
from portal.imports.readers.files import inspect_file
from portal.imports.readers.shape import Wanted
from portal.imports.sources import SOURCES
from portal.imports.work import run_import
from scoring.facts.models import DefectReport
from tests.factories.imports import begun, outcome
from tests.world import World

CONTENT = (Path(__file__).parents[1] / "data" / "facts" / "fda_recalls_2026-04.json").read_bytes()
FIRMS = ColumnMapping({"FIRMLEGALNAM": "name_en"}, {"country": "US"})
RECALLS = ColumnMapping(
    {
        "PRODUCTID": "number", "FIRMLEGALNAM": "supplier", "RECALLINITIATIONDT": "found_on",
        "PRODUCTDISTRIBUTEDQUANTITY": "quantity", "PRODUCTDESCRIPTIONTXT": "lot",
        "PRODUCTSHORTREASONTXT": "cause",
    },
    {"kind": "escape"},
)  # fmt: skip
FNC1 = "\x1d"


def taken(world: World, source: str, mapped: ColumnMapping) -> tuple[str, int, int, int, int, int]:
    work = begun(
        world, CONTENT, name="recalls.json", source=SOURCES[source], leave_out=True, mapped=mapped
    )
    run_import(work)
    return outcome(world, work)


def test_recalls_are_imported_with_their_lots(world: World) -> None:
    assert taken(world, "suppliers", FIRMS) == ("done", 27, 2, 0, 25, 0)
    assert taken(world, "defects", RECALLS) == ("done", 27, 8, 0, 0, 19)

    with world.looking() as session:
        found = session.scalars(select(DefectReport).order_by(DefectReport.number)).all()
        makers = set(session.scalars(select(Supplier.name_en)))
    assert "ARROW INTERNATIONAL, LLC" in makers
    assert {one.found_on for one in found} == {date(2026, 3, 11)}
    assert sum(one.quantity for one in found) == 5 + 90 + 115 + 190 + 85 + 395 + 675 + 95
    assert "33F25M0011" in {one.lot for one in found}
    assert all(len(one.lot) == len("33F25M0011") for one in found)


@pytest.mark.parametrize(
    ("cell", "lot"),
    [
        ("L-17", "L-17"),
        ("(01)10801902159578(17)270531(11)251205(10)33F25M0011", "33F25M0011"),
        (f"]C1010400638133393110L-17{FNC1}21S1", "L-17"),
        ("https://id.gs1.org/01/04006381333931/10/L%2F17?17=270531", "L/17"),
        ("UDI code: (01)10801902159578(10)33F25M0011\r\n\r\nThe catheter", "33F25M0011"),
        ("plan (10) of B", "plan (10) of B"),
    ],
)
def test_a_lot_is_found_in_what_was_scanned(cell: str, lot: str) -> None:
    assert lot_number(60)(cell) == lot


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"a": [], "b": 1}', "no list"),
        (b'{"a": [{"x": 1}], "b": [{"x": 1}]}', "more than one"),
        (b"[1, 2]", "no list"),
        (b'[{"x": 1},\n{"x": }]', "line 2"),
        (b"[" * 100_000, "cannot be read"),
        (b"name,country", "content is CSV"),
    ],
)
def test_what_is_no_list_of_records_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(content)

    with pytest.raises(Invalid) as error:
        inspect_file(path, "list.json", Wanted(), frozenset({"x"}))
    assert says in error.value.in_("en")


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    told = [{"x": 12345678901234567890, "y": None, "z": 1.5}, {"z": True, "w": [1, "ä"]}]
    path.write_text(json.dumps(told), "utf-8")

    head = inspect_file(path, "list.json", Wanted(), frozenset()).head
    assert [row.cells for row in head] == [
        ("x", "y", "z", "w"),
        ("12345678901234567890", "", "1.5", ""),
        ("", "", "TRUE", '[1, "ä"]'),
    ]
