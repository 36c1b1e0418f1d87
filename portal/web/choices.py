"""Long lists to choose from, in the person's language."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import get_timezone_location
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.core.clock import now
from portal.core.i18n import LOCALES
from portal.web.language import BABEL
from portal.web.request import locale

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
NO_COUNTRY = ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ")


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    names = Locale.parse(BABEL[language]).territories
    found = [
        (code, name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY
    ]
    return sorted(found, key=lambda choice: (choice[0] != "CN", choice[1]))


def options(pairs: Iterable[tuple[object, str]]) -> list[Any]:
    """Return (value, words) pairs as the options of a field."""
    return [SelectChoice(value, words) for value, words in pairs]


def languages() -> list[Any]:
    """Return the languages, each in its own words."""
    return options(LOCALES.items())


def countries() -> list[Any]:
    """Return code and name of every country, China first."""
    return options(_countries(locale()))


def country_names() -> dict[str, str]:
    """Return code -> name of every country."""
    return dict(_countries(locale()))


@cache
def _zones(language: str) -> list[tuple[str, str]]:
    at = now()
    names = [name for name in available_timezones() if name.partition("/")[0] in REGIONS]
    found = [("UTC", "(UTC+00:00) UTC")]
    for name in sorted(names, key=lambda name: (_offset(name, at), name)):
        place = get_timezone_location(name, locale=BABEL[language], return_city=True)
        found.append((name, f"(UTC{_offset_words(name, at)}) {place} · {name}"))
    return found


def country_name(code: str) -> str:
    """Return a country's name in the person's language."""
    return dict(_countries(locale())).get(code, code)


def time_zones() -> list[Any]:
    """Return every time zone with its present offset, from west to east."""
    return options(_zones(locale()))


def _offset(name: str, at: datetime) -> int:
    offset = at.astimezone(ZoneInfo(name)).utcoffset()
    return int(offset.total_seconds()) // 60 if offset else 0


def _offset_words(name: str, at: datetime) -> str:
    minutes = _offset(name, at)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
