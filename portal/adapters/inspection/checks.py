"""The child's side: does the content fit the name, and is it sound?"""

from importlib import import_module
from pathlib import Path
from typing import Any

from portal.adapters.child import Refused
from portal.adapters.inspection.faults import Fault
from portal.core.files.rules import ENDINGS, TEXTS, Kind, ending_of

SIGNATURES = (
    (b"%PDF-", "PDF", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "PNG", "png"),
    (b"\xff\xd8\xff", "JPEG", "jpg"),
    (b"PK\x03\x04", "ZIP", ""),
    (b"PK\x05\x06", "ZIP", ""),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE", ""),
)
"""First bytes, what they mean, and the ending under which we would take it."""

SIGNED = {
    Kind.PDF: "PDF",
    Kind.PNG: "PNG",
    Kind.JPEG: "JPEG",
    Kind.XLSX: "ZIP",
    Kind.DOCX: "ZIP",
}
WARM = {
    Kind.PDF: "portal.adapters.inspection.pdf",
    Kind.PNG: "portal.adapters.inspection.pictures",
    Kind.JPEG: "portal.adapters.inspection.pictures",
    Kind.XLSX: "portal.adapters.inspection.office",
    Kind.DOCX: "portal.adapters.inspection.office",
}
"""What a child needs for a kind; it is imported while the file still arrives."""


def check(path: str, file_name: str) -> dict[str, Any]:
    """Return the kind and number of pages of a file whose ending was looked at before."""
    file, kind = Path(path), ENDINGS[ending_of(file_name)]
    _demand_signature(file, kind, ending_of(file_name))
    return {"kind": kind.value, "pages": _parse(file, kind)}


def _parse(file: Path, kind: Kind) -> int | None:
    if kind in TEXTS:
        import_module("portal.adapters.inspection.text").inspect_text(file)
        return None
    room = import_module(WARM[kind])
    if kind is Kind.PDF:
        pages: int = room.inspect_pdf(file)
        return pages
    if kind in (Kind.XLSX, Kind.DOCX):
        room.inspect_office(file, kind.value)
        return None
    room.inspect_picture(file)
    return 1


def _demand_signature(file: Path, kind: Kind, ending: str) -> None:
    with file.open("rb") as opened:
        start = opened.read(16)
    seen, right = next(
        ((name, right) for first, name, right in SIGNATURES if start.startswith(first)), ("", "")
    )
    if seen == SIGNED.get(kind, ""):
        return
    if seen == "OLE" and kind in (Kind.XLSX, Kind.DOCX):
        raise Refused(Fault.OFFICE_ENCRYPTED)
    if right:
        raise Refused(Fault.MISNAMED, name_says=ending.upper(), is_kind=seen, ending=right)
    raise Refused(Fault.MISNAMED_UNKNOWN, name_says=ending.upper())
