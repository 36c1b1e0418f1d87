"""The audit trail."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, flash, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.adapters.subjects import names_of_things
from portal.adapters.tables import csv_table
from portal.core.audit.operations import export_trail
from portal.core.audit.queries import TrailLine, TrailPage, known_events, trail_lines, trail_page
from portal.core.clock import today
from portal.core.errors import NotFound
from portal.core.i18n import N_, Bilingual, say
from portal.core.jobs.queries import last_verification
from portal.core.permissions import Permission
from portal.core.suppliers.queries.finding import find_supplier, names_of
from portal.web.audit.forms import TrailQuery
from portal.web.audit.telling import Teller, says, says_kind, short, things_of
from portal.web.limits import costly
from portal.web.numbers import whole
from portal.web.request import acts, db, locale, me, needs

bp = Blueprint("audit", __name__, url_prefix="/audit")

PAGE_LINES, PRINT_LINES = 50, 500


@bp.get("")
@needs(Permission.AUDIT_READ)
def trail() -> ResponseReturnValue:
    """Show what happened, newest first."""
    asked = _asked()
    page = trail_page(
        db(),
        me(),
        asked.wanted,
        PAGE_LINES,
        whole(request.args.get("before")),
        whole(request.args.get("after")),
    )
    checked = None if me().is_supplier else last_verification(db(), me())
    return _shown("audit/trail.html", asked, page, checked=checked)


@bp.get("/print")
@costly
@needs(Permission.AUDIT_READ)
def paper() -> ResponseReturnValue:
    """Show up to 500 lines as they are to be printed."""
    asked = _asked()
    return _shown("audit/paper.html", asked, trail_page(db(), me(), asked.wanted, PRINT_LINES))


@bp.get("/export.csv")
@costly
@needs(Permission.AUDIT_READ)
@acts
def export() -> ResponseReturnValue:
    """Hand out the lines as a table; that a copy was taken is a line of the trail itself."""
    asked = _asked()
    lines = list(trail_lines(db(), me(), asked.wanted))
    export_trail(db(), me(), asked.wanted, asked.typed)
    names = names_of(db(), me(), {line.supplier_id for line in lines if line.supplier_id})
    heads = (
        "seq",
        "at_utc",
        "event",
        "what",
        "by",
        "address",
        "supplier",
        "subject",
        "called",
        "facts",
    )
    teller = _teller(lines)
    table = csv_table((heads, *(_cells(line, names, teller) for line in lines)))
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


def _shown(
    template: str, asked: TrailQuery, page: TrailPage, **more: object
) -> ResponseReturnValue:
    ids = {line.supplier_id for line in page.lines if line.supplier_id}
    teller = _teller(page.lines)
    return render_template(
        template,
        typed=asked.typed,
        lines=page.lines,
        names=names_of(db(), me(), ids),
        kinds=_kinds(),
        pages=_pages(asked.typed, page),
        query=urlencode(asked.typed),
        says=says,
        teller=teller,
        short=short,
        has_more=page.older is not None,
        **more,
    )


def _teller(lines: list[TrailLine]) -> Teller:
    return Teller(names_of_things(db(), me(), things_of(lines)))


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


def _cells(
    line: TrailLine, names: dict[int, tuple[str, Bilingual]], teller: Teller
) -> tuple[object, ...]:
    told = [
        f"{each.name}: {each.before} → {each.after}"
        if each.before
        else f"{each.name}: {each.after}"
        for each in teller.details(line)
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
        teller.subject_of(line),
        "\n".join(told),
    )
