"""Scorecards as tables: numbers stay numbers."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from portal.core.i18n import N_, Bilingual, say
from scoring.metrics.rules.definitions import DEFINITIONS, Metric
from scoring.metrics.rules.lines import line_of
from scoring.metrics.rules.writing import decimal_of, points_words
from scoring.scorecards.models import Scorecard, score_of
from scoring.scorecards.queries.finding import CardRow

PLACES = Decimal("0.000001")
COUNTED = tuple(metric for metric in Metric if metric is not Metric.COPQ)

CARD_HEAD = (
    N_("Metric"), N_("Name (of a thing)"), N_("Numerator"), N_("Denominator"), N_("Value"),
    N_("Unit"), N_("Interval from"), N_("Interval to"), N_("Floor"), N_("Target"), N_("Points"),
    N_("Weight"), N_("Weight counted"),
)  # fmt: skip


def list_rows(cards: Sequence[CardRow], language: str) -> Iterator[Sequence[object]]:
    """Yield a head and a row per card: score, grade, state and the value of every metric.

    Money has a column for each currency, so that it can be added up.
    """
    found = [{line.metric: line for line in map(line_of, card.lines)} for card in cards]
    currencies = sorted({code for lines in found for code, _ in lines[Metric.COPQ].money})
    head = (
        N_("Supplier code"), N_("Supplier"), N_("Period"), N_("State"), N_("Total score"),
        N_("Grade"),
        N_("Since the period before"), N_("Rated weight"),
    )  # fmt: skip
    yield [*(say(language, word) for word in head), *(metric.value for metric in COUNTED),
           *(f"{Metric.COPQ} {code}" for code in currencies)]  # fmt: skip
    for card, lines in zip(cards, found, strict=True):
        score, before = score_of(card.score_millionths), score_of(card.before)
        change = score - before if score is not None and before is not None else None
        money = dict(lines[Metric.COPQ].money)
        yield [
            card.code, Bilingual(card.name_en, card.name_zh).in_(language), card.period,
            card.state.value, _cut(score), card.grade or "", change if change is not None else "",
            card.rated_weight, *(_number(lines[metric].value) for metric in COUNTED),
            *(_money(money[code]) if code in money else "" for code in currencies),
        ]  # fmt: skip


def card_rows(card: Scorecard, language: str) -> Iterator[Sequence[object]]:
    """Yield a head and a row per metric, then the score."""
    yield [say(language, word) for word in CARD_HEAD]
    for line in card.metrics:
        name = say(language, DEFINITIONS[line.metric].name)
        if line.money:
            for code, cents in line.money:
                yield [line.metric.value, name, "", "", _money(cents), code, *[""] * 7]
            continue
        low, high = line.interval or ("", "")
        goal = line.goal
        yield [
            line.metric.value, name,
            "" if line.numerator is None else line.numerator,
            "" if line.denominator is None else line.denominator, _number(line.value),
            DEFINITIONS[line.metric].unit.value, low, high,
            _number(goal.floor) if goal else "", _number(goal.target) if goal else "",
            _number(line.points), _number(line.weight), _number(line.share),
        ]  # fmt: skip
    blanks = [""] * 8
    score = say(language, N_("Total score"))
    yield ["", score, *blanks, _cut(card.score), "", card.rated_weight]
    yield ["", say(language, N_("Grade")), *blanks, card.grade or "", "", ""]


def _money(cents: int) -> Decimal:
    return Decimal(cents) / 100


def _number(value: Fraction | None) -> object:
    if value is None:
        return ""
    if value.denominator == 1:
        return value.numerator
    return decimal_of(value).quantize(PLACES)


def _cut(score: Decimal | None) -> object:
    return "" if score is None else Decimal(points_words(score))
