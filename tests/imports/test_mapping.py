"""Foreign headers are understood where they can be, and nothing is decided silently."""

import pytest

from portal.core.errors import Invalid
from portal.imports.mapping import ColumnMapping, guess, make_plan
from portal.imports.readers.shape import Reading, Row
from portal.imports.sources import SOURCES

SUPPLIERS = SOURCES["suppliers"]


def reading(*header: str) -> Reading:
    return Reading(kind="csv", header=header, header_line=3)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("供应商名称", "name_zh"),
        ("国家", "country"),
        ("地址", "address"),
        ("统一社会信用代码", "registration_number"),
        ("Supplier Name", "name_en"),
        ("VENDOR_NAME", "name_en"),
        (" Country/Region ", None),
        ("country_code", "country"),
        ("E-Mail", "contact_email"),
        ("联系人（电话）", "contact_phone"),
        ("Foo", None),
    ],
)
def test_a_header_is_guessed_in_both_languages(header: str, code: str | None) -> None:
    assert guess(SUPPLIERS, [header]).columns.get(header) == code


def test_a_column_is_guessed_once() -> None:
    assert guess(SUPPLIERS, ["name", "supplier name"]).columns == {"name": "name_en"}


def test_a_saved_mapping_fits_only_the_same_headers() -> None:
    saved = ColumnMapping({"name": "name_en", "x": ""})

    assert saved.fits(["x", "name"])
    assert saved.fits(["x", "name", "refused: reason"])
    assert not saved.fits(["name"])
    assert not saved.fits(["name", "x", "y"])


@pytest.mark.parametrize(
    ("columns", "defaults", "sentence"),
    [
        ({"a": "name_en"}, {}, "Line 3: nobody said what the column “b” means."),
        ({"a": "name_en", "b": "name_en"}, {}, "Both “a” and “b” are to fill “Name (English)”"),
        ({"a": "name_en", "b": "owner"}, {}, "Not a valid choice."),
        ({"a": "name_en", "b": ""}, {}, "fills “Country”, which is needed"),
        ({"a": "country", "b": ""}, {}, "fills “Name (English)”, which is needed"),
        ({"a": "name_en", "b": ""}, {"country": "Mars"}, "No country has this name"),
    ],
)
def test_a_mapping_that_leaves_questions_is_refused(
    columns: dict[str, str], defaults: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        make_plan(SUPPLIERS, reading("a", "b"), ColumnMapping(columns, defaults))

    assert sentence in refused.value.in_("en")


def test_every_fault_of_a_row_is_said_at_its_cell() -> None:
    mapping = ColumnMapping({"a": "name_en", "b": "country", "c": "contact_email"})
    plan = make_plan(SUPPLIERS, reading("a", "b", "c"), mapping)

    value, faults = plan.read(Row(7, ("Linhe", "Mars", "nowhere")))

    assert value is None
    assert [(fault.column, fault.value) for fault in faults] == [("b", "Mars"), ("c", "nowhere")]


def test_a_constant_fills_what_the_file_leaves_open() -> None:
    mapping = ColumnMapping({"a": "name_en", "b": "country"}, {"country": "中国"})
    plan = make_plan(SUPPLIERS, reading("a", "b"), mapping)

    rows = [plan.read(Row(4, ("Linhe", cell)))[0].country for cell in ("", "VN")]

    assert rows == ["CN", "VN"]
