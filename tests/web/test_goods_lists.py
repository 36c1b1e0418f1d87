"""Lists of products and lots: found, taken home, and a lot's page with its inspections."""

import io

import pytest
from openpyxl import load_workbook

from tests.factories.goods import a_mug
from tests.factories.inspections import a_lot, booked
from tests.people import ENA, LIN, WEI
from tests.world import World


def test_a_lots_page_lists_its_inspections_and_offers_the_next(world: World) -> None:
    lot = a_lot(world)
    assert "Nobody has looked at this lot yet" in world.browser(LIN).get(f"/lots/{lot.id}").text
    found = booked(world, LIN, lot)

    for person in (ENA, LIN):
        page = world.browser(person).get(f"/lots/{lot.id}").text
        assert f'href="/inspections/{found}"' in page
        assert f'href="/inspections/new?lot={lot.id}"' in page


def test_search_finds_goods_within_reach(world: World) -> None:
    a_mug(world, "MUG-7", "S-LIN")
    lot = a_lot(world)
    booked(world, LIN, lot)

    lin, wei = world.browser(LIN), world.browser(WEI)
    assert 'href="/products/MUG-7"' in lin.get("/search?q=mug").text
    assert 'href="/products/MUG-7"' not in wei.get("/search?q=mug").text
    mine = lin.get(f"/search?q={lot.number}").text
    theirs = wei.get(f"/search?q={lot.number}").text
    assert (f'href="/lots/{lot.id}"' in mine, "/inspections/" in mine) == (True, True)
    assert f'href="/lots/{lot.id}"' not in theirs


@pytest.mark.parametrize(("path", "word"), [("products", "MUG-7"), ("lots", "")])
def test_a_list_is_taken_home_as_it_is_narrowed(world: World, path: str, word: str) -> None:
    a_mug(world, "MUG-7", "S-LIN")
    lot = a_lot(world)
    word = word or lot.number

    csv = world.browser(ENA).get(f"/{path}/export.csv?q={word}").text
    book = world.browser(ENA).get(f"/{path}/export.xlsx?q={word}").data
    foreign = world.browser(WEI).get(f"/{path}/export.csv").text

    rows = list(load_workbook(io.BytesIO(book)).active.values)  # type: ignore[union-attr]
    assert len(csv.splitlines()) == len(rows) == 2
    assert word in csv
    assert word in rows[1]
    assert word not in foreign
