"""How templates speak: text, names, dates and numbers in the person's language and time zone."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from babel.numbers import format_decimal
from flask import Flask
from markupsafe import Markup

from portal.core.clock import now, today
from portal.core.i18n import LOCALES, N_, Bilingual, catalogue, say, translate, translate_plural
from portal.web.request import locale, me

BABEL = {"zh": "zh_Hans_CN", "en": "en"}


@lru_cache
def zone(name: str) -> ZoneInfo:
    """Return the time zone of that name."""
    return ZoneInfo(name)


def gettext(text: str) -> str:
    """Return `text` in the person's language."""
    return catalogue(locale()).get(text, text)


def sentence(text: str, /, **values: object) -> Markup:
    """Return a sentence of ours as markup with its values escaped: `_()` and `{% trans %}`."""
    if not values:
        return _plain_sentence(locale(), text)
    return Markup(translate(locale(), text)) % values  # noqa: S704


@lru_cache(maxsize=8192)
def _plain_sentence(language: str, text: str) -> Markup:
    """Made once: a page has fifty of these. `%%` is a percent sign, as in sentences with values."""
    return Markup(translate(language, text).replace("%%", "%"))  # noqa: S704


def sentence_for(one: str, many: str, num: int, /, **values: object) -> Markup:
    """Return the form of a sentence for `num` as markup: `ngettext()` of templates."""
    return Markup(translate_plural(locale(), one, many, num)) % {"num": num, **values}  # noqa: S704


def said(text: object) -> str:
    """Return a sentence that is a value: translated where the catalogue has it, always escaped.

    A name in both languages is said in the person's.

    `_()` takes what it is given for a sentence of ours, that is for markup: never give it values.
    """
    return text.in_(locale()) if isinstance(text, Bilingual) else gettext(str(text))


def local(value: object) -> str:
    """Return a bilingual name in the person's language."""
    if isinstance(value, Bilingual):
        return value.in_(locale())
    return "" if value is None else str(value)


UNITS = {"pcs": N_("pcs"), "pairs": N_("pairs"), "sets": N_("sets"), "m2": "m²", "m3": "m³"}


def unit(value: object) -> str:
    """Return a unit as people write it: the usual ones in their language, others as they are."""
    return gettext(UNITS.get(str(value), str(value)))


def day(value: date | datetime | None) -> str:
    """Return the day as 2026-11-22, in the person's time zone where it was an instant."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(zone(me().time_zone)).date()
    return value.isoformat()


def days_of(instants: Iterable[datetime]) -> dict[datetime, date]:
    """Return the day of each instant in the person's time zone."""
    here = zone(me().time_zone)
    return {at: at.astimezone(here).date() for at in instants}


def moment(value: datetime | None) -> str:
    """Return the instant as 2026-11-22 14:05 in the person's time zone."""
    return f"{value.astimezone(zone(me().time_zone)):%Y-%m-%d %H:%M}" if value else ""


def since(value: date | datetime | None) -> str:
    """Return the relative time: in 3 days, 2 hours ago."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        delta = value.astimezone(UTC) - now()
    else:
        delta = datetime(*value.timetuple()[:3], tzinfo=UTC) - datetime(
            *today().timetuple()[:3], tzinfo=UTC
        )
        if not delta:
            return say(locale(), "today")
    return format_timedelta(delta, add_direction=True, locale=BABEL[locale()])


def number(value: float | int | None) -> str:
    """Return a number with thousands separated."""
    return "" if value is None else format_decimal(value, locale=BABEL[locale()])


def filesize(value: int | None) -> str:
    """Return a size as people read it: 812 KB, 4.2 MB."""
    if value is None:
        return ""
    if value < 1_000_000:
        return f"{max(1, round(value / 1000))} KB"
    return f"{value / 1_000_000:.1f} MB"


def exact(value: Decimal | None) -> str:
    """Return a decimal as people write it: no more digits than it has."""
    return "" if value is None else f"{value.normalize():f}"


def init_app(app: Flask) -> None:
    """Attach this to the app."""
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.newstyle_gettext = True  # type: ignore[attr-defined]
    env.filters.update(
        said=said,
        local=local,
        unit=unit,
        day=day,
        moment=moment,
        since=since,
        number=number,
        exact=exact,
        filesize=filesize,
    )
    env.globals.update(
        _=sentence, gettext=sentence, ngettext=sentence_for, locale=locale, LOCALES=LOCALES
    )
