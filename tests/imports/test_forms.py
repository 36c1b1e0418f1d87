"""Numbers with a comma and days in another order are read as the file means them, or refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.core.errors import Invalid
from portal.imports.cells import calendar_day, day, number, text_of, whole
from portal.imports.forms import DayForm, Forms, NumberForm, guess_forms
from portal.imports.sources.defects import cents

COMMA = Forms(numbers=NumberForm.COMMA)
DAY_FIRST = Forms(days=DayForm.DAY_FIRST)
MONTH_FIRST = Forms(days=DayForm.MONTH_FIRST)

TAKEN: list[tuple[Forms, Any, str, Any]] = [
    (COMMA, number, "1.234,50", Decimal("1234.50")),
    (COMMA, number, "-0,5", Decimal("-0.5")),
    (COMMA, number, "1.234", Decimal(1234)),
    (COMMA, whole, "12.000", 12000),
    (COMMA, cents, "19,90", 1990),
    (COMMA, day, "2026-11-22", date(2026, 11, 22)),
    (COMMA, text_of(9), "1,5", "1,5"),
    (DAY_FIRST, day, "03/04/2026", date(2026, 4, 3)),
    (DAY_FIRST, calendar_day, "3-4-26", date(2026, 4, 3)),
    (MONTH_FIRST, day, "03/04/2026", date(2026, 3, 4)),
    (MONTH_FIRST, calendar_day, "12/1/2010 8:26", date(2010, 12, 1)),
    (MONTH_FIRST, day, "2026-11-22", date(2026, 11, 22)),
]
REFUSED: list[tuple[Forms, Any, str]] = [
    (COMMA, number, "1234.5"),
    (COMMA, number, "1,234.5"),
    (COMMA, number, "1.23,4"),
    (COMMA, whole, "1,5"),
    (Forms(), number, "12,5"),
    (Forms(), day, "03/04/2026"),
    (DAY_FIRST, day, "12/31/2026"),
    (MONTH_FIRST, day, "31/12/2026"),
]
GUESSED = [
    (["12,5", "7"], [], COMMA),
    (["1.234,5"], [], COMMA),
    (["1,234", "1.234", "12"], [], Forms()),
    ([], ["22/11/2026", "03/04/2026"], DAY_FIRST),
    ([], ["11/22/2026 8:26"], MONTH_FIRST),
    ([], ["03/04/2026"], Forms()),
    ([], ["22/11/2026", "11/22/2026"], Forms()),
    ([], ["22/11/2026", "2026-11-23"], Forms()),
]


@pytest.mark.parametrize(("forms", "parse", "text", "value"), TAKEN)
def test_a_cell_is_read_as_the_file_writes_it(
    forms: Forms, parse: Any, text: str, value: Any
) -> None:
    assert forms.parser(parse)(text) == value


@pytest.mark.parametrize(("forms", "parse", "text"), REFUSED)
def test_what_the_file_cannot_mean_is_refused(forms: Forms, parse: Any, text: str) -> None:
    with pytest.raises(Invalid):
        forms.parser(parse)(text)


@pytest.mark.parametrize(("numbers", "days", "forms"), GUESSED)
def test_only_what_leaves_no_doubt_is_guessed(
    numbers: list[str], days: list[str], forms: Forms
) -> None:
    assert guess_forms(numbers, days) == forms
