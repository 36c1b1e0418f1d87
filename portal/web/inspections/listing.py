"""What an address says about a list of inspections, and what the list says about itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from markupsafe import Markup

from inspections.lot_inspections.queries.finding import inspectors
from inspections.lot_inspections.queries.listing import ALL, OPEN_ONES, Wanted, cursor_of
from inspections.lot_inspections.rules import OPEN, InspectionState, Verdict
from inspections.lot_inspections.rules.booking import TYPE_WORDS
from portal.core.clock import today
from portal.core.documents.queries.paging import PAGE, AnyRow, Cut, Place
from portal.core.i18n import Bilingual, say
from portal.core.permissions import Permission
from portal.core.products.queries import products_to_choose
from portal.web.assets import icon
from portal.web.documents.listing import Page, page_words
from portal.web.language import gettext
from portal.web.marks import day_marks, due_mark
from portal.web.numbers import whole
from portal.web.request import db, locale, me
from portal.web.shell import look

SORT = "due"
NAMES = {
    "state": "state", "type": "type", "supplier": "supplier_id", "product": "product_id",
    "lot": "lot_id", "inspector": "inspector", "since": "since", "until": "until", "q": "words",
    "sort": "sort",
}  # fmt: skip
"""Name in the address -> field of `Wanted`."""
NUMBERS = {"supplier_id", "product_id", "lot_id"}
DAYS = {"since", "until"}
STANDARD = Wanted()
MOST_CHOICES = 200


def wanted_from(args: Mapping[str, str]) -> Wanted:
    """Return what an address asks for; what makes no sense is left out."""
    said: dict[str, object] = {}
    for name, field in NAMES.items():
        text = args.get(name, "").strip()
        value = whole(text) if field in NUMBERS else _day(text) if field in DAYS else text[:200]
        if value:
            said[field] = value
    return Wanted(**said)  # type: ignore[arg-type]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def address_of(wanted: Wanted, **more: object) -> str:
    """Return the part of an address behind the question mark that says the same."""
    said = {
        name: getattr(wanted, field)
        for name, field in NAMES.items()
        if getattr(wanted, field) != getattr(STANDARD, field)
    }
    return urlencode({name: value for name, value in (said | more).items() if value})


def filters_set(wanted: Wanted) -> int:
    """Return how many filters narrow a list."""
    narrowing = [field for field in NAMES.values() if field not in ("sort", "state")]
    by_state = wanted.state not in (OPEN_ONES, ALL)
    return by_state + sum(bool(getattr(wanted, field)) for field in narrowing)


def page_of(found: Cut, wanted: Wanted, place: Place, path: str, start: int) -> Page:
    """Return the addresses around a page; `start` is the number of its first row, if known."""

    def to(**where: object) -> str:
        return f"{path}?{address_of(wanted, **where)}".rstrip("?")

    rows, first, before, after, last = found.rows, "", "", "", ""
    if rows and found.has_previous:
        number = max(1, start - PAGE) if start else None
        before, first = to(before=cursor_of(rows[0], wanted), row=number), to()
    if rows and found.has_next:
        number = start + len(rows) if start else None
        after, last = to(after=cursor_of(rows[-1], wanted), row=number), to(at="last")
    return Page(page_words(found, place, start), first, before, after, last)


def sorter(wanted: Wanted, path: str) -> Callable[..., str]:
    """Return the function that a table's heads use for their addresses."""

    def address(sort: str) -> str:
        return f"{path}?{address_of(replace(wanted, sort=sort))}".rstrip("?")

    return address


def type_names() -> dict[str, str]:
    """Return what each type of inspection is called."""
    return {kind.value: gettext(word) for kind, word in TYPE_WORDS.items()}


def state_choices() -> list[tuple[str, str]]:
    """Return what a list can be narrowed to."""
    states = [state.value for state in InspectionState if state is not InspectionState.DECIDED]
    shown = [*states, *(verdict.value for verdict in Verdict)]
    return [
        (OPEN_ONES, gettext("Open")),
        (ALL, gettext("All states")),
        *((state, gettext(look(state).word)) for state in shown),
    ]


def inspector_choices() -> list[tuple[str, str]]:
    """Return who can be chosen for an inspection."""
    return [(str(person.user_id), person.name) for person in inspectors(db(), me())]


def product_choices() -> list[tuple[int, str]]:
    """Return the products to narrow a list to, none where there are too many to read."""
    if not me().may(Permission.PRODUCT_READ, me().supplier_id):
        return []
    found = products_to_choose(db(), me())
    return [(key, sku) for key, sku, _ in found] if len(found) <= MOST_CHOICES else []


def shown_state(state: str, verdict: str | None) -> str:
    """Return the word of a state; a decided inspection says its verdict."""
    return verdict if state == InspectionState.DECIDED.value and verdict else state


@lru_cache(maxsize=64)
def _badge(state: str, language: str) -> Markup:
    seen = look(state)
    drawn = Markup('<span class="badge is-{}">{}{}</span>')
    return drawn.format(seen.colour, icon(seen.icon), say(language, seen.word))


def badge_of(row: AnyRow) -> Markup:
    """Return how the state of a row looks, drawn once per state and language."""
    return _badge(shown_state(row.state, row.verdict), locale())


def day_of(row: AnyRow) -> Markup:
    """Return the day of a row: with its urgency while it is open, else plain."""
    if row.state in OPEN:
        return due_mark(row.due_on, today())
    return day_marks({row.due_on})[row.due_on]


def product_of(row: AnyRow) -> str:
    """Return a row's product in the person's language."""
    return Bilingual(row.product_en, row.product_zh).in_(locale()) or str(row.sku)


def supplier_of(row: AnyRow) -> str:
    """Return a row's supplier in the person's language."""
    return Bilingual(row.supplier_en, row.supplier_zh).in_(locale()) or str(row.supplier)


def lines_of(rows: Sequence[AnyRow]) -> list[tuple[object, ...]]:
    """Return the rows as the table draws them."""
    types = type_names()
    return [
        (
            f"{row.id}-{row.revision}" if row.state == InspectionState.REQUESTED else "",
            f"/inspections/{row.id}",
            types[row.type],
            row.number,
            product_of(row),
            row.sku,
            row.lot,
            supplier_of(row),
            day_of(row),
            f"{row.quantity:,}",
            row.inspector,
            badge_of(row),
        )
        for row in rows
    ]
