"""Scorecards as tables: numbers stay numbers."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from portal.core.i18n import N_, Bilingual, say
from scoring.metrics.rules.definitions import DEFINITIONS, Metric
from scoring.metrics.rules.lines import Line, line_of
from scoring.metrics.rules.writing import decimal_of, money_words, points_words
from scoring.scorecards.models import Scorecard, score_of
from scoring.scorecards.queries.finding import CardRow

PLACES = Decimal("0.000001")

CARD_HEAD = (
    N_("Metric"), N_("Name (of a thing)"), N_("Numerator"), N_("Denominator"), N_("Value"),
    N_("Unit"), N_("Interval from"), N_("Interval to"), N_("Floor"), N_("Target"), N_("Points"),
    N_("Weight"), N_("Weight counted"),
)  # fmt: skip


def list_rows(cards: Iterable[CardRow], language: str) -> Iterator[Sequence[object]]:
    """Yield a head and a row per card: score, grade, state and the value of every metric."""
    head = (
        N_("Supplier code"), N_("Supplier"), N_("Period"), N_("State"), N_("Total score"),
        N_("Grade"),
        N_("Change since"), N_("Rated weight"),
    )  # fmt: skip
    yield [*(say(language, word) for word in head), *(metric.value for metric in Metric)]
    for card in cards:
        score, before = score_of(card.score_millionths), score_of(card.before)
        change = score - before if score is not None and before is not None else None
        lines = {line.metric: line for line in map(line_of, card.lines)}
        yield [
            card.code, Bilingual(card.name_en, card.name_zh).in_(language), card.period,
            card.state.value, _cut(score), card.grade or "", change if change is not None else "",
            card.rated_weight, *(_value(lines[metric]) for metric in Metric),
        ]  # fmt: skip


def card_rows(card: Scorecard, language: str) -> Iterator[Sequence[object]]:
    """Yield a head and a row per metric, then the score."""
    yield [say(language, word) for word in CARD_HEAD]
    for line in card.metrics:
        low, high = line.interval or ("", "")
        goal = line.goal
        yield [
            line.metric.value, say(language, DEFINITIONS[line.metric].name),
            "" if line.numerator is None else line.numerator,
            "" if line.denominator is None else line.denominator, _value(line),
            DEFINITIONS[line.metric].unit.value, low, high,
            _number(goal.floor) if goal else "", _number(goal.target) if goal else "",
            _number(line.points), _number(line.weight), _number(line.share),
        ]  # fmt: skip
    blanks = [""] * 8
    score = say(language, N_("Total score"))
    yield ["", score, *blanks, _cut(card.score), "", card.rated_weight]
    yield ["", say(language, N_("Grade")), *blanks, card.grade or "", "", ""]


def _value(line: Line) -> object:
    if line.money:
        return money_words(line.money)
    return _number(line.value)


def _number(value: Fraction | None) -> object:
    if value is None:
        return ""
    if value.denominator == 1:
        return value.numerator
    return decimal_of(value).quantize(PLACES)


def _cut(score: Decimal | None) -> object:
    return "" if score is None else Decimal(points_words(score))
