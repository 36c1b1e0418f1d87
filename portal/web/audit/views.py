"""The audit trail."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.adapters.tables import csv_table
from portal.core.audit.operations import export_trail
from portal.core.audit.queries import TrailLine, TrailPage, known_events, trail_lines, trail_page
from portal.core.clock import today
from portal.core.errors import NotFound
from portal.core.i18n import N_, Bilingual, say, translate
from portal.core.permissions import Permission
from portal.core.suppliers.queries import find_supplier, names_of
from portal.web.audit.forms import TrailQuery
from portal.web.audit.words import COLUMNS, EVENTS, KINDS
from portal.web.request import acts, db, locale, me, needs

bp = Blueprint("audit", __name__, url_prefix="/audit")

PAGE_LINES, PRINT_LINES = 50, 500
PATHS = {
    "document": "/documents/{}",
    "import": "/imports/{}",
    "job": "/jobs/{}",
    "person": "/people/{}",
}
"""Where the things are that a line can be about."""


UNSAID = frozenset({"session_id", "user_id"})
"""Facts that say nothing to a reader."""


@bp.get("")
@needs(Permission.AUDIT_READ)
def trail() -> ResponseReturnValue:
    """Show what happened, newest first."""
    asked = _asked()
    page = trail_page(db(), me(), asked.wanted, PAGE_LINES, _number("before"), _number("after"))
    return _shown("audit/trail.html", asked, page)


@bp.get("/print")
@needs(Permission.AUDIT_READ)
def paper() -> ResponseReturnValue:
    """Show up to 500 lines as they are to be printed."""
    asked = _asked()
    return _shown("audit/paper.html", asked, trail_page(db(), me(), asked.wanted, PRINT_LINES))


@bp.get("/export.csv")
@needs(Permission.AUDIT_READ)
@acts
def export() -> ResponseReturnValue:
    """Hand out the lines as a table; that a copy was taken is a line of the trail itself."""
    asked = _asked()
    lines = list(trail_lines(db(), me(), asked.wanted))
    export_trail(db(), me(), asked.wanted, asked.typed)
    names = names_of(db(), me(), {line.supplier_id for line in lines if line.supplier_id})
    heads = ("seq", "at_utc", "event", "what", "by", "address", "supplier", "subject", "facts")
    table = csv_table((heads, *(_cells(line, names) for line in lines)))
    answer = make_response(b"".join(table))
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = f"attachment; filename=audit-{today()}.csv"
    return answer


@dataclass(frozen=True)
class Pages:
    """What the pager component asks for."""

    words: str
    first_href: str = ""
    previous_href: str = ""
    next_href: str = ""
    last_href: str = ""


def _asked() -> TrailQuery:
    """Return the filters of this address; an unknown supplier finds nothing."""
    code, supplier_id = request.args.get("supplier", "").strip(), None
    if code:
        try:
            supplier_id = find_supplier(db(), me(), code).id
        except NotFound:
            supplier_id = -1
    asked = TrailQuery.read(request.args, me().time_zone, supplier_id)
    for mistake in asked.mistakes:
        flash(mistake.in_(locale()), "bad")
    return asked


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and int(text) < 2**63 else None


def _shown(template: str, asked: TrailQuery, page: TrailPage) -> ResponseReturnValue:
    ids = {line.supplier_id for line in page.lines if line.supplier_id}
    return render_template(
        template,
        typed=asked.typed,
        lines=page.lines,
        names=names_of(db(), me(), ids),
        kinds=_kinds(),
        pages=_pages(asked.typed, page),
        query=urlencode(asked.typed),
        says=says,
        details=details,
        path_of=path_of,
        has_more=page.older is not None,
    )


def _kinds() -> list[tuple[str, str]]:
    """Return what can be chosen: each kind of thing, then each event."""
    events = known_events()
    kinds = sorted({name.partition(".")[0] for name in events})
    whole = [(kind, says_kind(kind)) for kind in kinds]
    return whole + [(name, f"{says_kind(name.partition('.')[0])}: {says(name)}") for name in events]


def _pages(typed: dict[str, str], page: TrailPage) -> Pages:
    def href(**more: object) -> str:
        return "?" + urlencode(typed | more)

    count = len(page.lines)
    words = say(locale(), N_("%(count)s lines on this page"), count=count) if count else ""
    return Pages(
        words,
        first_href=href() if page.newer else "",
        previous_href=href(after=page.newer) if page.newer else "",
        next_href=href(before=page.older) if page.older else "",
    )


def says(event: str) -> str:
    """Return an event in words."""
    return translate(locale(), EVENTS.get(event) or event)


def says_kind(kind: str) -> str:
    """Return a kind of thing in words."""
    return translate(locale(), KINDS.get(kind) or kind)


def path_of(line: TrailLine) -> str:
    """Return where the thing is that a line is about, or nothing."""
    return PATHS.get(line.kind, "").format(line.subject_id)


def details(line: TrailLine) -> list[tuple[str, str, str]]:
    """Return (column, before, after) for what changed and ("", value) for what was said."""
    told = [
        (_column(name), "", _plain(value))
        for name, value in line.facts.items()
        if name not in UNSAID
    ]
    changed = [
        (_column(name), _plain(old) or "∅", _plain(new) or "∅")
        for name, (old, new) in line.changes.items()
    ]
    return [line for line in told if line[2]] + changed


def _column(name: str) -> str:
    return translate(locale(), COLUMNS.get(name) or name.replace("_", " "))


def _plain(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, dict):
        return "; ".join(f"{_column(str(key))}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value)
    if isinstance(value, bool):
        return translate(locale(), N_("yes") if value else N_("no"))
    return str(value)


def _cells(line: TrailLine, names: dict[int, tuple[str, Bilingual]]) -> tuple[object, ...]:
    told = [
        f"{name}: {old} → {new}" if old else f"{name}: {new}" for name, old, new in details(line)
    ]
    return (
        line.seq,
        line.at.isoformat(),
        line.event,
        says(line.event),
        line.by,
        line.address,
        names[line.supplier_id][0] if line.supplier_id in names else "",
        f"{line.kind} {line.subject_id}",
        "\n".join(told),
    )
