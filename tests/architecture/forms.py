"""The forms of a page, as a browser would send them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit


@dataclass
class Form:
    """Where a form goes, and what it would send if nothing were touched."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> tuple[object, ...]:
        """Return what makes it another form than those seen before, whatever it is about."""
        place = ["#" if part.isdigit() else part for part in urlsplit(self.action).path.split("/")]
        return (self.method, "/".join(place), tuple(sorted(self.values)))

    def spoiled(self, odd: Iterator[str]) -> Iterator[dict[str, str]]:
        """Yield the form with one field after the other said oddly."""
        for name in self.values:
            if name != "csrf_token":
                yield self.values | {name: next(odd)}


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.found = page, list[Form]()
        self._open: Form | None = None
        self._choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(said.get("action") or self.page, said.get("method", "get").upper())
            self.found.append(self._open)
        elif self._open is not None and tag in ("input", "textarea", "select", "button"):
            self._choice = said.get("name", "") if tag == "select" else ""
            if said.get("name") and said.get("type") != "file":
                self._open.values.setdefault(said["name"], said.get("value", ""))
        elif self._open is not None and tag == "option" and self._choice:
            said_so = "selected" in said or not self._open.values[self._choice]
            self._open.values |= {self._choice: said.get("value", "")} if said_so else {}

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def forms_of(page: str, html: str) -> list[Form]:
    """Return the forms in the text of the page at that address."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.found
