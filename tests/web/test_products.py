"""Products in a browser: the list, the page of one, its specification, and who makes it."""

import csv
import io

import pytest

from tests.factories.goods import GLAZE, HEIGHT, a_mug, drafted, published
from tests.people import BEN, DORA, ENA, LIN, OTTO, WEI
from tests.world import World


def test_a_supplier_sees_the_products_it_makes(world: World) -> None:
    a_mug(world)
    a_mug(world, "LAMP-1", "S-WEI")

    assert ("MUG-1" in world.browser(LIN).get("/products").text) is True
    assert ("LAMP-1" in world.browser(LIN).get("/products").text) is False
    assert world.browser(LIN).get("/products/LAMP-1").status_code == 404
    assert world.browser(LIN).get("/products/NONE").status_code == 404
    assert world.browser(DORA).get("/products").status_code == 403


def test_the_page_says_what_the_product_must_be_like(world: World) -> None:
    published(world, a_mug(world), HEIGHT, GLAZE)

    page = world.browser(LIN).get("/products/MUG-1").text

    assert "Version 1" in page
    assert "Height" in world.browser(LIN).get("/products/MUG-1/specification/1").text


def test_a_draft_is_the_brands_own_matter(world: World) -> None:
    drafted(world, a_mug(world), HEIGHT)

    assert world.browser(ENA).get("/products/MUG-1/specification/1").status_code == 200
    assert world.browser(WEI).get("/products/MUG-1/specification/1").status_code == 404


def test_a_product_is_added_and_refused_beside_its_field(world: World) -> None:
    ben = world.browser(BEN)
    given = {"sku": "cup-9", "name_en": "Cup", "name_zh": "杯子", "unit": "pcs", "gtin": "4006"}

    answer = ben.submit("/products/new", **given)
    assert answer.status_code == 422
    assert "This is not a GTIN" in answer.text
    assert 'value="cup-9"' in answer.text

    assert ben.submit("/products/new", **given | {"gtin": ""}).status_code == 303
    assert "杯子" in ben.get("/products/CUP-9?lang=zh").text
    assert ben.submit("/products/new", **given | {"gtin": ""}).status_code == 422


@pytest.mark.parametrize("person", [LIN, OTTO])
def test_only_the_brands_buyers_and_engineers_add_products(world: World, person: object) -> None:
    answer = world.browser(person).get("/products/new")  # type: ignore[arg-type]

    assert answer.status_code in (403, 404)


def test_the_list_is_taken_home_as_far_as_one_reaches(world: World) -> None:
    published(world, a_mug(world), HEIGHT)
    a_mug(world, "LAMP-1", "S-WEI")

    def taken(answer: bytes) -> list[tuple[str, str]]:
        rows = csv.DictReader(io.StringIO(answer.decode("utf-8-sig")))
        return [(row["SKU"], row["Specification"]) for row in rows]

    assert taken(world.browser(LIN).get("/products/export.csv").data) == [("MUG-1", "1")]
    both = [("LAMP-1", ""), ("MUG-1", "1")]
    assert taken(world.browser(ENA).get("/products/export.csv").data) == both
    assert world.browser(ENA).get("/products/export.xlsx").data.startswith(b"PK")
    assert world.browser(DORA).get("/products/export.csv").status_code == 403
