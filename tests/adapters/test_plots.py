"""The geometry of charts."""

import pytest
from defusedxml import ElementTree

from portal.adapters.plots import Series, plot, round_end
from portal.adapters.plots_svg import key_svg, oc_svg
from portal.adapters.printing import render_pdf

CURVE = tuple((place / 100, 1 - place / 10) for place in range(11))


def test_a_chart_holds_its_points_between_its_axes() -> None:
    drawn = plot([Series("Major", CURVE, (0.02, 0.8), (0.09, 0.1))])

    (line,) = drawn.lines
    assert line.path.startswith(f"M{drawn.left}.0 {drawn.top}.0 L")
    assert line.path.endswith(f" L{drawn.right}.0 {drawn.bottom}.0")
    assert line.crq is not None
    assert line.crq[1] == drawn.ten_percent
    assert [tick.word for tick in drawn.across] == ["0", "2", "4", "6", "8", "10"]
    assert [tick.word for tick in drawn.upward] == ["0", "20", "40", "60", "80", "100"]


@pytest.mark.parametrize(
    ("widest", "ticks"),
    [
        (0.0003, ["0", "0.005", "0.01", "0.015", "0.02", "0.025", "0.03"]),
        (0.13, ["0", "2.5", "5", "7.5", "10", "12.5", "15"]),
        (1.0, ["0", "20", "40", "60", "80", "100"]),
        (15.0, ["0", "250", "500", "750", "1000", "1250", "1500"]),
    ],
)
def test_ticks_are_round(widest: float, ticks: list[str]) -> None:
    drawn = plot([Series("", ((0.0, 1.0), (widest, 0.0)), None, None)])

    assert [tick.word for tick in drawn.across] == ticks


def test_lines_are_told_apart_without_colour() -> None:
    drawn = plot([Series(name, CURVE, None, None) for name in ("a", "b", "c")])

    assert [line.dash for line in drawn.lines] == [0, 1, 2]


@pytest.mark.parametrize(
    ("quality", "end"), [(0.2004, 0.2), (0.13, 0.125), (0.48, 0.5), (1.0, 1.0), (0.0003, 0.0003)]
)
def test_an_axis_ends_at_a_round_number(quality: float, end: float) -> None:
    assert round_end(quality) == pytest.approx(end)


def test_a_chart_is_one_picture_with_its_words_escaped() -> None:
    drawn = plot([Series(name, CURVE, (0.02, 0.8), (0.09, 0.1)) for name in ("a", "b", "c")])

    picture = ElementTree.fromstring(oc_svg(drawn, "<b>", 'percent "bad"', "accepted & more"))

    assert picture.get("aria-label") == "<b>"
    texts = [element.text for element in picture.iter("text")]
    assert texts[-2:] == ["accepted & more", 'percent "bad"']
    groups = [element.get("class") for element in picture.iter("g")]
    assert groups == [f"chart-series is-line-{dash}" for dash in range(3)]
    assert not [element for element in picture.iter() if element.get("style")]


def test_the_keys_of_a_legend_differ() -> None:
    assert len({str(key_svg(dash)) for dash in range(3)}) == 3


def test_a_chart_goes_on_paper() -> None:
    drawn = plot([Series("a", CURVE, (0.02, 0.8), None)])

    pdf = render_pdf(str(oc_svg(drawn, "OC", "percent", "accepted")))

    assert pdf.startswith(b"%PDF")
