"""What an address says about a list, and what a list says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from markupsafe import Markup

from portal.core.documents.queries.listing import Wanted, cursor_of
from portal.core.documents.queries.paging import COUNTED, PAGE, Cut, Place
from portal.core.documents.rules import VersionState
from portal.core.i18n import N_, say
from portal.web.numbers import whole
from portal.web.request import locale
from portal.web.shell import badge

NAMES = {
    "type": "type_id", "supplier": "supplier_id", "state": "state", "due": "due",
    "taken": "taken", "expiring": "expiring_days", "q": "words", "sort": "sort",
}  # fmt: skip
"""Name in the address -> field of `Wanted`."""

NUMBERS = {"type_id", "supplier_id", "expiring_days"}
MOST_DAYS = 3650
MOST_ROWS = 10**9


def wanted_from(args: Mapping[str, str], sort: str) -> Wanted:
    """Return what an address asks for; what makes no sense is left out."""
    said: dict[str, int | str] = {"sort": sort}
    for name, text in args.items():
        field, text = NAMES.get(name), text.strip()
        if field is None:
            continue
        if field in NUMBERS:
            number = whole(text)
            if number is not None:
                said[field] = min(number, MOST_DAYS) if field == "expiring_days" else number
        elif text:
            said[field] = text[:200]
    return Wanted(**said)  # type: ignore[arg-type]


def place_from(args: Mapping[str, str]) -> Place:
    """Return which page an address asks for."""
    return Place(
        args.get("after", "")[:400], args.get("before", "")[:400], args.get("at") == "last"
    )


def address_of(wanted: Wanted, sort: str, **more: object) -> str:
    """Return the part of an address behind the question mark that says the same."""
    said = {name: getattr(wanted, field) for name, field in NAMES.items()}
    if said["sort"] == sort:
        del said["sort"]
    given = {name: value for name, value in (said | more).items() if value}
    return urlencode(given) if given else ""


def filters_set(wanted: Wanted) -> int:
    """Return how many filters narrow a list."""
    return sum(bool(getattr(wanted, field)) for field in NAMES.values() if field != "sort")


@dataclass(frozen=True)
class Page:
    """A page of a list as the pager draws it."""

    words: str
    first_href: str
    previous_href: str
    next_href: str
    last_href: str


def page_of(found: Cut, wanted: Wanted, place: Place, path: str, sort: str, start: int) -> Page:
    """Return the addresses around a page; `start` is the number of its first row, if known."""

    def to(**where: object) -> str:
        return f"{path}?{address_of(wanted, sort, **where)}".rstrip("?")

    rows, first, last = found.rows, "", ""
    before = after = ""
    if rows and found.has_previous:
        number = max(1, start - PAGE) if start else None
        before = to(before=cursor_of(rows[0], wanted), row=number)
        first = to()
    if rows and found.has_next:
        after = to(after=cursor_of(rows[-1], wanted), row=start + len(rows) if start else None)
        last = to(at="last")
    return Page(page_words(found, place, start), first, before, after, last)


def page_words(found: Cut, place: Place, start: int) -> str:
    """Return which rows a page shows, and of how many."""
    language, shown, count = locale(), len(found.rows), found.count
    total = f"{min(count, COUNTED):,}"
    many = count > COUNTED
    if not shown:
        return ""
    if place.is_last and found.has_previous:
        text = (
            N_("Last %(shown)s of more than %(total)s")
            if many
            else N_("Last %(shown)s of %(total)s")
        )
        return say(language, text, shown=shown, total=total)
    if not start:
        text = N_("%(shown)s of more than %(total)s") if many else N_("%(shown)s of %(total)s")
        return say(language, text, shown=shown, total=total)
    text = (
        N_("%(first)s–%(last)s of more than %(total)s")
        if many
        else N_("%(first)s–%(last)s of %(total)s")
    )
    return say(language, text, first=f"{start:,}", last=f"{start + shown - 1:,}", total=total)


def start_from(args: Mapping[str, str], place: Place) -> int:
    """Return the number of the page's first row; 0 where nobody knows."""
    if place.is_last:
        return 0
    if not place.after and not place.before:
        return 1
    return whole(args.get("row"), MOST_ROWS) or 0


@dataclass(frozen=True)
class Sorter:
    """The addresses that a table's heads lead to."""

    wanted: Wanted
    path: str
    default: str

    @property
    def sort(self) -> str:
        return self.wanted.sort

    def __call__(self, sort: str) -> str:
        """Return the address of the same list in another order."""
        said = replace(self.wanted, sort=sort)
        return f"{self.path}?{address_of(said, self.default)}".rstrip("?")


def badges() -> dict[str, Markup]:
    """Return how each state of a version looks."""
    return {state: badge(state) for state in (*VersionState, "verified")}
