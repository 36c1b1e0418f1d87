"""Scorecards on pages and by API: who sees what, drill-down, files, rules."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select

from portal.adapters.jobs import Background
from portal.core.jobs.models import JobRun
from portal.core.suppliers.models import Category, Supplier, supplier_category
from portal.core.suppliers.rules import SupplierState
from scoring.metrics.models import ScoringSetting
from scoring.scorecards.rules import CardState
from tests.api.client import program_of
from tests.factories.facts import deliver, delivery, report, tell_of
from tests.people import ADA, ENA, IVO, LIN, MAYA, OTTO, WEI
from tests.scoring.scorecards.test_computing import card, computed
from tests.world import World


@pytest.fixture
def rated(world: World) -> World:
    """Return a world with cards of September: Lin delivered, Wei too, each a little late."""
    deliver(
        world,
        delivery("PO-1", "2026-09-01", "2026-09-01"),
        delivery("PO-2", "2026-09-10", "2026-09-12"),
        delivery("PO-W", "2026-09-03", "2026-09-03", supplier="S-WEI"),
    )
    tell_of(world, report("R-1", "return", "2026-09-20", 3))
    computed(world)
    return world


def work(world: World) -> None:
    """Do the background work that waits."""
    background: Background = world.app.extensions["background"]
    background.run_due()


def path_of(world: World, code: str = "S-LIN") -> str:
    return f"/scorecards/{card(world, code=code).id}"


def opened(world: World, days: str = "14") -> None:
    answer = world.browser(MAYA).submit(
        f"{path_of(world)}/open", days=days, revision=card(world).revision
    )
    assert answer.status_code == 303, answer.text


def test_the_list_shows_a_period_and_narrows(rated: World) -> None:
    page = rated.browser(ENA).get("/scorecards?period=2026-09").text
    assert "Linhe Textiles" in page
    assert "Weiming Electronics" in page

    narrowed = (
        rated.browser(ENA).get("/scorecards?period=2026-09&q=weim&grade=A&sort=supplier").text
    )
    assert "Linhe Textiles" not in narrowed
    assert "Weiming Electronics" in narrowed
    for nonsense in ("?period=x&sort=--&page=-1&category=x&grade=Z", "?period=2026-13"):
        assert rated.browser(ENA).get(f"/scorecards{nonsense}").status_code == 200


def test_a_card_shows_its_figures_and_each_leads_to_its_records(rated: World) -> None:
    page = rated.browser(ENA).get(path_of(rated)).text
    for word in ("50.00 %", "95 %: ", "No rating", "shown only", "counts 55.6"):
        assert word in page, word

    records = rated.browser(ENA).get(f"{path_of(rated)}/OTD").text
    assert "PO-1" in records
    assert "PO-2" in records
    assert "PO-W" not in records
    assert "R-1" in rated.browser(ENA).get(f"{path_of(rated)}/RET").text
    assert "PO-2" in rated.browser(ENA).get(f"{path_of(rated)}/RET?part=base").text
    for metric in ("LAR", "DPPM", "DHU", "DOC", "SCAR", "SCARO", "ESC", "CMP", "COPQ", "OTIF"):
        assert rated.browser(ENA).get(f"{path_of(rated)}/{metric}").status_code == 200, metric
    assert rated.browser(ENA).get(f"{path_of(rated)}/XYZ").status_code == 404


def test_records_that_changed_since_are_said(rated: World) -> None:
    assert "records have changed" not in rated.browser(ENA).get(f"{path_of(rated)}/OTD").text
    deliver(rated, delivery("PO-3", "2026-09-11", "2026-09-11"))
    assert "records have changed" in rated.browser(ENA).get(f"{path_of(rated)}/OTD").text


def test_a_supplier_sees_its_own_card_once_it_is_open_and_nothing_of_others(rated: World) -> None:
    lin, mine, other = rated.browser(LIN), path_of(rated), path_of(rated, "S-WEI")
    assert lin.get(mine).status_code == 404
    assert "2026-09" not in lin.get("/scorecards").text
    opened(rated)

    assert lin.get(mine).status_code == 200
    assert "PO-2" in lin.get(f"{mine}/OTD").text
    assert "2026-09" in lin.get("/scorecards").text
    for path in (other, f"{other}/OTD", f"{other}/card.csv", "/scorecards/heat",
                 "/scorecards/compare", "/scorecards/compare?pick=1"):  # fmt: skip
        assert lin.get(path).status_code == 404, path
    exported = lin.get("/scorecards/export.csv?period=2026-09").text
    assert "S-LIN" in exported
    assert "S-WEI" not in exported
    assert rated.browser(WEI).get(mine).status_code == 404


def test_an_objection_is_answered_before_publishing(rated: World) -> None:
    opened(rated)
    mine = path_of(rated)
    empty = rated.browser(LIN).submit(
        f"{mine}/objection", objection=" ", revision=card(rated).revision
    )
    assert empty.status_code == 422
    said = rated.browser(LIN).submit(
        f"{mine}/objection", objection="PO-2 was moved.", revision=card(rated).revision
    )
    assert said.status_code == 303
    early = rated.browser(MAYA).submit(f"{mine}/publish", revision=card(rated).revision)
    assert early.status_code == 409
    rated.browser(MAYA).submit(
        f"{mine}/answer", answer="It was not.", revision=card(rated).revision
    )
    done = rated.browser(MAYA).submit(f"{mine}/publish", revision=card(rated).revision)
    assert (done.status_code, card(rated).state) == (303, CardState.PUBLISHED)
    page = rated.browser(LIN).get(mine).text
    assert "PO-2 was moved." in page
    assert "It was not." in page


def test_an_old_page_decides_nothing(rated: World) -> None:
    opened(rated)
    late = rated.browser(MAYA).submit(f"{path_of(rated)}/back", reason="x", revision=1)
    assert late.status_code == 409
    assert card(rated).state is CardState.OPENED


def test_days_that_are_no_number_are_asked_again(rated: World) -> None:
    for days in ("", "x", "-1", "9999", "91"):
        answer = rated.browser(MAYA).submit(
            f"{path_of(rated)}/open", days=days, revision=card(rated).revision
        )
        assert answer.status_code == 422, days


def test_a_period_is_computed_in_the_background(world: World) -> None:
    deliver(world, delivery("PO-1", "2026-09-01", "2026-09-01"))
    asked = world.browser(ENA).submit("/scorecards/compute", period="2026-Q3")
    assert asked.status_code == 303
    work(world)
    assert "100.0" in world.browser(ENA).get("/scorecards?period=2026-Q3").text
    assert world.browser(ENA).submit("/scorecards/compute", period="2099-01").status_code == 422
    assert world.browser(ENA).submit("/scorecards/compute", period="soon").status_code == 422
    assert world.browser(OTTO).submit("/scorecards/compute", period="2026-09").status_code == 403


def test_a_card_goes_home_as_csv_and_xlsx_with_numbers_as_numbers(rated: World) -> None:
    text = rated.browser(ENA).get(f"{path_of(rated)}/card.csv").text
    assert "OTD,On-time delivery,1,2,50" in text
    book = zipfile.ZipFile(io.BytesIO(rated.browser(ENA).get(f"{path_of(rated)}/card.xlsx").data))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>50</v>" in sheet


def test_money_goes_home_as_numbers_by_currency(rated: World) -> None:
    tell_of(rated, report("R-2", "escape", "2026-09-20", 0, cost_cents=1250, currency="EUR"))
    tell_of(rated, report("R-3", "escape", "2026-09-20", 0, cost_cents=3, currency="CNY"))
    computed(rated)
    ena = rated.browser(ENA)
    card_file = ena.get(f"{path_of(rated)}/card.csv").text
    assert "COPQ,Cost of poor quality,,,0.03,CNY" in card_file
    assert "COPQ,Cost of poor quality,,,12.5,EUR" in card_file

    book = load_workbook(
        io.BytesIO(ena.get("/scorecards/export.xlsx?period=2026-09&sort=supplier").data)
    )
    head, lin, wei = (list(row) for row in book.active.iter_rows(values_only=True))
    told = dict(zip(head, lin, strict=True))
    assert head[-2:] == ["COPQ CNY", "COPQ EUR"]
    assert (told["COPQ CNY"], told["COPQ EUR"], told["OTD"]) == (0.03, 12.5, 50)
    assert wei[-2:] == [None, None]


@pytest.mark.parametrize("languages", ["zh", "en", "zh en"])
def test_a_card_goes_home_as_pdf(rated: World, languages: str) -> None:
    asked = rated.browser(ENA).submit(f"{path_of(rated)}/paper", languages=languages)
    again = rated.browser(ENA).submit(f"{path_of(rated)}/paper", languages=languages)
    assert asked.headers["Location"] == again.headers["Location"]
    work(rated)
    with rated.looking() as session:
        made = session.scalars(select(JobRun).where(JobRun.kind == "scorecard_paper")).one()
    result: dict[str, Any] = made.result or {}
    answer = rated.browser(ENA).get(result["link"])
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    assert rated.browser(MAYA).get(result["link"]).status_code == 404
    assert rated.browser(LIN).get(result["link"]).status_code == 404


def test_suppliers_stand_side_by_side_and_on_a_heat_map(rated: World) -> None:
    ids = [rated.supplier_id(code) for code in ("S-LIN", "S-WEI")]
    page = (
        rated.browser(MAYA)
        .get(f"/scorecards/compare?period=2026-09&pick={ids[0]}&pick={ids[1]}&pick=x")
        .text
    )
    assert page.count("chart-series is-line-") == 4
    assert "Linhe Textiles" in page
    assert f"pick={ids[1]}" in page
    heat = rated.browser(MAYA).get("/scorecards/heat?period=2026-09").text
    assert "is-heat-4" in heat
    assert "is-heat-0" in heat


def test_who_is_compared_is_searched_for_added_and_taken_out(rated: World) -> None:
    lin, wei = (rated.supplier_id(code) for code in ("S-LIN", "S-WEI"))
    browser = rated.browser(MAYA)
    one = f"/scorecards/compare?period=2026-09&pick={lin}"
    found = browser.get(f"{one}&q=weim").text

    assert f'href="/scorecards/compare?period=2026-09&amp;pick={lin}&amp;pick={wei}"' in found
    assert 'href="/scorecards/compare?period=2026-09&amp;pick=0"' in found
    assert "is found by that" in browser.get(f"{one}&q=linhe").text
    nobody = browser.get("/scorecards/compare?period=2026-09&pick=0").text
    assert "Nobody is chosen" in nobody
    assert "no card of 2026-08" in browser.get(one.replace("-09", "-08")).text


def test_no_more_are_compared_than_one_can_read(rated: World) -> None:
    browser = rated.browser(MAYA)
    with rated.database.transaction() as session:
        more = [
            Supplier(code=f"S-{n}", name_en=f"Maker {n}", country="CN",
                     state=SupplierState.APPROVED)
            for n in range(6)
        ]  # fmt: skip
        session.add_all(more)
        session.flush()
        picks = "".join(f"&pick={each.id}" for each in more)
    page = browser.get(f"/scorecards/compare?period=2026-09{picks}").text

    assert page.count("no card of 2026-09") == 5
    assert "Take one out to add another" in page


def test_whoever_has_chosen_nobody_sees_the_best_of_the_category_with_most_cards(
    rated: World,
) -> None:
    with rated.database.transaction() as session:
        textiles = Category(code="textiles", name_en="Textiles", name_zh="纺织品")
        session.add(textiles)
        session.flush()
        session.execute(
            insert(supplier_category).values(
                supplier_id=rated.supplier_id("S-LIN"), category_id=textiles.id
            )
        )
    page = rated.browser(MAYA).get("/scorecards/compare?period=2026-09").text

    assert "The best of Textiles, as nobody is chosen yet" in page
    assert page.count("chart-series is-line-") == 2


RULES = {
    f"{metric}_{part}": value
    for metric, values in {
        "LAR": ("80", "100", "20"), "DPPM": ("10000", "0", "10"), "DHU": ("10", "0", "0"),
        "OTD": ("80", "100", "25"), "OTIF": ("70", "100", "0"), "DOC": ("70", "100", "10"),
        "SCAR": ("60", "100", "15"), "SCARO": ("5", "0", "0"), "ESC": ("1000", "0", "10"),
        "RET": ("5", "0", "10"), "CMP": ("10", "0", "0"),
    }.items()
    for part, value in zip(("floor", "target", "weight"), values, strict=True)
} | {
    f"{metric}_direction": "higher" if metric in ("LAR", "OTD", "OTIF", "DOC", "SCAR") else "lower"
    for metric in ("LAR", "DPPM", "DHU", "OTD", "OTIF", "DOC", "SCAR", "SCARO", "ESC", "RET", "CMP")
} | {
    "band_0_grade": "A", "band_0_low": "90", "band_0_high": "100",
    "band_1_grade": "B", "band_1_low": "0", "band_1_high": "90",
    "late_days": "0", "early_days": "", "valid_from": "2026-01-01", "seen": "0",
}  # fmt: skip


def test_the_rules_are_changed_from_a_day_on(rated: World) -> None:
    page = rated.browser(MAYA).get("/settings/scoring")
    assert "As delivered" in page.text
    assert rated.browser(MAYA).get("/settings/scoring/edit").status_code == 200
    assert rated.browser(MAYA).submit("/settings/scoring/edit", **RULES).status_code == 303
    with rated.looking() as session:
        assert session.scalars(select(ScoringSetting)).one().number == 1
    assert rated.browser(MAYA).submit("/settings/scoring/edit", **RULES).status_code == 409
    computed(rated)
    assert card(rated).grade == "B"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"LAR_weight": "19"}, "The weights sum to 99"),
        ({"band_1_high": "89"}, "Between 89 and 90 there is no grade."),
        ({"band_1_high": "91"}, "overlap"),
        ({"LAR_floor": "x"}, "This is not a number"),
        ({"LAR_floor": "１２"}, "This is not a number"),
        ({"LAR_floor": "1e9"}, "This is not a number"),
        ({"LAR_target": "70"}, "wrong side of the floor"),
        ({"late_days": "-1"}, "whole number"),
        ({"valid_from": "soon"}, "Not a valid date"),
    ],
)
def test_rules_that_cannot_be_are_refused_and_stay_typed(
    rated: World, change: dict[str, str], said: str
) -> None:
    answer = rated.browser(ADA).submit("/settings/scoring/edit", **{**RULES, **change})
    assert answer.status_code == 422
    assert said in answer.text
    with rated.looking() as session:
        assert session.scalars(select(ScoringSetting)).all() == []


def test_others_have_no_business_with_rules(rated: World) -> None:
    for person in (ENA, IVO, LIN):
        assert rated.browser(person).get("/settings/scoring").status_code in (403, 404)


def test_programs_read_cards(rated: World) -> None:
    program = program_of(rated, ENA)
    told = program.get("/scorecards?period=2026-09&supplier=S-LIN").json
    (only,) = told["items"]
    lines = {line["metric"]: line for line in only["lines"]}
    assert (only["grade"], only["supplier"], told["next"]) == ("D", "S-LIN", None)
    assert {key: lines["OTD"][key] for key in ("numerator", "denominator", "value", "points")} == {
        "numerator": 1, "denominator": 2, "value": 50.0, "points": 0.0,
    }  # fmt: skip
    assert lines["LAR"]["value"] is None
    first = program.get("/scorecards?period=2026-09&limit=1").json
    rest = program.get(f"/scorecards?period=2026-09&limit=1&cursor={first['next']}").json
    assert [each["items"][0]["supplier"] for each in (first, rest)] == ["S-LIN", "S-WEI"]
    assert program.get("/scorecards?period=x").status_code == 422
    assert program.get("/scorecards.csv?period=2026-09").status_code == 200
    assert program.get("/scorecards.xlsx?period=2026-09&supplier=S-LIN").status_code == 200
    assert program.get("/scorecards.pdf?period=2026-09&supplier=S-LIN").status_code == 202
    work(rated)
    made = program.get("/scorecards.pdf?period=2026-09&supplier=S-LIN")
    assert (made.status_code, made.data[:5]) == (200, b"%PDF-")
    own = program_of(rated, LIN)
    assert own.get("/scorecards?period=2026-09").json == {"items": [], "next": None}
    assert own.get("/scorecards?period=2026-09&supplier=S-WEI").status_code == 404
