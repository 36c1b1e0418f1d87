"""Periods: a month `2026-09` or a quarter `2026-Q3`, in days of the brand's time zone."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from portal.core.errors import Invalid
from portal.core.i18n import N_

WRITTEN = re.compile(r"([0-9]{4})-(?:(0[1-9]|1[0-2])|Q([1-4]))", re.ASCII)
FIRST_YEAR = 1980


@dataclass(frozen=True, order=True)
class Period:
    """Whole months of one year, from the first one."""

    year: int
    month: int
    months: int = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the period that is written so; raises Invalid."""
        found = WRITTEN.fullmatch(text.strip().upper())
        if not found or int(found[1]) < FIRST_YEAR:
            sentence = N_("A period is a month such as 2026-09 or a quarter such as 2026-Q3.")
            raise Invalid(sentence, field="period")
        if found[2]:
            return cls(int(found[1]), int(found[2]))
        return cls(int(found[1]), 3 * int(found[3]) - 2, 3)

    @classmethod
    def of_day(cls, day: date, months: int = 1) -> Self:
        """Return the month (or with 3 the quarter) that a day belongs to."""
        return cls(day.year, day.month - (day.month - 1) % months, months)

    def __str__(self) -> str:
        if self.months == 3:
            return f"{self.year}-Q{(self.month + 2) // 3}"
        return f"{self.year}-{self.month:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        month = self.month + self.months - 1
        return date(self.year, month, monthrange(self.year, month)[1])

    def back(self, count: int = 1) -> Self:
        """Return the period of the same length so many before this one."""
        at = self.year * 12 + self.month - 1 - count * self.months
        return type(self)(at // 12, at % 12 + 1, self.months)

    def run(self, count: int) -> list[Self]:
        """Return so many periods up to this one, the oldest first."""
        return [self.back(place) for place in reversed(range(count))]


@dataclass(frozen=True)
class Window:
    """A period as facts are cut by it: days, and the instants where they begin and end."""

    period: Period
    first: date
    last: date
    """The last day of the period; while it runs, today."""
    since: datetime
    until: datetime
    """Exclusive."""
    zone: str

    def day_of(self, at: datetime) -> date:
        """Return the calendar day of an instant where the brand is."""
        return day_in(self.zone, at)


def window_of(period: Period, today: date, zone: str) -> Window:
    """Return how facts are cut for a period; one that has not begun is refused."""
    if period.first > today:
        raise Invalid(N_("This period has not begun yet."), field="period")
    last = min(period.last, today)
    since, until = begin_of(period.first, zone), begin_of(last + ONE_DAY, zone)
    return Window(period, period.first, last, since, until, zone)


def day_in(zone: str, at: datetime) -> date:
    """Return the calendar day of an instant in the brand's time zone."""
    return at.astimezone(ZoneInfo(zone)).date()


ONE_DAY = timedelta(days=1)


def begin_of(day: date, zone: str) -> datetime:
    """Return the instant at which a day begins in the brand's time zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
