"""The plan calculator, as everybody who is signed in sees it."""

import re

import pytest

from tests.people import EVERYBODY, IVO, LEO, MAYA, Person
from tests.world import World

TABS = ("/sampling", "/sampling/variables", "/sampling/zero-acceptance", "/sampling/drawing")
MEASURED = "/sampling/variables?lot_size=40&aql=1&values=197+188+184+205+201"
DRAWN = "/sampling/drawing?lot_size=1200&major=80&minor=50&cartons=50&seed=example"


def text_of(page: str) -> str:
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&#39;", "'")


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.name)
def test_everybody_has_the_calculator(world: World, who: Person) -> None:
    browser = world.browser(who)

    assert [browser.get(tab).status_code for tab in TABS] == [200] * len(TABS)
    assert "Sampling plans" in browser.get("/").text


@pytest.mark.parametrize("tab", TABS)
def test_a_calculator_asked_nothing_shows_an_example(world: World, tab: str) -> None:
    browser = world.browser(LEO)
    page = browser.get(tab).text

    (example,) = re.findall(r'href="(/sampling[^"?]*\?lot_size[^"]+)"', page)

    assert browser.get(example.replace("&amp;", "&")).status_code == 200


def test_the_plan_of_measured_values(world: World) -> None:
    page = text_of(world.browser(MAYA).get("/sampling/variables?lot_size=1200&aql=2.5").text)

    assert (
        "letter J, AQL 2.5 → measure 35. One limit: k = 1.57; two limits together: M = 5.58 %."
        in (page)
    )
    assert "This lot" not in page


@pytest.mark.parametrize(
    ("limits", "told", "reason"),
    [
        ("&upper=209", "Lot accepted", "1.590, at least k = 1.53"),
        ("&lower=180&upper=209", "Lot accepted", "2.799 %, not above M = 3.33 %"),
        ("&lower=182&upper=209&form=k", "Lot not accepted", "1.477, below k = 1.53"),
        ("&upper=190", "Lot not accepted", "The mean lies beyond the upper limit"),
    ],
)
def test_a_lot_judged_by_its_measurements(
    world: World, limits: str, told: str, reason: str
) -> None:
    page = text_of(world.browser(MAYA).get(MEASURED + limits).text)

    assert told in page
    assert reason in page


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (f"{MEASURED}+200&upper=209", "The plan takes 5 measurements; these are 6."),
        (MEASURED, "Give a lower limit, an upper limit, or both."),
        (f"{MEASURED}x&upper=209", "“201x” is not a number."),
        (f"{MEASURED}&upper=209&method=sigma", "The plan takes 2 measurements"),
        ("/sampling/variables?lot_size=0", "Number must be between 1 and 10000000."),
        ("/sampling/variables?lot_size=many", "Not a valid integer value."),
        ("/sampling/variables?lot_size=", "This field is required."),
        ("/sampling/variables?lot_size=40&aql=3", "Not a valid choice"),
        ("/sampling/variables?lot_size=1", "A lot of one is inspected whole"),
        ("/sampling/zero-acceptance?lot_size=1200&aql=0", "Not a valid choice"),
        ("/sampling/drawing?lot_size=1200&seed=a", "at least one class"),
        ("/sampling/drawing?lot_size=12&major=80&seed=a", "The lot has only 12 units."),
        (f"{DRAWN}&opened=3", "Open at least 8 of 50 cartons"),
        (f"{DRAWN}&per_carton=5", "do not fill 50 cartons"),
        ("/sampling/drawing?lot_size=1200&major=2001&seed=a", "between 0 and 2000"),
    ],
)
def test_what_cannot_be_worked_out_is_said_beside_what_was_asked(
    world: World, address: str, sentence: str
) -> None:
    answer = world.browser(LEO).get(address)

    assert answer.status_code == 422
    assert sentence in text_of(answer.text)
    assert 'name="lot_size"' in answer.text


def test_a_zero_acceptance_plan_and_its_curve(world: World) -> None:
    answer = world.browser(MAYA).get("/sampling/zero-acceptance?lot_size=1200&aql=1").text
    page = text_of(answer)

    assert "Lot 1,200, AQL 1.0 → take 34, accept only if none is nonconforming." in page
    assert "At the AQL 1.0: 71.1 % accepted, producer's risk 28.9 %." in page
    assert '<svg class="chart"' in answer
    assert "binomial" in page


def test_a_lot_inspected_whole_has_no_curve(world: World) -> None:
    answer = world.browser(MAYA).get("/sampling/zero-acceptance?lot_size=8&aql=1").text

    assert "inspect every unit" in answer
    assert '<svg class="chart"' not in answer


def test_units_are_drawn_again_for_anybody_with_the_address(world: World) -> None:
    lists = [world.browser(who).get(DRAWN).text.split("<tbody>")[1] for who in (IVO, LEO)]

    assert lists[0] == lists[1]
    assert lists[0].count("<tr") == 80
    assert lists[0].count("Major, Minor") == 50
    assert "Take 80 units · open 8 cartons" in text_of(world.browser(IVO).get(DRAWN).text)


def test_a_seed_is_offered_and_new_each_time(world: World) -> None:
    seeds = {
        re.findall(r'name="seed"[^>]*value="([^"]+)"', world.browser(IVO).get(TABS[3]).text)[0]
        for _ in range(2)
    }

    assert len(seeds) == 2


def test_markup_in_an_address_stays_text(world: World) -> None:
    page = world.browser(MAYA).get(f"{DRAWN.replace('example', '<b>x</b>')}").text

    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


@pytest.mark.parametrize("address", [f"{MEASURED}&upper=209", DRAWN,
                                     "/sampling/zero-acceptance?lot_size=1200&aql=1"])  # fmt: skip
def test_it_speaks_chinese(world: World, address: str) -> None:
    page = text_of(world.browser(MAYA).get(f"{address}&lang=zh").text)

    assert "抽样方案" in page
    assert not {"measure", "accepted", "Cartons", "carton"} & set(page.split())


PLAN = "/sampling?lot_size=1200&level=II&critical=0&major=2.5&minor=4"


def test_the_plan_of_each_class_in_one_sentence(world: World) -> None:
    page = text_of(world.browser(LEO).get(PLAN).text)

    for sentence in (
        "Lot 1,200, on every unit drawn → take 80, accept up to 0, reject from 1",
        "Lot 1,200, level II → letter J, AQL 2.5 → take 80, accept up to 5, reject from 6",
        "Lot 1,200, level II → letter J, AQL 4.0 → take 80, accept up to 7, reject from 8",
        "Draw 80 units in random order.",
        "Critical, n = 80, Ac = 0: with 95 % confidence a lot with 3.68 % nonconforming shows",
        "At the AQL 2.5: 98.5 % accepted, producer's risk 1.52 %.",
    ):
        assert sentence in page


@pytest.mark.parametrize(
    ("asked", "sentences"),
    [
        (
            "lot_size=48&major=2.5&minor=4.0",
            (
                "letter D, AQL 2.5 → arrow up to letter C → take 5, accept up to 0, reject from 1",
                "letter D, AQL 4.0 → arrow down to letter E → take 13, accept up to 1",
                "Major is judged on the first 5 of them.",
            ),
        ),
        (
            "lot_size=300&major=2.5&minor=&critical=&kind=double",
            ("take 32, accept up to 1, reject from 3; in between take 32 more, accept up to 4 in",),
        ),
        (
            "lot_size=1200&major=4.0&minor=&critical=&kind=multiple&severity=reduced"
            "&edition=ANSI/ASQ+Z1.4-2003",
            ("take up to 7 samples of 8, judged one after the other", "normal inspection is back"),
        ),
        (
            "lot_size=1200&major=1.0&minor=&critical=&severity=reduced&edition=ANSI/ASQ+Z1.4-2003",
            ("in between accept, and return to normal inspection",),
        ),
        ("lot_size=4&major=2.5&minor=&critical=", ("inspect all 4, accept up to 0",)),
        ("lot_size=1&major=2.5&minor=&critical=", ("Lot 1 → inspect all 1",)),
        ("lot_size=1200&critical_mode=full", ("Inspect every unit of the lot: 1,200.",)),
        ("lot_size=1200&critical=1.0&critical_mode=c0", ("none accepted → take 34",)),
        ("lot_size=500&major=40&minor=&critical=&regime=per100", ("Poisson", "per 100 items")),
        ("lot_size=400&major=2.5&minor=&critical=", ("hypergeometric",)),
    ],
)
def test_what_a_plan_says(world: World, asked: str, sentences: tuple[str, ...]) -> None:
    answer = world.browser(MAYA).get(f"/sampling?{asked}")
    page = text_of(answer.text)

    assert answer.status_code == 200
    assert [sentence for sentence in sentences if sentence not in page] == []


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("lot_size=0", "Number must be between 1 and 10000000."),
        ("lot_size=1200&major=3.0", "Not a valid choice"),
        ("lot_size=1200&level=2", "Not a valid choice"),
        ("lot_size=1200&minor=40", "AQLs above 10 are for nonconformities per 100 items only"),
        ("lot_size=1200&kind=multiple", "There is no table of multiple sampling"),
        ("lot_size=1200&critical_mode=c0", "A C=0 plan needs the AQL it is labelled with."),
        ("lot_size=1200&critical=&major=&minor=", "Name at least one defect class"),
    ],
)
def test_what_has_no_plan_is_refused_in_words(world: World, asked: str, sentence: str) -> None:
    answer = world.browser(MAYA).get(f"/sampling?{asked}")

    assert answer.status_code == 422
    assert sentence in text_of(answer.text)


def test_the_plan_leads_to_its_drawing_list(world: World) -> None:
    browser = world.browser(IVO)
    page = browser.get("/sampling?lot_size=48&major=2.5&minor=4.0").text
    (href,) = re.findall(r'href="(/sampling/drawing\?lot_size=[^"]+)"', page)

    assert href.replace("&amp;", "&") == (
        "/sampling/drawing?lot_size=48&critical=13&major=5&minor=13"
    )


def test_the_chart_has_its_data_beside_it(world: World) -> None:
    page = world.browser(MAYA).get(PLAN).text

    details = page.split('<details class="chart-table">')[1].split("</details>")[0]
    assert details.count("<table") == 3
    assert "ATI" in text_of(details)


def test_the_plan_speaks_chinese(world: World) -> None:
    page = text_of(world.browser(MAYA).get(f"{PLAN}&lang=zh").text)

    assert (
        "批量 1,200，检验水平 II → 样本量字码 J，AQL 2.5 → 抽取 80 件，接收数 Ac = 5，拒收数 Re = 6"
        in page
    )


def test_each_class_may_have_a_severity_of_its_own(world: World) -> None:
    page = world.browser(MAYA).get(
        "/sampling?lot_size=1200&major=2.5&minor=4.0&critical=&major_severity=tightened"
    )

    assert page.status_code == 200
    assert "take 80, accept up to 3, reject from 4" in page.text
    assert "take 80, accept up to 7, reject from 8" in page.text
    assert '<span class="sub">tightened inspection</span>' in page.text


def test_none_accepted_is_told_rightly_beside_a_double_plan(world: World) -> None:
    page = world.browser(MAYA).get("/sampling?lot_size=1200&critical=0&major=2.5&kind=double").text

    assert "reject from 1 on the first 50; if further samples are drawn, none on all 100" in page
    assert "the curve is that of the first sample alone" in page
