"""How days look in lists: each drawn once per page, not per row."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from markupsafe import Markup

from portal.core.clock import today
from portal.core.documents.queries.paging import AnyRow
from portal.core.i18n import N_, say
from portal.web.assets import icon
from portal.web.language import since
from portal.web.request import locale

SOON_DAYS = 2


def due_marks(rows: Sequence[AnyRow], today: date) -> dict[date, Markup]:
    """Return how each due day of a page looks: drawn once per day, not per row."""
    language = locale()
    return {day: _due_mark(day, today, language) for day in {row.due_on for row in rows}}


def due_mark(day: date, today: date) -> Markup:
    """Return a due day with its colour, its icon and its word."""
    return _due_mark(day, today, locale())


@lru_cache(maxsize=2048)
def _due_mark(day: date, today: date, language: str) -> Markup:
    left = (day - today).days
    if left > SOON_DAYS:
        return _day_mark(day, today, language)
    kind, drawn = ("late", "alert-circle") if left < 0 else ("soon", "hourglass")
    word = say(language, N_("overdue")) if left < 0 else since(day)
    return Markup(
        '<span class="nowrap due-{}">{} <time datetime="{}">{}</time>'
        ' <span class="due-word">{}</span></span>'
    ).format(kind, icon(drawn), day.isoformat(), day.isoformat(), word)


@lru_cache(maxsize=8192)
def _day_mark(day: date, today: date, language: str) -> Markup:
    """Return a day with how far it is on hover; `today` and the language are what that hangs on."""
    return Markup('<time class="nowrap" datetime="{0}" title="{1}">{0}</time>').format(
        day.isoformat(), since(day)
    )


def day_marks(days: set[date | None]) -> dict[date | None, Markup]:
    """Return how plain days look, drawn once each."""
    now, language = today(), locale()
    return {day: _day_mark(day, now, language) for day in days if day}
