"""The same content is the same bytes; another one is others (RFC 8785)."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from agreements.clauses.canonical import Content, Party, canonical, digest
from agreements.clauses.library import templates
from portal.core.i18n import Bilingual

CLAUSES = templates()["general"].clauses(date(2027, 1, 1), date(2027, 12, 31))
CONTENT = Content(
    "QAA-TEST", 1, Bilingual("Agreement", "协议"), "Hohenfeld",
    Party(Bilingual("Linhe", "林禾"), "S-LIN", "91330106MA2K7Q4X32", "CN", "No. 88"),
    ("textiles",), ("MUG-1", "CUP-2"), CLAUSES,
)  # fmt: skip


def test_keys_are_sorted_and_nothing_is_escaped_that_need_not_be() -> None:
    text = canonical(CONTENT)

    assert text.startswith('{"agreement":"QAA-TEST","brand":"Hohenfeld","clauses":[{"kind"')
    assert "质量" in text
    assert ": " not in text.split('"clauses"')[0]
    assert json.loads(text)["covers"] == {
        "categories": ["textiles"],
        "products": ["CUP-2", "MUG-1"],
    }


def test_the_published_example_of_the_standard() -> None:
    """RFC 8785, 3.2.2 and 3.2.3: the sample of the specification."""
    sample = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\u002f",
        "literals": [None, True, False],
    }
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )

    assert rfc8785.dumps(sample).decode() == expected


@pytest.mark.parametrize(
    "change",
    [
        {"number": "QAA-TEST2"},
        {"version": 2},
        {"title": Bilingual("Agreement ", "协议")},
        {"brand": "Hohenfeld GmbH"},
        {"supplier": replace(CONTENT.supplier, address="No. 89")},
        {"categories": ()},
        {"products": ("MUG-1",)},
        {"clauses": CLAUSES[:-1]},
        {"clauses": [*CLAUSES[1:], CLAUSES[0]]},
    ],
)
def test_any_other_content_has_another_hash(change: dict[str, Any]) -> None:
    assert digest(canonical(replace(CONTENT, **change))) != digest(canonical(CONTENT))


def test_the_order_in_which_goods_were_chosen_does_not_matter() -> None:
    turned = replace(CONTENT, products=("CUP-2", "MUG-1"))

    assert canonical(turned) == canonical(CONTENT)


@given(st.text(max_size=40))
def test_any_text_survives(text: str) -> None:
    if any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        return
    content = replace(CONTENT, brand=text, clauses=[])

    assert json.loads(canonical(content))["brand"] == text
