"""Periods, points, intervals, weights and grades, as tables."""

from datetime import UTC, date, datetime
from fractions import Fraction as F

import pytest

from portal.core.errors import Invalid
from scoring.metrics.rules.definitions import Metric, Tally, value_of
from scoring.metrics.rules.lines import as_json, line_of, score_card
from scoring.metrics.rules.periods import Period, day_in, window_of
from scoring.metrics.rules.rating import (
    DEFAULT_BANDS,
    DEFAULT_GOALS,
    Band,
    Direction,
    Goal,
    ScoringRules,
    demand_bands,
    demand_sound,
    grade_of,
    wilson,
)

M = Metric


@pytest.mark.parametrize(
    ("text", "first", "last", "before"),
    [
        ("2026-09", date(2026, 9, 1), date(2026, 9, 30), "2026-08"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "2026-Q2"),
        ("2026-q1", date(2026, 1, 1), date(2026, 3, 31), "2025-Q4"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-01"),
        ("2026-01", date(2026, 1, 1), date(2026, 1, 31), "2025-12"),
    ],
)
def test_a_period_has_its_days(text: str, first: date, last: date, before: str) -> None:
    period = Period.parse(text)
    assert (period.first, period.last, str(period.back())) == (first, last, before)
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-Q5", "2026-9", "26-09", "1900-01"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Period.parse(text)


def test_a_trend_runs_over_the_turn_of_the_year() -> None:
    assert [str(each) for each in Period.parse("2026-Q2").run(4)] == [
        "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2",
    ]  # fmt: skip
    assert str(Period.of_day(date(2026, 11, 23))) == "2026-11"
    assert str(Period.of_day(date(2026, 11, 23), 3)) == "2026-Q4"


def test_a_period_begins_where_the_brand_is() -> None:
    window = window_of(Period.parse("2026-09"), date(2026, 11, 23), "Asia/Shanghai")
    assert window.since == datetime(2026, 8, 31, 16, tzinfo=UTC)
    assert window.until == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert day_in("Asia/Shanghai", datetime(2026, 9, 30, 16, tzinfo=UTC)) == date(2026, 10, 1)


def test_a_running_period_ends_today_and_a_coming_one_is_refused() -> None:
    window = window_of(Period.parse("2026-Q4"), date(2026, 11, 23), "UTC")
    assert (window.first, window.last) == (date(2026, 10, 1), date(2026, 11, 23))
    with pytest.raises(Invalid):
        window_of(Period.parse("2026-12"), date(2026, 11, 23), "UTC")


@pytest.mark.parametrize(
    ("metric", "tally", "value"),
    [
        (M.LAR, Tally(17, 20), F(85)),
        (M.DPPM, Tally(3, 800), F(3750)),
        (M.DHU, Tally(9, 200), F(9, 2)),
        (M.OTD, Tally(3960, 4223), F(396000, 4223)),
        (M.ESC, Tally(2, 10_000), F(200)),
        (M.RET, Tally(5, 1_000), F(1, 2)),
        (M.CMP, Tally(3, 600), F(5)),
        (M.SCARO, Tally(2), F(2)),
        (M.LAR, None, None),
        (M.LAR, Tally(0, 0), None),
        (M.OTD, Tally(0, None), None),
        (M.RET, Tally(11, 10), None),
        (M.COPQ, Tally(12_345, None, (("EUR", 12_345),)), None),
    ],
)
def test_a_value_is_exact_and_without_a_denominator_there_is_none(
    metric: Metric, tally: Tally | None, value: F | None
) -> None:
    assert value_of(metric, tally) == value


@pytest.mark.parametrize(
    ("goal", "value", "points"),
    [
        (Goal(Direction.HIGHER, F(80), F(100)), F(100), 100),
        (Goal(Direction.HIGHER, F(80), F(100)), F(90), 50),
        (Goal(Direction.HIGHER, F(80), F(100)), F(80), 0),
        (Goal(Direction.HIGHER, F(80), F(100)), F(12), 0),
        (Goal(Direction.HIGHER, F(80), F(95)), F(99), 100),
        (Goal(Direction.LOWER, F(10_000), F(0)), F(2_500), 75),
        (Goal(Direction.LOWER, F(10_000), F(500)), F(100), 100),
        (Goal(Direction.LOWER, F(10_000), F(0)), F(20_000), 0),
    ],
)
def test_points_lie_on_a_line_between_floor_and_target(goal: Goal, value: F, points: int) -> None:
    assert goal.points(value) == points


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [
        # Newcombe 1998 (Statistics in Medicine 17), table I, Wilson without continuity correction
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (81, 263, 0.2553, 0.3662),
        (29, 29, 0.8830, 1.0000),
    ],
)
def test_the_interval_is_wilsons(found: int, of: int, low: float, high: float) -> None:
    assert [round(end, 4) for end in wilson(found, of)] == [low, high]


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (F(100), "A"), (F(90), "A"), (F(8999999999, 100000000), "B"), (F(75), "B"),
        (F(7499, 100), "C"), (F(60), "C"), (F(5999, 100), "D"), (F(0), "D"),
    ],
)  # fmt: skip
def test_bands_are_half_open(score: F, grade: str) -> None:
    assert grade_of(score, DEFAULT_BANDS) == grade


def test_every_score_has_exactly_one_grade() -> None:
    for step in range(0, 10_001):
        assert sum(band.holds(F(step, 100)) for band in DEFAULT_BANDS) == 1


@pytest.mark.parametrize(
    ("bands", "why"),
    [
        ([("A", 90, 100), ("B", 70, 89), ("C", 0, 70)], "Between 89 and 90 there is no grade."),
        ([("A", 80, 100), ("B", 70, 90), ("C", 0, 70)], "The bands of B and A overlap."),
        ([("A", 50, 99), ("B", 0, 50)], "The bands have to reach from 0 to 100."),
        ([("A", 50, 100), ("B", 10, 50)], "The bands have to reach from 0 to 100."),
        ([("A", 50, 100), ("A", 0, 50)], "There are at least two grades"),
        ([("A", 100, 50), ("B", 0, 50)], "A band begins below its end."),
    ],
)
def test_bands_that_gap_or_overlap_are_refused(bands: list[tuple[str, int, int]], why: str) -> None:
    with pytest.raises(Invalid) as refused:
        demand_bands([Band(name, F(low), F(high)) for name, low, high in bands])
    assert refused.value.in_("en").startswith(why)


@pytest.mark.parametrize(
    ("metric", "goal", "why"),
    [
        (M.LAR, Goal(Direction.HIGHER, F(80), F(100), F(19)), "The weights sum to 99"),
        (M.LAR, Goal(Direction.HIGHER, F(80), F(80), F(20)), "LAR: target and floor are the same"),
        (M.LAR, Goal(Direction.LOWER, F(80), F(100), F(20)), "LAR: the target is on the wrong"),
        (M.LAR, Goal(Direction.HIGHER, F(-1), F(100), F(20)), "LAR: target and floor are from 0"),
        (M.LAR, Goal(Direction.HIGHER, F(0), F(100), F(-1)), "LAR: a weight is from 0"),
    ],
)
def test_rules_that_cannot_be_are_refused(metric: Metric, goal: Goal, why: str) -> None:
    demand_sound(ScoringRules())
    with pytest.raises(Invalid) as refused:
        demand_sound(ScoringRules({**DEFAULT_GOALS, metric: goal}))
    assert refused.value.in_("en").startswith(why)


def test_weights_are_renormalised_over_what_has_a_rating() -> None:
    scored = score_card({M.LAR: Tally(18, 20), M.OTD: Tally(95, 100)}, ScoringRules())

    shares = {line.metric: line.share for line in scored.lines if line.share}
    assert shares == {M.LAR: F(2000, 45), M.OTD: F(2500, 45)}
    assert scored.score == (50 * F(20) + 75 * F(25)) / 45
    assert (scored.grade, scored.rated_weight) == ("C", 45)


def test_without_facts_there_is_no_score() -> None:
    scored = score_card({}, ScoringRules())
    assert (scored.score, scored.grade, scored.rated_weight) == (None, None, 0)
    assert [line.is_rated for line in scored.lines] == [False] * len(Metric)


def test_what_has_no_weight_is_shown_and_does_not_count() -> None:
    scored = score_card({M.DHU: Tally(1, 100)}, ScoringRules())
    line = next(line for line in scored.lines if line.metric is M.DHU)
    assert (line.value, line.points, line.share, scored.score) == (1, 90, None, None)


@pytest.mark.parametrize(("denominator", "shown"), [(29, True), (30, False)])
def test_few_records_show_an_interval(denominator: int, shown: bool) -> None:
    scored = score_card({M.LAR: Tally(20, denominator)}, ScoringRules())
    assert (scored.lines[0].interval is not None) is shown


def test_a_line_survives_being_kept() -> None:
    tallies = {M.LAR: Tally(7, 9), M.COPQ: Tally(150, None, (("EUR", 100), ("USD", 50)))}
    for line in score_card(tallies, ScoringRules()).lines:
        assert line_of(as_json(line)) == line
