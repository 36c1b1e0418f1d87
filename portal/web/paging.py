"""Pages of a list: the address holds the state."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from portal.web.language import gettext
from portal.web.numbers import whole

PAGE_ROWS = 50


MOST_PAGES = 999_999


@dataclass(frozen=True)
class Page:
    """Where we are in a list, in words, and the addresses around."""

    number: int
    last: int
    words: str
    first_href: str = ""
    previous_href: str = ""
    next_href: str = ""
    last_href: str = ""


def page_number() -> int:
    """Return the page asked for; nonsense is the first."""
    return max(1, whole(request.args.get("page"), MOST_PAGES) or 1)


def address(**changes: object) -> str:
    """Return this page's address with some of its state changed."""
    state = {key: value for key, value in request.args.items() if key != "lang"}
    state |= {key: str(value) for key, value in changes.items()}
    if "page" not in changes:
        state.pop("page", None)
    kept = {key: value for key, value in state.items() if value}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def page_of(total: int) -> Page:
    """Return the page asked for out of `total` rows."""
    last = max(1, -(-total // PAGE_ROWS))
    number = min(page_number(), last)
    first_row = (number - 1) * PAGE_ROWS + 1 if total else 0
    said = gettext("%(first)s–%(last)s of %(total)s") % {
        "first": first_row,
        "last": min(number * PAGE_ROWS, total),
        "total": total,
    }
    return Page(
        number,
        last,
        said,
        first_href=address(page=1) if number > 2 else "",
        previous_href=address(page=number - 1) if number > 1 else "",
        next_href=address(page=number + 1) if number < last else "",
        last_href=address(page=last) if number < last - 1 else "",
    )
