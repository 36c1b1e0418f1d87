"""The calendar of inspections: a month or a week, made by the server, an agenda on a phone."""

from calendar import Calendar
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from babel.dates import format_date
from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from inspections.lot_inspections.queries.listing import (
    ALL,
    Wanted,
    inspections_between,
    workload,
)
from inspections.lot_inspections.rules import OPEN, InspectionState
from portal.core.clock import today
from portal.core.documents.queries.paging import AnyRow
from portal.core.permissions import Permission
from portal.web.inspections.blueprint import bp
from portal.web.inspections.listing import (
    badge_of,
    inspector_choices,
    product_of,
    shown_state,
    supplier_of,
    type_names,
)
from portal.web.language import BABEL, gettext
from portal.web.request import db, locale, me, needs
from portal.web.shell import look

MONDAYS = Calendar(firstweekday=0)
NOT_HELD = {InspectionState.WAIVED, InspectionState.DECLINED, InspectionState.CANCELLED}
"""Nobody goes there: they are left out of the calendar."""
EARLIEST, LATEST = date(2000, 2, 1), date(2199, 11, 30)


@dataclass(frozen=True)
class Entry:
    """One inspection on the calendar."""

    href: str
    type: str
    product: str
    lot: str
    supplier: str
    inspector: str
    colour: str
    badge: Markup
    is_overdue: bool
    is_requested: bool


@dataclass(frozen=True)
class Day:
    """One day with what takes place, and how much that is for each inspector."""

    on: date
    name: str
    is_today: bool
    is_outside: bool
    entries: list[Entry]
    load: list[tuple[str, int]]


@dataclass(frozen=True)
class Row:
    """One inspector's week."""

    name: str
    cells: list[list[Entry]]

    @property
    def count(self) -> int:
        return sum(map(len, self.cells))


@bp.get("/calendar")
@needs(Permission.INSPECTION_SEE)
def show_calendar() -> ResponseReturnValue:
    """Show the month or the week around a day."""
    view = "month" if request.args.get("view") == "month" else "week"
    at = _day_asked_for()
    wanted = Wanted(state=ALL, inspector=request.args.get("inspector", "")[:20])
    dates = _week(at) if view == "week" else list(MONDAYS.itermonthdates(at.year, at.month))
    found = inspections_between(db(), me(), wanted, dates[0], dates[-1])
    rows = [row for row in found if row.state not in NOT_HELD]
    days = _days(dates, rows, at if view == "month" else None)
    return render_template(
        "inspections/calendar.html",
        view=view,
        at=at,
        days=days,
        rows=_by_inspector(days) if view == "week" else [],
        title=_title(view, dates, at),
        to=_addresses(view, at, wanted.inspector),
        inspector=wanted.inspector,
        inspectors=inspector_choices(),
        load=workload(db(), me(), today()),
        is_empty=not rows,
    )


def _day_asked_for() -> date:
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today()
    return min(max(asked, EARLIEST), LATEST)


def _week(at: date) -> list[date]:
    monday = at - timedelta(days=at.weekday())
    return [monday + timedelta(days=n) for n in range(7)]


def _days(dates: Sequence[date], rows: Sequence[AnyRow], month_of: date | None) -> list[Day]:
    types, on_day = type_names(), dict[date, list[Entry]]()
    for row in rows:
        on_day.setdefault(row.due_on, []).append(_entry(row, types))
    return [
        Day(
            each,
            str(format_date(each, "EEE d", locale=BABEL[locale()])),
            each == today(),
            month_of is not None and each.month != month_of.month,
            on_day.get(each, []),
            _load(on_day.get(each, [])),
        )
        for each in dates
    ]


def _entry(row: AnyRow, types: Mapping[str, str]) -> Entry:
    return Entry(
        f"/inspections/{row.id}",
        types[row.type],
        product_of(row),
        row.lot,
        supplier_of(row),
        row.inspector,
        look(shown_state(row.state, row.verdict)).colour,
        badge_of(row),
        row.state in OPEN and row.due_on < today(),
        row.state == InspectionState.REQUESTED,
    )


def _load(entries: Sequence[Entry]) -> list[tuple[str, int]]:
    """Return how many inspections each inspector has, those without one first."""
    planned = [entry for entry in entries if not entry.is_requested]
    return sorted(Counter(entry.inspector for entry in planned).items())


def _by_inspector(days: Sequence[Day]) -> list[Row]:
    """Return a row per inspector: first what is to be confirmed, then what nobody has yet."""
    names = sorted({entry.inspector for day in days for entry in day.entries if entry.inspector})
    groups: list[tuple[str, Callable[[Entry], bool]]] = [
        (gettext("To confirm"), lambda entry: entry.is_requested),
        (gettext("Unassigned"), lambda entry: not entry.is_requested and not entry.inspector),
    ]
    groups += [(name, partial(_is_of, name)) for name in names]
    rows = [
        Row(title, [[entry for entry in day.entries if belongs(entry)] for day in days])
        for title, belongs in groups
    ]
    return [row for row in rows if row.count]


def _is_of(name: str, entry: Entry) -> bool:
    return entry.inspector == name


def _title(view: str, dates: Sequence[date], at: date) -> str:
    language = BABEL[locale()]
    if view == "month":
        return str(
            format_date(at, "yyyy年M月" if locale() == "zh" else "MMMM yyyy", locale=language)
        )
    return f"{dates[0].isoformat()} – {dates[-1].isoformat()}"


def _addresses(view: str, at: date, inspector: str) -> dict[str, str]:
    """Return where the buttons around a calendar lead."""
    first = at.replace(day=1)
    if view == "month":
        before, after = first - timedelta(days=1), (first + timedelta(days=32)).replace(day=1)
    else:
        before, after = at - timedelta(days=7), at + timedelta(days=7)

    def to(view: str, day: date) -> str:
        said = {"view": view if view == "month" else "", "day": day.isoformat()}
        said["inspector"] = inspector
        return "/inspections/calendar?" + urlencode({k: v for k, v in said.items() if v})

    return {
        "before": to(view, before),
        "after": to(view, after),
        "today": to(view, today()),
        "week": to("week", at),
        "month": to("month", at),
    }
