"""What may be booked, and when an inspection is due."""

from datetime import date

import pytest

from inspections.lot_inspections.rules import InspectionType, TriggerMoment, Verdict
from inspections.lot_inspections.rules.booking import (
    MOMENT_WORDS,
    STATE_WORDS,
    TYPE_WORDS,
    Presented,
    TriggerLine,
    check_day,
    check_presented,
    check_ready,
    check_trigger,
    governing,
    is_due,
)
from portal.core.errors import Invalid
from tests.factories.suppliers import refusal

T, M, V = InspectionType, TriggerMoment, Verdict
DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Presented(DAY, 1), None),
        (Presented(DAY, 1200, 1200, 1200), None),
        (Presented(DAY, 1200, 0, 0), None),
        (Presented(DAY, 0), "quantity"),
        (Presented(DAY, 1201), "quantity"),
        (Presented(DAY, 100, 101), "packed_quantity"),
        (Presented(DAY, 100, -1), "packed_quantity"),
        (Presented(DAY, 100, 100, 101), "cartons"),
    ],
)
def test_quantities_fit_each_other_and_the_lot(given: Presented, field: str | None) -> None:
    refused = refusal(lambda: check_presented(given, 1200))

    assert getattr(refused, "field", None) == field


@pytest.mark.parametrize(
    ("ready_on", "is_fine"),
    [
        (DAY, True),
        (date(2026, 11, 22), False),
        (date(2027, 11, 24), True),
        (date(2027, 11, 25), False),
    ],
)
def test_goods_are_ready_from_today_within_a_year(ready_on: date, is_fine: bool) -> None:
    refused = refusal(lambda: check_ready(ready_on, DAY))

    assert getattr(refused, "field", None) == (None if is_fine else "ready_on")


@pytest.mark.parametrize(
    ("on", "is_fine"),
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 25), False),
        (date(2026, 11, 26), True),
        (date(2026, 12, 26), True),
        (date(2028, 1, 1), False),
    ],
)
def test_an_inspection_takes_place_once_the_goods_are_ready(on: date, is_fine: bool) -> None:
    refused = refusal(lambda: check_day(on, date(2026, 11, 26), DAY))

    assert getattr(refused, "field", None) == (None if is_fine else "on")


@pytest.mark.parametrize(
    ("moment", "first", "before", "last", "due"),
    [
        (M.ON_REQUEST, None, 0, V.NOT_ACCEPTED, False),
        (M.EVERY_LOT, None, 99, None, True),
        (M.FIRST_LOTS, 3, 0, None, True),
        (M.FIRST_LOTS, 3, 2, V.ACCEPTED, True),
        (M.FIRST_LOTS, 3, 3, None, False),
        (M.AFTER_NOT_ACCEPTED, None, 5, None, False),
        (M.AFTER_NOT_ACCEPTED, None, 5, V.ACCEPTED, False),
        (M.AFTER_NOT_ACCEPTED, None, 5, V.NOT_ACCEPTED, True),
    ],
)
def test_when_an_inspection_is_due(
    moment: M, first: int | None, before: int, last: V | None, due: bool
) -> None:
    assert is_due(TriggerLine(T.PRE_SHIPMENT, None, moment, first), before, last) is due


def test_a_category_has_its_own_rule_before_the_common_one() -> None:
    common = TriggerLine(T.INITIAL, None, M.EVERY_LOT)
    own = TriggerLine(T.INITIAL, 7, M.FIRST_LOTS, 3)

    assert next(line for line in governing([own, common], 7) if line.type is T.INITIAL) == own
    assert next(line for line in governing([own, common], 8) if line.type is T.INITIAL) == common
    assert next(line for line in governing([own], None) if line.type is T.INITIAL).moment is (
        M.ON_REQUEST
    )


def test_without_rules_suppliers_book_all_but_incoming() -> None:
    assert {line.type for line in governing([], None) if not line.suppliers_book} == {T.INCOMING}
    assert {line.moment for line in governing([], None)} == {M.ON_REQUEST}


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (TriggerLine(T.INITIAL, None, M.FIRST_LOTS, None), "first_lots"),
        (TriggerLine(T.INITIAL, None, M.FIRST_LOTS, 0), "first_lots"),
        (TriggerLine(T.INITIAL, None, M.FIRST_LOTS, 1001), "first_lots"),
        (TriggerLine(T.INCOMING, None, M.EVERY_LOT, None, True), "suppliers_book"),
    ],
)
def test_rules_that_say_nothing_or_too_much_are_refused(line: TriggerLine, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_trigger(line)

    assert refused.value.field == field


def test_everything_has_a_word() -> None:
    assert set(TYPE_WORDS) == set(T)
    assert set(MOMENT_WORDS) == set(M)
    assert len(STATE_WORDS) == 7
