"""From the text of a cell to a value: one documented form each, everything else refused."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from babel import Locale

from portal.adapters.tables import unguarded
from portal.core.clock import is_countable
from portal.core.errors import OUT_OF_TIME, Invalid
from portal.core.i18n import N_
from portal.core.traceability.rules.gs1 import FNC1, find_all
from portal.core.traceability.rules.gs1 import parse as parse_gs1

Parser = Callable[[str], Any]

HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?", re.ASCII)
WHOLE: Final = re.compile(r"[0-9]{1,15}", re.ASCII)
DAY: Final = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})-([0-9]{2})|([/.])([0-9]{1,2})\4([0-9]{1,2})"
    r"|年([0-9]{1,2})月([0-9]{1,2})日)( 00:00:00)?",
    re.ASCII,
)
GERMAN_DAY: Final = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", re.ASCII)
"""Between points the day always comes first."""
UNCLEAR_DAY: Final = re.compile(r"[0-9]{1,2}([/-])[0-9]{1,2}\1[0-9]{2,4}", re.ASCII)
STAMP: Final = re.compile(
    r"([0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2})[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
MOMENT: Final = re.compile(
    r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})[ T]([0-9]{1,2}):([0-9]{2})"
    r"(?::([0-9]{2})(?:[.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
ANSWERS: Final = {
    "yes": True, "y": True, "true": True, "1": True, "supplier": True, "是": True,
    "供应商": True, "no": False, "n": False, "false": False, "0": False, "other": False,
    "否": False,
}  # fmt: skip
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED_DAY: Final = re.compile(
    rf"([0-9]{{1,2}})-({'|'.join(MONTHS)})-([0-9]{{2}}|[0-9]{{4}})", re.ASCII | re.IGNORECASE
)
MAIL: Final = re.compile(r"[^@\s\"'<>(),:;]+@[^@\s\"'<>(),:;]+\.[^@\s.\"'<>(),:;]{2,}")
SITE: Final = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(:[0-9]{1,5})?([/?#]\S*)?", re.IGNORECASE)


def clean(cell: str) -> str:
    """Return the text without blanks at its ends, nor the apostrophe that our own exports add.

    Refuses what cannot be seen or was lost.
    """
    text = unguarded(cell.strip()).strip()
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text)
    if HIDDEN.search(text):
        raise Invalid(N_("The cell holds invisible characters. Type the text anew."))
    if "\ufffd" in text:
        raise Invalid(N_("Characters of this cell were lost when the file was saved (�)."))
    return text


def text_of(most: int) -> Parser:
    """Return a parser for text of up to `most` characters."""

    def parse(cell: str) -> str:
        text = clean(cell)
        if len(text) > most:
            raise Invalid(
                N_("The text has %(length)s characters; at most %(most)s fit."),
                length=len(text),
                most=most,
            )
        return text

    return parse


def lot_number(most: int) -> Parser:
    """Return a parser for a lot number, also where it stands in a GS1 string."""
    plain = text_of(most)

    def parse(cell: str) -> str:
        if FNC1 in cell or cell.startswith(("]C1", "]d2", "]Q3", "http")):
            return parse_gs1(cell).lot or plain(cell)
        if "(10)" in cell:
            lots = [found.lot for found in find_all(cell) if found.lot]
            if lots:
                return lots[0]
        return str(plain(cell))

    return parse


def number(cell: str) -> Decimal:
    """Return an exact number written like -1234.50: no thousands mark, no exponent."""
    text = clean(cell)
    if not NUMBER.fullmatch(text):
        raise Invalid(N_("This is not a number such as 1234.5 (point, no thousands mark)."))
    return Decimal(text)


def whole(cell: str) -> int:
    """Return a whole number from 0 of up to 15 digits."""
    text = clean(cell)
    if not WHOLE.fullmatch(text):
        raise Invalid(N_("This is not a whole number such as 1200."))
    return int(text)


def day(cell: str) -> date:
    """Return a day written with its year first, or as 22.11.2026.

    03/04/2026 could be two days and is refused, unless the file is said to have one order.
    """
    text = clean(cell)
    german = GERMAN_DAY.fullmatch(text)
    found = DAY.fullmatch(text)
    if german:
        year, month, day_of = german[3], german[2], german[1]
    elif found:
        year, month, day_of = (part for part in found.group(1, 2, 3, 5, 6, 7, 8) if part)
    elif UNCLEAR_DAY.fullmatch(text):
        raise Invalid(N_("This could be two days. Say how the file writes days, or 2026-11-22."))
    else:
        raise Invalid(N_("This is not a day such as 2026-11-22 (year-month-day)."))
    try:
        said = date(int(year), int(month), int(day_of))
    except ValueError:
        raise Invalid(N_("There is no such day in the calendar.")) from None
    if not is_countable(said):
        raise Invalid(OUT_OF_TIME)
    return said


def calendar_day(cell: str) -> date:
    """Return a day as systems write it where it can be only one: 2026-11-22, with or without the
    time of day after it, or 22-Nov-26 with the month in English letters.
    """
    text = clean(cell)
    named = NAMED_DAY.fullmatch(text)
    if named:
        month = MONTHS.index(named[2].lower()) + 1
        year = int(named[3]) + (2000 if len(named[3]) == 2 else 0)
        return day(f"{year:04}-{month:02}-{int(named[1]):02}")
    stamped = STAMP.fullmatch(text)
    return day(stamped[1] if stamped else text)


def moment(cell: str) -> datetime:
    """Return a day with its time of day; without a zone it is UTC."""
    text = clean(cell)
    found = MOMENT.fullmatch(text)
    if not found:
        raise Invalid(N_("This is not a time such as 2026-11-22 08:30 (or 08:30+01:00)."))
    year, month, day_of, hour, minute = (int(part) for part in found.group(1, 2, 3, 4, 5))
    seconds = int(found[6] or 0)
    zone = (found[7] or "Z").replace("Z", "+00:00")
    try:
        there = datetime.strptime(zone, "%z").tzinfo
        said = datetime(year, month, day_of, hour, minute, seconds, tzinfo=there).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(N_("There is no such day in the calendar.")) from None
    if not is_countable(said.date()):
        raise Invalid(OUT_OF_TIME)
    return said


def yes_or_no(cell: str) -> bool:
    """Return yes or no."""
    try:
        return ANSWERS[clean(cell).casefold()]
    except KeyError:
        raise Invalid(N_("This is neither yes nor no.")) from None


NUMBERS: Final = {number, whole}
"""Parsers of cells that a file may write with a decimal comma; sources add theirs."""
DAYS: Final = {day, calendar_day, moment}
"""Parsers of cells that a file may write with the day or the month first."""


def mail(cell: str) -> str:
    """Return an e-mail address."""
    text = clean(cell)
    if len(text) > 254 or not MAIL.fullmatch(text):
        raise Invalid(N_("This is not an email address."))
    return text


def website(cell: str) -> str:
    """Return a web address with its scheme."""
    text = clean(cell)
    if len(text) > 190 or not SITE.fullmatch(text):
        raise Invalid(N_("This is not a web address such as https://example.com."))
    return text if text.lower().startswith("http") else f"https://{text}"


def words(cell: str) -> tuple[str, ...]:
    """Return the words of a cell, separated by comma, semicolon, bar or 、."""
    parts = (part.strip() for part in re.split(r"[,;|、，；]", clean(cell)))
    return tuple(dict.fromkeys(part for part in parts if part))


def one_of(choices: dict[str, str]) -> Parser:
    """Return a parser for a set of codes given by code or by name, any case."""
    known = {name.casefold(): code for name, code in choices.items()}

    def parse(cell: str) -> tuple[str, ...]:
        found = []
        for word in words(cell):
            code = known.get(word.casefold())
            if code is None:
                raise Invalid(
                    N_("“%(word)s” is unknown here. Possible: %(choices)s."),
                    word=word,
                    choices=", ".join(sorted(set(choices.values()))),
                )
            found.append(code)
        return tuple(dict.fromkeys(found))

    return parse


OTHER_NAMES: Final = {
    "USA": "US", "U.S.A.": "US", "U.S.": "US", "United States of America": "US", "America": "US",
    "UK": "GB", "U.K.": "GB", "Great Britain": "GB", "England": "GB", "Scotland": "GB",
    "Korea": "KR", "Republic of Korea": "KR", "Korea, Republic of": "KR", "Korea South": "KR",
    "Viet Nam": "VN", "Turkey": "TR", "Türkiye": "TR", "Burma": "MM", "Myanmar": "MM",
    "Czech Republic": "CZ", "Czechia": "CZ", "Slovak Republic": "SK", "Macedonia": "MK",
    "Swaziland": "SZ",
    "Hong Kong": "HK", "Hongkong": "HK", "Hong Kong SAR": "HK", "Macau": "MO", "Macao": "MO",
    "Taiwan": "TW", "Taiwan, China": "TW", "P.R. China": "CN", "PR China": "CN", "P.R.China": "CN",
    "PRC": "CN", "Mainland China": "CN", "People's Republic of China": "CN",
    "Lao PDR": "LA", "Russian Federation": "RU", "The Netherlands": "NL", "Holland": "NL",
    "UAE": "AE", "Ivory Coast": "CI", "Bosnia": "BA", "Bosnia and Herzegovina": "BA",
    "EIRE": "IE", "RSA": "ZA",
    "中华人民共和国": "CN", "中国大陆": "CN", "香港": "HK", "中国香港": "HK", "澳门": "MO",
    "中国澳门": "MO", "台湾": "TW", "中国台湾": "TW", "朝鲜": "KP", "韩国": "KR",
}  # fmt: skip


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in plain if char.isalnum())


@cache
def countries() -> dict[str, str]:
    """Return every accepted spelling of a country, folded, with its ISO 3166-1 code."""
    known: dict[str, str] = {}
    for language in ("en", "zh_Hans_CN", "zh_Hant_TW"):
        for code, name in Locale.parse(language).territories.items():
            if (
                len(code) == 2
                and code.isalpha()
                and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ")
            ):
                known.setdefault(_folded(name), code)
                known.setdefault(code.casefold(), code)
                known.setdefault(_folded(name.replace("&", "and")), code)
    return known | {_folded(name): code for name, code in OTHER_NAMES.items()}


def country(cell: str) -> str:
    """Return the ISO code of a country given by code or by its English or Chinese name."""
    code = countries().get(_folded(clean(cell)))
    if code is None:
        raise Invalid(N_("No country has this name or code."))
    return code
