"""Is this a whole PDF that does nothing but show pages?

Refused is what acts (scripts, programs to start, other files to open, forms to send, XFA), what has
other files inside, and what cannot be opened without a password: nobody here could look into it.
Accepted are web addresses, which nothing follows by itself, and a password against changes only:
many test houses lock their certificates so, and whoever opens them reads all, as these checks do.
"""

from pathlib import Path
from typing import Any

import pikepdf

from portal.adapters.child import Refused
from portal.adapters.inspection.faults import Fault

MOST_PAGES = 2000
MOST_OBJECTS = 500_000
TAIL = 2048
"""A PDF ends with %%EOF; viewers look for it in about so many of the last bytes."""

ACTS = {
    "/JavaScript": Fault.PDF_SCRIPT,
    "/Rendition": Fault.PDF_SCRIPT,
    "/RichMediaExecute": Fault.PDF_SCRIPT,
    "/Launch": Fault.PDF_LAUNCH,
    "/GoToR": Fault.PDF_REMOTE,
    "/GoToE": Fault.PDF_REMOTE,
    "/ImportData": Fault.PDF_REMOTE,
    "/SubmitForm": Fault.PDF_REMOTE,
}
"""Actions (ISO 32000-1, table 198) beyond moving about in the file and opening a web address."""

KEYS = {
    "/JS": Fault.PDF_SCRIPT,
    "/JavaScript": Fault.PDF_SCRIPT,
    "/EmbeddedFiles": Fault.PDF_ATTACHED,
    "/EF": Fault.PDF_ATTACHED,
    "/RichMediaContent": Fault.PDF_ATTACHED,
    "/XFA": Fault.PDF_XFA,
}
"""Entries that only dictionaries of these functions have."""


def inspect_pdf(path: Path) -> int:
    """Return the number of pages; raises Refused for what is damaged, shut or active."""
    _demand_end(path)
    try:
        with pikepdf.open(path, attempt_recovery=False, inherit_page_attributes=False) as pdf:
            _search(pdf)
            return _count(pdf)
    except pikepdf.PasswordError:
        raise Refused(Fault.PDF_ENCRYPTED) from None
    except pikepdf.PdfError:
        raise Refused(Fault.PDF_DAMAGED) from None


def _demand_end(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(-min(TAIL, path.stat().st_size), 2)
        if b"%%EOF" not in file.read():
            raise Refused(Fault.PDF_DAMAGED)


def _count(pdf: pikepdf.Pdf) -> int:
    try:
        pages = len(pdf.pages)
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError):
        raise Refused(Fault.PDF_DAMAGED) from None
    if pages == 0:
        raise Refused(Fault.PDF_EMPTY)
    if pages > MOST_PAGES:
        raise Refused(Fault.PDF_LONG, pages=pages, most=MOST_PAGES)
    return pages


def _search(pdf: pikepdf.Pdf) -> None:
    """Look at every object of the file, wherever it hangs, also where no page leads to it."""
    if len(pdf.objects) > MOST_OBJECTS:
        raise Refused(Fault.TOO_COMPLICATED)
    for thing in pdf.objects:
        _look(thing, 0)


def _look(thing: Any, depth: int) -> None:
    if depth > 100:
        raise Refused(Fault.TOO_COMPLICATED)
    if isinstance(thing, pikepdf.Array):
        for item in thing.as_list():
            if isinstance(item, pikepdf.Object) and not item.is_indirect:
                _look(item, depth + 1)
    elif isinstance(thing, pikepdf.Stream):
        _look_into(thing.stream_dict, depth)
    elif isinstance(thing, pikepdf.Dictionary):
        _look_into(thing, depth)


def _look_into(entries: Any, depth: int) -> None:
    for key, value in entries.items():
        fault = KEYS.get(key)
        if fault is None and key == "/S" and isinstance(value, pikepdf.Name):
            fault = ACTS.get(str(value))
        if fault is not None:
            raise Refused(fault)
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _look(value, depth + 1)
