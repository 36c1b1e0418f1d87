"""GS1 identifiers: on goods, from scanners, as links, and in the texts of real recalls."""

from datetime import date

import pytest

from portal.core.errors import Invalid
from portal.core.products.rules import same_gtins
from portal.core.traceability.rules.gs1 import (
    FNC1,
    day_of,
    digital_link,
    find_all,
    gtin_in,
    is_sscc,
    label_of,
    parse,
    scanned,
)

SAID = [
    ("(01)04006381333931(10)L-17", (("01", "04006381333931"), ("10", "L-17"))),
    (
        "(01)10801902159578(17)270531(11)251205(10)33F25M0011",
        (("01", "10801902159578"), ("17", "270531"), ("11", "251205"), ("10", "33F25M0011")),
    ),
    (f"]C1010400638133393110L-17{FNC1}21S1",
     (("01", "04006381333931"), ("10", "L-17"), ("21", "S1"))),
    ("https://id.gs1.org/01/04006381333931/10/L%2F17?17=270531",
     (("01", "04006381333931"), ("10", "L/17"), ("17", "270531"))),
    ("(00)106141412345678908(37)25", (("00", "106141412345678908"), ("37", "25"))),
]  # fmt: skip
WRONG = [
    "(01)04006381333932(10)A",
    "(01)0400638133393(10)A",
    "(17)271331",
    "(00)106141412345678909",
    "L-17",
    "(10)",
    "(4711)x",
    "https://example.com/x",
]


@pytest.mark.parametrize(("text", "elements"), SAID)
def test_a_string_says_the_same_in_every_form(text: str, elements: object) -> None:
    said = parse(text)
    assert said.elements == elements
    assert parse(said.bracketed) == said
    assert parse(said.scanned) == said
    if said.gtin or said.sscc:
        assert set(parse(digital_link(said)).elements) == set(said.elements)


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse(text)


def test_check_digits_and_days() -> None:
    assert is_sscc("106141412345678908")
    assert not is_sscc("106141412345678907")
    assert (day_of("270531"), day_of("240200"), day_of("260431")) == (
        date(2027, 5, 31),
        date(2024, 2, 29),
        None,
    )
    assert label_of("4006381333931", "L-17").bracketed == "(01)04006381333931(10)L-17"
    assert label_of("", "L-17").bracketed == "(10)L-17"


def test_strings_are_found_in_the_words_of_a_recall() -> None:
    text = "Lots: (01)10801902159578(17)270531(11)251205(10)33F25M0011, and (01)123 (10)."
    assert [one.lot for one in find_all(text)] == ["33F25M0011"]


def test_what_a_person_types_or_scans_is_read() -> None:
    assert scanned("4006381333931").gtin == "04006381333931"
    assert scanned("106141412345678908").sscc == "106141412345678908"
    assert scanned("(01)04006381333931(10)L-17").lot == "L-17"
    assert gtin_in("https://id.gs1.org/01/04006381333931/10/L-17") == "04006381333931"
    assert gtin_in("4006381333932") == ""
    assert same_gtins("04006381333931") == {"4006381333931", "04006381333931"}
    assert same_gtins("96385074") == {"96385074", "000096385074", "0000096385074", "00000096385074"}
