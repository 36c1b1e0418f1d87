"""How a file writes numbers and days, where countries and systems differ."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from portal.core.errors import Invalid
from portal.core.i18n import N_, Message
from portal.imports.cells import DAYS, NUMBERS, Parser


class NumberForm(StrEnum):
    """What stands before the decimals."""

    POINT = "point"
    COMMA = "comma"


class DayForm(StrEnum):
    """In what order a day is written; year first is always understood."""

    YEAR_FIRST = "year_first"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


NUMBER_WORDS: Final[Mapping[NumberForm, Message]] = {
    NumberForm.POINT: N_("Point: 1234.5"),
    NumberForm.COMMA: N_("Comma: 1.234,5"),
}
DAY_WORDS: Final[Mapping[DayForm, Message]] = {
    DayForm.YEAR_FIRST: N_("Year first: 2026-11-22"),
    DayForm.DAY_FIRST: N_("Day first: 22/11/2026"),
    DayForm.MONTH_FIRST: N_("Month first: 11/22/2026"),
}

COMMA_NUMBER = re.compile(r"-?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?", re.ASCII)
SURELY_COMMA = re.compile(r"-?([0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]+,([0-9]{1,2}|[0-9]{4,6}))")
"""Written so, a number cannot be one with a point: 1.234,5 or 12,50, but not 1,234."""

YEAR_LAST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})([ T].*)?", re.ASCII)


@dataclass(frozen=True)
class Forms:
    """How one file writes both."""

    numbers: NumberForm = NumberForm.POINT
    days: DayForm = DayForm.YEAR_FIRST

    def parser(self, parse: Parser) -> Parser:
        """Return a column's parser as this file needs it."""
        if parse in NUMBERS and self.numbers is NumberForm.COMMA:
            return lambda cell: parse(with_point(cell))
        if parse in DAYS and self.days is not DayForm.YEAR_FIRST:
            return lambda cell: parse(year_first(cell, self.days))
        return parse


def with_point(cell: str) -> str:
    """Return a number of a file with decimal commas as it is written with a point."""
    text = cell.strip()
    if not COMMA_NUMBER.fullmatch(text):
        raise Invalid(N_("This is not a number such as 1.234,5 (comma, as the file writes them)."))
    return text.replace(".", "").replace(",", ".")


def year_first(cell: str, days: DayForm) -> str:
    """Return a day that ends in its year as it is written with the year first."""
    found = YEAR_LAST.fullmatch(cell.strip())
    if found is None:
        return cell
    day, month = (found[1], found[3]) if days is DayForm.DAY_FIRST else (found[3], found[1])
    year = found[4] if len(found[4]) == 4 else f"20{found[4]}"
    return f"{year}-{int(month):02}-{int(day):02}{found[5] or ''}"


def guess_forms(numbers: Iterable[str], days: Iterable[str]) -> Forms:
    """Return what the cells of number columns and of day columns leave no doubt about."""
    comma = any(SURELY_COMMA.fullmatch(cell.strip()) for cell in numbers)
    told = [YEAR_LAST.fullmatch(cell.strip()) for cell in days if cell.strip()]
    found = [match for match in told if match]
    first = any(int(match[1]) > 12 for match in found)
    second = any(int(match[3]) > 12 for match in found)
    order = DayForm.YEAR_FIRST
    if first != second and len(found) == len(told):
        order = DayForm.DAY_FIRST if first else DayForm.MONTH_FIRST
    return Forms(NumberForm.COMMA if comma else NumberForm.POINT, order)
